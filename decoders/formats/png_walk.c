// SPDX-License-Identifier: Apache-2.0
// libpng's callbacks, and the rows: only the wanted rows of an interlaced image are held, else one.
#include "png_walk.h"

#include <string.h>

#include "exif.h"

#define PASSES_ADAM7 7
#define ROWS_PER_PROGRESS 64

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
    vt_error error = walk->is_frame ? png_splice_read(&walk->splice, destination, size)
                                    : vt_reader_read(&walk->splice.reader, destination, size);
    if (error == VT_OK)
        return;
    walk->has_ended = error == VT_E_TRUNCATED;
    if (error != VT_E_TRUNCATED && error != VT_E_CORRUPT)
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
#ifdef PNG_HANDLE_AS_UNKNOWN_SUPPORTED
    // -1: all but IHDR, PLTE, tRNS, IDAT and IEND; those that change the picture come back by name.
    static const png_byte wanted[] = "eXIf\0iCCP"; // each name with a zero byte behind it
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, wanted, 2);
#else
    (void)png;
#endif
}

static uint32_t header_orientation(png_walk *walk)
{
#ifdef PNG_eXIf_SUPPORTED
    png_uint_32 size = 0;
    png_bytep bytes = NULL;
    if (png_get_eXIf_1(walk->png, walk->info, &size, &bytes) != 0 && bytes != NULL)
        return vt_exif_orientation(bytes, size);
#else
    (void)walk;
#endif
    return 1;
}

// Only when opening; rendering uses what the document keeps.
static void step_read_profile(png_walk *walk)
{
#ifdef PNG_iCCP_SUPPORTED
    png_charp name = NULL;
    int compression = 0;
    png_bytep profile = NULL;
    png_uint_32 size = 0;
    int color_type = png_get_color_type(walk->png, walk->info);
    bool is_gray = (color_type & PNG_COLOR_MASK_COLOR) == 0;
    if (walk->document->as_stored ||
        png_get_iCCP(walk->png, walk->info, &name, &compression, &profile, &size) == 0)
        return;
    vt_error error =
        vt_colour_open(&walk->document->heap, profile, size, is_gray, &walk->header.colour);
    if (error != VT_OK)
        walk->error = vt_document_fail_memory(walk->document);
#else
    (void)walk;
#endif
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
    vt_reader_init(&walk->splice.reader, &document->source, 0);
    return walk;
}

void png_walk_close(png_walk *walk)
{
    if (walk == NULL)
        return;
    vt_heap *heap = &walk->document->heap;
    png_destroy_read_struct(&walk->png, &walk->info, NULL);
    vt_heap_release(heap, walk->line);
    vt_heap_release(heap, walk->lines);
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

// ---- Rows ---------------------------------------------------------------------------------------

// Any PNG becomes RGBA8 with straight alpha.
static void step_transform(png_walk *walk)
{
    png_set_expand(walk->png);
#ifdef PNG_READ_SCALE_16_TO_8_SUPPORTED
    if (!walk->document->as_stored)
        png_set_scale_16(walk->png);
#endif
    png_set_strip_16(walk->png);
    png_set_gray_to_rgb(walk->png);
    png_set_add_alpha(walk->png, 0xff, PNG_FILLER_AFTER);
    (void)png_set_interlace_handling(walk->png);
    png_read_update_info(walk->png, walk->info);
    if (png_get_rowbytes(walk->png, walk->info) != (size_t)walk->header.width * 4)
        walk->error = vt_document_fail(walk->document, VT_E_INTERNAL, "Rows are not RGBA.");
}

static bool row_is_last_for_now(png_walk *walk, uint64_t total)
{
    walk->rows_read++;
    if (walk->rows_read % ROWS_PER_PROGRESS != 0)
        return false;
    walk->error = vt_document_progress(walk->document, walk->rows_read, total);
    return walk->error != VT_OK;
}

static void step_read_rows(png_walk *walk)
{
    vt_span wanted = vt_rows_lines(walk->rows);
    vt_span columns = vt_rows_columns(walk->rows);
    bool is_whole = columns.count == walk->header.width;
    uint32_t end = wanted.first + wanted.count;
    for (uint32_t y = 0; y < end; y++) {
        uint8_t *place = is_whole && y >= wanted.first ? vt_rows_place(walk->rows) : NULL;
        uint8_t *row = place != NULL ? place : walk->line;
        png_read_row(walk->png, row, NULL);
        if (y >= wanted.first)
            vt_rows_put(walk->rows, row + (size_t)columns.first * 4);
        if (row_is_last_for_now(walk, end))
            return;
    }
    if (end == walk->header.height)
        png_read_end(walk->png, NULL);
}

// Reads all passes. Rows that are not wanted are unpacked and forgotten. Where the file ends early,
// `lines` holds what the passes so far gave, in blocks.
static void step_read_passes(png_walk *walk)
{
    vt_span wanted = vt_rows_lines(walk->rows);
    uint32_t height = walk->header.height;
    size_t row_size = (size_t)walk->header.width * 4;
    uint64_t total = (uint64_t)height * PASSES_ADAM7;
    for (int pass = 0; pass < PASSES_ADAM7; pass++) {
        for (uint32_t y = 0; y < height; y++) {
            bool is_wanted = y >= wanted.first && y - wanted.first < wanted.count;
            uint8_t *row = is_wanted ? walk->lines + (y - wanted.first) * row_size : NULL;
            png_read_row(walk->png, NULL, row);
            if (row_is_last_for_now(walk, total))
                return;
        }
    }
    png_read_end(walk->png, NULL);
}

static void put_lines(png_walk *walk)
{
    vt_span wanted = vt_rows_lines(walk->rows);
    size_t row_size = (size_t)walk->header.width * 4;
    const uint8_t *cut = walk->lines + (size_t)vt_rows_columns(walk->rows).first * 4;
    for (uint32_t y = 0; y < wanted.count; y++)
        vt_rows_put(walk->rows, cut + y * row_size);
}

static vt_error allocate_rows(png_walk *walk)
{
    vt_heap *heap = &walk->document->heap;
    size_t width = walk->header.width;
    if (walk->header.is_interlaced) {
        size_t count = vt_rows_lines(walk->rows).count;
        if (width <= SIZE_MAX / 4)
            walk->lines = vt_heap_allocate_array(heap, count, width * 4);
    } else {
        walk->line = vt_heap_allocate_array(heap, width, 4);
    }
    if (walk->lines == NULL && walk->line == NULL)
        return vt_document_fail_memory(walk->document);
    return VT_OK;
}

// Damage after some rows is not an error: what came is shown.
static vt_error settle(png_walk *walk, vt_error error)
{
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    if (error != VT_OK && (!is_damage || walk->rows_read == 0))
        return error;
    if (error != VT_OK)
        vt_document_warn_partial(walk->document, walk->document->message.text);
    if (walk->lines != NULL)
        put_lines(walk);
    vt_rows_finish(walk->rows);
    return VT_OK;
}

vt_error png_walk_rows(png_walk *walk)
{
    vt_error error = png_walk_start(walk);
    if (error == VT_OK)
        error = png_guard(walk, step_transform);
    if (error == VT_OK)
        error = allocate_rows(walk);
    if (error != VT_OK)
        return error;
    error = png_guard(walk, walk->lines != NULL ? step_read_passes : step_read_rows);
    return settle(walk, error);
}
