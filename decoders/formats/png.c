// SPDX-License-Identifier: Apache-2.0
// PNG through libpng, row by row: an image is never held, but for the wanted rows of an interlaced
// one.
#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "colour.h"
#include "exif.h"
#include "png_tail.h"
#include "rows.h"
#include "vt_format.h"
#include "vt_probe.h"

#define PASSES_ADAM7 7
#define ROWS_PER_PROGRESS 64

// What opening learns; the state of the document.
typedef struct {
    uint32_t width;
    uint32_t height;
    uint32_t bit_depth;
    uint32_t orientation;
    bool is_interlaced;
    bool has_alpha;
    vt_colour *colour; // or NULL
} png_header;

// One walk through the file. Everything that must survive a longjmp lives here, on the heap.
typedef struct png_work {
    vt_document *document;
    png_structp png;
    png_infop info;
    vt_error error; // why the walk ended early
    png_header header;
    vt_rows *rows;     // borrowed
    uint8_t *line;     // one row of RGBA
    uint8_t *lines;    // the wanted rows of an interlaced image
    uint64_t rows_read; // in all passes
    bool lacks_memory;  // an allocation of libpng was refused
    jmp_buf jump;
    vt_reader reader;
} png_work;

// ---- What libpng calls --------------------------------------------------------------------------

PNG_NORETURN static void on_error(png_structp png, png_const_charp text)
{
    png_work *work = png_get_error_ptr(png);
    if (work->error == VT_OK) {
        work->error = work->reader.is_at_end ? VT_E_TRUNCATED : VT_E_CORRUPT;
        if (work->lacks_memory)
            work->error = vt_document_fail_memory(work->document);
        else if (work->reader.is_at_end)
            (void)vt_document_fail(work->document, VT_OK, "The file ends early.");
        else
            (void)vt_document_fail(work->document, VT_OK, text);
    }
    longjmp(work->jump, 1);
}

// Warnings are about things that do not change what is shown.
static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void on_read(png_structp png, png_bytep destination, size_t size)
{
    png_work *work = png_get_io_ptr(png);
    vt_error error = vt_reader_read(&work->reader, destination, size);
    if (error == VT_OK)
        return;
    if (error != VT_E_TRUNCATED)
        work->error =
            vt_document_fail(work->document, error, "The file could not be read further.");
    png_error(png, "read");
}

static png_voidp on_allocate(png_structp png, png_alloc_size_t size)
{
    png_work *work = png_get_mem_ptr(png);
    void *block = vt_heap_allocate(&work->document->heap, size);
    if (block == NULL)
        work->lacks_memory = true;
    return block;
}

static void on_release(png_structp png, png_voidp pointer)
{
    png_work *work = png_get_mem_ptr(png);
    vt_heap_release(&work->document->heap, pointer);
}

// The only setjmp of this file: runs `step`, and answers how it ended.
static vt_error png_guard(png_work *work, void (*step)(png_work *work))
{
    work->error = VT_OK;
    if (setjmp(work->jump) == 0)
        step(work);
    // libpng goes on without a chunk that it has no memory for; the picture would be another.
    if (work->lacks_memory && work->error == VT_OK)
        work->error = vt_document_fail_memory(work->document);
    return work->error;
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

static uint32_t header_orientation(png_work *work)
{
#ifdef PNG_eXIf_SUPPORTED
    png_uint_32 size = 0;
    png_bytep bytes = NULL;
    if (png_get_eXIf_1(work->png, work->info, &size, &bytes) != 0 && bytes != NULL)
        return vt_exif_orientation(bytes, size);
#else
    (void)work;
#endif
    return 1;
}

// Only when opening; rendering uses what the document keeps.
static void step_read_profile(png_work *work)
{
#ifdef PNG_iCCP_SUPPORTED
    png_charp name = NULL;
    int compression = 0;
    png_bytep profile = NULL;
    png_uint_32 size = 0;
    int color_type = png_get_color_type(work->png, work->info);
    bool is_gray = (color_type & PNG_COLOR_MASK_COLOR) == 0;
    if (work->document->as_stored ||
        png_get_iCCP(work->png, work->info, &name, &compression, &profile, &size) == 0)
        return;
    vt_error error =
        vt_colour_open(&work->document->heap, profile, size, is_gray, &work->header.colour);
    if (error != VT_OK)
        work->error = vt_document_fail_memory(work->document);
#else
    (void)work;
#endif
}

static void step_start(png_work *work)
{
    vt_document *document = work->document;
    work->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, work, on_error, on_warning,
                                         work, on_allocate, on_release);
    if (work->png != NULL)
        work->info = png_create_info_struct(work->png);
    if (work->info == NULL) {
        work->error = vt_document_fail_memory(document);
        return;
    }
    png_set_read_fn(work->png, work, on_read);
    // The sides are checked against limits.pixels_max instead.
    png_set_user_limits(work->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    skip_chunks_not_shown(work->png);
    png_read_info(work->png, work->info);
    int depth = 0;
    int color_type = 0;
    int interlace = 0;
    png_get_IHDR(work->png, work->info, &work->header.width, &work->header.height, &depth,
                 &color_type, &interlace, NULL, NULL);
    work->header.bit_depth = (uint32_t)depth;
    work->header.is_interlaced = interlace != PNG_INTERLACE_NONE;
    work->header.has_alpha = (color_type & PNG_COLOR_MASK_ALPHA) != 0 ||
                             png_get_valid(work->png, work->info, PNG_INFO_tRNS) != 0;
    work->header.orientation = header_orientation(work);
}

static png_work *work_new(vt_document *document)
{
    png_work *work = vt_heap_allocate_array(&document->heap, 1, sizeof *work);
    if (work == NULL)
        return NULL;
    work->document = document;
    vt_reader_init(&work->reader, &document->source, 0);
    return work;
}

static void work_free(png_work *work)
{
    vt_heap *heap = &work->document->heap;
    png_destroy_read_struct(&work->png, &work->info, NULL);
    vt_heap_release(heap, work->line);
    vt_heap_release(heap, work->lines);
    vt_heap_release(heap, work);
}

// ---- Rows ---------------------------------------------------------------------------------------

// Any PNG becomes RGBA8 with straight alpha.
static void step_transform(png_work *work)
{
    png_set_expand(work->png);
#ifdef PNG_READ_SCALE_16_TO_8_SUPPORTED
    if (!work->document->as_stored)
        png_set_scale_16(work->png);
#endif
    png_set_strip_16(work->png);
    png_set_gray_to_rgb(work->png);
    png_set_add_alpha(work->png, 0xff, PNG_FILLER_AFTER);
    (void)png_set_interlace_handling(work->png);
    png_read_update_info(work->png, work->info);
    if (png_get_rowbytes(work->png, work->info) != (size_t)work->header.width * 4)
        work->error = vt_document_fail(work->document, VT_E_INTERNAL, "Rows are not RGBA.");
}

static bool row_is_last_for_now(png_work *work, uint64_t total)
{
    work->rows_read++;
    if (work->rows_read % ROWS_PER_PROGRESS != 0)
        return false;
    work->error = vt_document_progress(work->document, work->rows_read, total);
    return work->error != VT_OK;
}

static void step_read_rows(png_work *work)
{
    vt_span wanted = vt_rows_lines(work->rows);
    vt_span columns = vt_rows_columns(work->rows);
    bool is_whole = columns.count == work->header.width;
    uint32_t end = wanted.first + wanted.count;
    for (uint32_t y = 0; y < end; y++) {
        uint8_t *place = is_whole && y >= wanted.first ? vt_rows_place(work->rows) : NULL;
        uint8_t *row = place != NULL ? place : work->line;
        png_read_row(work->png, row, NULL);
        if (y >= wanted.first)
            vt_rows_put(work->rows, row + (size_t)columns.first * 4);
        if (row_is_last_for_now(work, end))
            return;
    }
    if (end == work->header.height)
        png_read_end(work->png, NULL);
}

// Reads all passes. Rows that are not wanted are unpacked and forgotten. Where the file ends early,
// `lines` holds what the passes so far gave, in blocks.
static void step_read_passes(png_work *work)
{
    vt_span wanted = vt_rows_lines(work->rows);
    uint32_t height = work->header.height;
    size_t row_size = (size_t)work->header.width * 4;
    uint64_t total = (uint64_t)height * PASSES_ADAM7;
    for (int pass = 0; pass < PASSES_ADAM7; pass++) {
        for (uint32_t y = 0; y < height; y++) {
            bool is_wanted = y >= wanted.first && y - wanted.first < wanted.count;
            uint8_t *row = is_wanted ? work->lines + (y - wanted.first) * row_size : NULL;
            png_read_row(work->png, NULL, row);
            if (row_is_last_for_now(work, total))
                return;
        }
    }
    png_read_end(work->png, NULL);
}

static void put_lines(png_work *work)
{
    vt_span wanted = vt_rows_lines(work->rows);
    size_t row_size = (size_t)work->header.width * 4;
    const uint8_t *cut = work->lines + (size_t)vt_rows_columns(work->rows).first * 4;
    for (uint32_t y = 0; y < wanted.count; y++)
        vt_rows_put(work->rows, cut + y * row_size);
}

static vt_error work_allocate_rows(png_work *work)
{
    vt_heap *heap = &work->document->heap;
    size_t width = work->header.width;
    if (work->header.is_interlaced) {
        size_t count = vt_rows_lines(work->rows).count;
        if (width <= SIZE_MAX / 4)
            work->lines = vt_heap_allocate_array(heap, count, width * 4);
    } else {
        work->line = vt_heap_allocate_array(heap, width, 4);
    }
    if (work->lines == NULL && work->line == NULL)
        return vt_document_fail_memory(work->document);
    return VT_OK;
}

// Damage after some rows is not an error: what came is shown.
static vt_error work_settle(png_work *work, vt_error error)
{
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    if (error != VT_OK && (!is_damage || work->rows_read == 0))
        return error;
    if (error != VT_OK)
        vt_document_warn_partial(work->document, work->document->message.text);
    if (work->lines != NULL)
        put_lines(work);
    vt_rows_finish(work->rows);
    return VT_OK;
}

static vt_error work_render(png_work *work)
{
    vt_error error = png_guard(work, step_start);
    if (error == VT_OK)
        error = png_guard(work, step_transform);
    if (error == VT_OK)
        error = work_allocate_rows(work);
    if (error != VT_OK)
        return error;
    error = png_guard(work, work->lines != NULL ? step_read_passes : step_read_rows);
    return work_settle(work, error);
}

// ---- The format ---------------------------------------------------------------------------------

static vt_error png_open(vt_document *document, const char *password)
{
    (void)password;
    png_work *work = work_new(document);
    png_header *header = vt_heap_allocate_array(&document->heap, 1, sizeof *header);
    vt_error error = VT_OK;
    if (work == NULL || header == NULL)
        error = vt_document_fail_memory(document);
    if (error == VT_OK)
        error = png_guard(work, step_start);
    if (error == VT_OK)
        error = vt_document_check_pixels(document, work->header.width, work->header.height);
    if (error == VT_OK)
        error = png_tail_check(document);
    if (error == VT_OK)
        error = png_guard(work, step_read_profile);
    if (error == VT_OK) {
        *header = work->header;
        document->state = header;
        document->info.page_count = 1;
    } else {
        vt_heap_release(&document->heap, header);
    }
    if (work != NULL)
        work_free(work);
    return error;
}

static void png_close(vt_document *document)
{
    png_header *header = document->state;
    vt_colour_close(&document->heap, header->colour);
    vt_heap_release(&document->heap, header);
}

static vt_error png_page_open(vt_page *page)
{
    const png_header *header = page->document->state;
    bool swaps = header->orientation >= 5 && !page->document->as_stored;
    page->info = (vt_page_info){
        .width = swaps ? header->height : header->width,
        .height = swaps ? header->width : header->height,
        .orientation = header->orientation,
        .bit_depth = header->bit_depth,
        .has_alpha = header->has_alpha,
    };
    return VT_OK;
}

static void png_page_close(vt_page *page)
{
    (void)page;
}

static vt_error png_render(vt_page *page, double scale, vt_size size, vt_region region,
                           vt_target target)
{
    (void)scale;
    vt_document *document = page->document;
    const png_header *header = document->state;
    vt_rows_plan plan = {
        .heap = &document->heap,
        .source = {header->width, header->height},
        .page = size,
        .region = region,
        .orientation = document->as_stored ? 1 : header->orientation,
        .is_opaque = !header->has_alpha,
        .colour = header->colour,
        .target = target,
    };
    png_work *work = work_new(document);
    vt_rows *rows = NULL;
    vt_error error = work != NULL ? vt_rows_open(&plan, &rows) : vt_heap_error(&document->heap);
    if (error == VT_OK) {
        work->rows = rows;
        error = work_render(work);
    } else {
        error = vt_document_fail_memory(document);
    }
    vt_rows_close(rows);
    if (work != NULL)
        work_free(work);
    return error;
}

const vt_format vt_format_png = {
    .name = "png",
    .media_type = "image/png",
    .probe = vt_probe_png,
    .open = png_open,
    .close = png_close,
    .page_open = png_page_open,
    .page_close = png_page_close,
    .render = png_render,
};
