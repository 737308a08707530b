// SPDX-License-Identifier: Apache-2.0
// Strips are unpacked row by row; tiles, and strips that are JPEGs, into a band of their height.
#include "tiff_render.h"

#include <string.h>

#include "nested.h"
#include "tiff_jpeg.h"
#include "tiff_pixels.h"
#include "tiff_stream.h"

#define ROWS_PER_PROGRESS 64

typedef struct {
    vt_document *document;
    const tiff_image *image;
    vt_rows *rows;
    tiff_pixels pixels;
    tiff_stream *streams[TIFF_SAMPLES_MAX]; // one for each plane
    uint8_t *row;                           // as it is unpacked
    uint8_t *rgba;                          // of the wanted columns: a row, or a band
    bool any;                               // a row came
} tiff_work;

// ---- Rows of a segment --------------------------------------------------------------------------

static uint32_t plane_count(const tiff_image *image)
{
    return image->is_planar ? image->sample_count : 1;
}

static void close_streams(tiff_work *work)
{
    for (uint32_t i = 0; i < TIFF_SAMPLES_MAX; i++) {
        tiff_stream_close(work->streams[i]);
        work->streams[i] = NULL;
    }
}

// `index` counts the segments of one plane.
static vt_error open_streams(tiff_work *work, uint64_t index)
{
    const tiff_image *image = work->image;
    uint64_t step = (uint64_t)image->across * image->down;
    vt_error error = VT_OK;
    for (uint32_t i = 0; error == VT_OK && i < plane_count(image); i++)
        error = tiff_stream_open(work->document, image, index + i * step, &work->streams[i]);
    return error;
}

static vt_error read_row(tiff_work *work)
{
    vt_error error = VT_OK;
    for (uint32_t i = 0; error == VT_OK && i < plane_count(work->image); i++) {
        error = tiff_stream_row(work->streams[i], work->row);
        if (error == VT_OK)
            tiff_pixels_take(&work->pixels, work->row, i);
    }
    return error;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

// ---- Strips -------------------------------------------------------------------------------------

static vt_error read_strip(tiff_work *work, uint32_t first)
{
    vt_span lines = vt_rows_lines(work->rows);
    vt_span columns = vt_rows_columns(work->rows);
    uint32_t end = lines.first + lines.count;
    uint32_t left = work->image->height - first;
    uint32_t last = first + smaller(work->image->segment_height, left);
    vt_error error = VT_OK;
    for (uint32_t y = first; error == VT_OK && y < last && y < end; y++) {
        error = read_row(work);
        if (error == VT_OK && y >= lines.first) {
            tiff_pixels_give(&work->pixels, columns.first, columns.count, work->rgba);
            vt_rows_put(work->rows, work->rgba);
            work->any = true;
        }
        if (error == VT_OK && y % ROWS_PER_PROGRESS == 0)
            error = vt_document_progress(work->document, y, end);
    }
    return error;
}

static vt_error read_strips(tiff_work *work)
{
    vt_span lines = vt_rows_lines(work->rows);
    uint32_t height = work->image->segment_height;
    uint64_t end = lines.first + lines.count;
    vt_error error = VT_OK;
    for (uint64_t y = lines.first - lines.first % height; error == VT_OK && y < end; y += height) {
        error = open_streams(work, y / height);
        if (error == VT_OK)
            error = read_strip(work, (uint32_t)y);
        close_streams(work);
    }
    return error;
}

// ---- Bands --------------------------------------------------------------------------------------

// The part of a tile that is wanted, and where it goes.
typedef struct {
    uint32_t first; // column of the tile
    uint32_t count;
    uint32_t rows;
    uint8_t *target;
    size_t stride;
} tile_part;

static vt_error draw_packed(tiff_work *work, uint64_t index, tile_part part)
{
    vt_error error = open_streams(work, index);
    for (uint32_t y = 0; error == VT_OK && y < part.rows; y++) {
        error = read_row(work);
        if (error != VT_OK)
            break;
        tiff_pixels_give(&work->pixels, part.first, part.count, part.target + y * part.stride);
        work->any = true;
    }
    close_streams(work);
    return error;
}

static vt_error draw_jpeg(tiff_work *work, uint64_t index, tile_part part)
{
    tiff_jpeg jpeg;
    vt_page_info info;
    vt_document *inner = NULL;
    vt_error error = tiff_jpeg_find(work->image, index, &jpeg);
    if (error != VT_OK)
        return error;
    vt_source source = tiff_jpeg_source(&jpeg);
    error = vt_nested_open(work->document, &source, "jpeg", &inner);
    if (error != VT_OK)
        return error;
    error = vt_nested_describe(work->document, inner, 1, &info);
    if (error == VT_OK && (info.width < part.first + part.count || info.height < part.rows))
        error = vt_document_fail(work->document, VT_E_CORRUPT,
                                 "A part of the image is of another size.");
    vt_region region = {part.first, 0, part.count, part.rows};
    vt_target target = {part.target, part.stride,
                        part.stride * (part.rows - 1) + (size_t)part.count * 4};
    if (error == VT_OK)
        error = vt_nested_render(work->document, inner, 1, 1.0, region, target);
    work->any = work->any || error == VT_OK;
    vt_nested_close(inner);
    return error;
}

// All tiles of one row of them, as far as columns are wanted.
static vt_error draw_band(tiff_work *work, uint32_t band)
{
    const tiff_image *image = work->image;
    vt_span columns = vt_rows_columns(work->rows);
    uint32_t width = image->segment_width;
    uint64_t end = (uint64_t)columns.first + columns.count;
    size_t stride = (size_t)columns.count * 4;
    uint32_t rows = smaller(image->segment_height, image->height - band * image->segment_height);
    vt_error error = VT_OK;
    memset(work->rgba, 0, stride * image->segment_height);
    for (uint64_t x = columns.first; error == VT_OK && x < end;) {
        uint32_t tile = (uint32_t)(x / width);
        uint32_t first = (uint32_t)(x % width);
        uint32_t count = smaller(width - first, (uint32_t)(end - x));
        tile_part part = {first, count, rows, work->rgba + (x - columns.first) * 4, stride};
        uint64_t index = (uint64_t)band * image->across + tile;
        error = image->packing == TIFF_JPEG ? draw_jpeg(work, index, part)
                                            : draw_packed(work, index, part);
        x += count;
        if (error == VT_OK)
            error = vt_document_progress(work->document, index, image->offsets.count);
    }
    return error;
}

// What was drawn of a band counts, also where it is damaged.
static vt_error read_bands(tiff_work *work)
{
    vt_span lines = vt_rows_lines(work->rows);
    size_t stride = (size_t)vt_rows_columns(work->rows).count * 4;
    uint32_t height = work->image->segment_height;
    uint64_t end = (uint64_t)lines.first + lines.count;
    vt_error error = VT_OK;
    for (uint64_t y = lines.first; error == VT_OK && y < end;) {
        uint64_t first = y - y % height;
        error = draw_band(work, (uint32_t)(first / height));
        for (; y < end && y < first + height; y++)
            vt_rows_put(work->rows, work->rgba + (y - first) * stride);
    }
    return error;
}

// ---- An image -----------------------------------------------------------------------------------

static bool is_in_bands(const tiff_image *image)
{
    return image->is_tiled || image->packing == TIFF_JPEG;
}

static vt_error allocate(tiff_work *work)
{
    vt_heap *heap = &work->document->heap;
    size_t width = vt_rows_columns(work->rows).count;
    size_t height = is_in_bands(work->image) ? work->image->segment_height : 1;
    vt_error error = tiff_pixels_open(work->document, work->image, &work->pixels);
    if (error != VT_OK)
        return error;
    // Samples of few bits are unpacked with the byte behind them.
    work->row = vt_heap_allocate_array(heap, tiff_row_size(work->image) + 1, 1);
    if (work->row != NULL)
        work->rgba = vt_heap_allocate_array(heap, height, width * 4);
    return work->rgba != NULL ? VT_OK : vt_document_fail_memory(work->document);
}

static vt_error settle(tiff_work *work, vt_error error)
{
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    if (is_damage) {
        const char *text = error == VT_E_TRUNCATED ? "The file ends early."
                                                   : "The codes of the image are damaged.";
        if (!work->any)
            return vt_document_fail(work->document, error, text);
        vt_document_warn_partial(work->document, text);
        error = VT_OK;
    }
    if (error != VT_OK)
        return vt_document_fail(work->document, error, "The file could not be read further.");
    vt_rows_finish(work->rows);
    return VT_OK;
}

vt_error tiff_render_image(vt_document *document, const tiff_image *image,
                           const vt_rows_plan *plan)
{
    tiff_work work = {.document = document, .image = image};
    vt_rows_plan own = *plan;
    own.is_opaque = plan->is_opaque && !is_in_bands(image);
    vt_error error = vt_rows_open(&own, &work.rows);
    error = error == VT_OK ? allocate(&work) : vt_document_fail_memory(document);
    if (error == VT_OK)
        error = is_in_bands(image) ? read_bands(&work) : read_strips(&work);
    error = settle(&work, error);
    vt_rows_close(work.rows);
    tiff_pixels_close(document, &work.pixels);
    vt_heap_release(&document->heap, work.row);
    vt_heap_release(&document->heap, work.rgba);
    return error;
}

// ---- One JPEG -----------------------------------------------------------------------------------

bool tiff_is_one_jpeg(const tiff_image *image)
{
    return image->packing == TIFF_JPEG && image->across == 1 && image->down == 1 &&
           !image->is_tiled;
}

vt_error tiff_render_jpeg(vt_document *document, const tiff_image *image, uint32_t orientation,
                          double scale, const vt_rows_plan *plan)
{
    tiff_jpeg jpeg;
    vt_page_info info;
    vt_document *inner = NULL;
    vt_error error = tiff_jpeg_find(image, 0, &jpeg);
    if (error != VT_OK)
        return vt_document_fail(document, error, "The image could not be read.");
    vt_source source = tiff_jpeg_source(&jpeg);
    error = vt_nested_open(document, &source, "jpeg", &inner);
    if (error != VT_OK)
        return error;
    error = vt_nested_describe(document, inner, 1, &info);
    if (error == VT_OK && (info.width != image->width || info.height != image->height))
        error = vt_document_fail(document, VT_E_CORRUPT, "The image is of another size.");
    if (error == VT_OK)
        error = vt_nested_render(document, inner, orientation, scale, plan->region, plan->target);
    vt_nested_close(inner);
    return error;
}
