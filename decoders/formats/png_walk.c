// SPDX-License-Identifier: Apache-2.0
// libpng's callbacks, and what it learns before the image.
#include "png_walk.h"

#include <string.h>

#include "exif.h"
#include "png_profile.h"

// ---- What libpng calls --------------------------------------------------------------------------

PNG_NORETURN static void on_error(png_structp png, png_const_charp text)
{
    png_walk *walk = png_get_error_ptr(png);
    if (walk->error == VT_OK) {
        walk->error = walk->has_ended ? VT_E_TRUNCATED : VT_E_CORRUPT;
        if (walk->lacks_memory)
            walk->error = vt_document_fail_memory(walk->document);
        else if (walk->has_ended)
            (void)vt_document_fail(walk->document, VT_OK, "The file ends early.");
        else
            (void)vt_document_fail(walk->document, VT_OK, text);
    }
    longjmp(walk->jump, 1);
}

// Warnings are about things that do not change what is shown.
static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void on_read(png_structp png, png_bytep destination, size_t size)
{
    png_walk *walk = png_get_io_ptr(png);
    vt_error error = png_splice_read(&walk->splice, destination, size);
    if (error == VT_OK)
        return;
    walk->has_ended = error == VT_E_TRUNCATED;
    if (error != VT_E_TRUNCATED)
        walk->error =
            vt_document_fail(walk->document, error, "The file could not be read further.");
    png_error(png, "read");
}

static png_voidp on_allocate(png_structp png, png_alloc_size_t size)
{
    png_walk *walk = png_get_mem_ptr(png);
    void *block = vt_heap_allocate(&walk->document->heap, size);
    if (block == NULL)
        walk->lacks_memory = true;
    return block;
}

static void on_release(png_structp png, png_voidp pointer)
{
    png_walk *walk = png_get_mem_ptr(png);
    vt_heap_release(&walk->document->heap, pointer);
}

// The only setjmp of this file: runs `step`, and answers how it ended.
static vt_error png_guard(png_walk *walk, void (*step)(png_walk *walk))
{
    walk->error = VT_OK;
    if (setjmp(walk->jump) == 0)
        step(walk);
    // libpng goes on without a chunk that it has no memory for; the picture would be another.
    if (walk->lacks_memory && walk->error == VT_OK)
        walk->error = vt_document_fail_memory(walk->document);
    return walk->error;
}

// ---- The start of a walk ------------------------------------------------------------------------

static void skip_chunks_not_shown(png_structp png)
{
    // -1: all but IHDR, PLTE, tRNS, IDAT and IEND; those that change the picture come back by name.
    static const png_byte exif[] = "eXIf";
    static const png_byte profile[] = "iCCP";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, exif, 1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_ALWAYS, profile, 1); // as it is
}

static uint32_t header_orientation(png_walk *walk)
{
    png_uint_32 size = 0;
    png_bytep bytes = NULL;
    if (png_get_eXIf_1(walk->png, walk->info, &size, &bytes) != 0 && bytes != NULL)
        return vt_exif_orientation(bytes, size);
    return 1;
}

// Only when opening; rendering uses what the document keeps.
static void step_read_profile(png_walk *walk)
{
    png_unknown_chunkp chunks = NULL;
    int count = png_get_unknown_chunks(walk->png, walk->info, &chunks);
    int color_type = png_get_color_type(walk->png, walk->info);
    bool is_gray = (color_type & PNG_COLOR_MASK_COLOR) == 0;
    // It stands before the palette; further ones do not count.
    if (walk->document->as_stored || count < 1 || (chunks->location & PNG_HAVE_PLTE) != 0)
        return;
    vt_error error = png_profile_open(&walk->document->heap, chunks->data, chunks->size, is_gray,
                                      &walk->header.colour);
    if (error != VT_OK)
        walk->error = vt_document_fail_memory(walk->document);
}

static void step_start(png_walk *walk)
{
    vt_document *document = walk->document;
    walk->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, walk, on_error, on_warning,
                                         walk, on_allocate, on_release);
    if (walk->png != NULL)
        walk->info = png_create_info_struct(walk->png);
    if (walk->info == NULL) {
        walk->error = vt_document_fail_memory(document);
        return;
    }
    png_set_read_fn(walk->png, walk, on_read);
    // The sides are checked against limits.pixels_max instead.
    png_set_user_limits(walk->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    skip_chunks_not_shown(walk->png);
    png_read_info(walk->png, walk->info);
    int depth = 0;
    int color_type = 0;
    int interlace = 0;
    png_get_IHDR(walk->png, walk->info, &walk->header.width, &walk->header.height, &depth,
                 &color_type, &interlace, NULL, NULL);
    walk->header.bit_depth = (uint32_t)depth;
    walk->header.is_interlaced = interlace != PNG_INTERLACE_NONE;
    walk->header.has_alpha = (color_type & PNG_COLOR_MASK_ALPHA) != 0 ||
                             png_get_valid(walk->png, walk->info, PNG_INFO_tRNS) != 0;
    walk->header.orientation = header_orientation(walk);
}

png_walk *png_walk_open(vt_document *document)
{
    png_walk *walk = vt_heap_allocate_array(&document->heap, 1, sizeof *walk);
    if (walk == NULL)
        return NULL;
    walk->document = document;
    png_splice_plain(&walk->splice, &document->source);
    return walk;
}

void png_walk_close(png_walk *walk)
{
    if (walk == NULL)
        return;
    vt_heap *heap = &walk->document->heap;
    png_destroy_read_struct(&walk->png, &walk->info, NULL);
    vt_heap_release(heap, walk);
}

vt_error png_walk_start(png_walk *walk)
{
    return png_guard(walk, step_start);
}

vt_error png_walk_colour(png_walk *walk)
{
    return png_guard(walk, step_read_profile);
}

// ---- Colours ------------------------------------------------------------------------------------

static void read_palette(png_walk *walk)
{
    png_colorp palette = NULL;
    png_bytep alpha = NULL;
    int count = 0;
    int alpha_count = 0;
    (void)png_get_PLTE(walk->png, walk->info, &palette, &count);
    (void)png_get_tRNS(walk->png, walk->info, &alpha, &alpha_count, NULL);
    for (int i = 0; i < PNG_COLOURS_MAX; i++) {
        uint8_t *colour = walk->pixels.colours[i];
        if (i < count)
            memcpy(colour, &palette[i], 3);
        colour[3] = i < alpha_count ? alpha[i] : 255;
    }
}

static void read_key(png_walk *walk)
{
    png_color_16p key = NULL;
    if (png_get_tRNS(walk->png, walk->info, NULL, NULL, &key) == 0 || key == NULL)
        return;
    bool is_gray = walk->pixels.channels == 1;
    walk->pixels.has_key = true;
    walk->pixels.key[0] = is_gray ? key->gray : key->red;
    walk->pixels.key[1] = key->green;
    walk->pixels.key[2] = key->blue;
}

static void step_read_colours(png_walk *walk)
{
    png_pixels *pixels = &walk->pixels;
    int color_type = png_get_color_type(walk->png, walk->info);
    pixels->bit_depth = walk->header.bit_depth;
    pixels->channels = png_get_channels(walk->png, walk->info);
    pixels->is_high_byte = walk->document->as_stored;
    if (color_type == PNG_COLOR_TYPE_PALETTE) {
        read_palette(walk);
        return;
    }
    if ((color_type & PNG_COLOR_MASK_ALPHA) == 0)
        read_key(walk);
    if (color_type == PNG_COLOR_TYPE_GRAY && pixels->bit_depth <= 8)
        png_pixels_gray(pixels);
}

vt_error png_walk_rows(png_walk *walk)
{
    vt_error error = png_walk_start(walk);
    if (error == VT_OK)
        error = png_guard(walk, step_read_colours);
    if (error != VT_OK)
        return error;
    png_image image = {
        .document = walk->document,
        .width = walk->header.width,
        .height = walk->header.height,
        .is_interlaced = walk->header.is_interlaced,
        .pixels = &walk->pixels,
        .rows = walk->rows,
    };
    uint64_t behind_head = vt_reader_position(&walk->splice.reader);
    return png_rows_read(&image, walk->data_offset != 0 ? walk->data_offset
                                                        : behind_head - PNG_CHUNK_HEAD_SIZE);
}
