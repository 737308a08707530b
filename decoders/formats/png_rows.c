// SPDX-License-Identifier: Apache-2.0
// Walks the passes and rows of a PNG. A plain image is never held; of an interlaced one the wanted
// rows are.
#include "png_rows.h"

#include <string.h>

#include "png_kernels.h"

#define PASSES_ADAM7 7
#define ROWS_PER_PROGRESS 64
#define ROWS_AT_ONCE 2

// Where the pixels of a pass are, and how large a block each stands for until later passes come:
// PNG section 8.2.
typedef struct {
    uint32_t x, y;
    uint32_t step_x, step_y;
    uint32_t block_width, block_height;
} pass_layout;

static const pass_layout passes_adam7[PASSES_ADAM7] = {
    {0, 0, 8, 8, 8, 8}, {4, 0, 8, 8, 4, 8}, {0, 4, 4, 8, 4, 4}, {2, 0, 4, 4, 2, 4},
    {0, 2, 2, 4, 2, 2}, {1, 0, 2, 2, 1, 2}, {0, 1, 1, 2, 1, 1},
};

typedef struct {
    png_image image;
    png_data *data;
    size_t row_size;    // of the current pass
    uint32_t row_width; // in pixels
    uint8_t *block;     // one allocation for what follows
    uint8_t *above;     // the last row, unfiltered
    uint8_t *next[ROWS_AT_ONCE];
    uint8_t *line;      // one row of RGBA
    uint8_t *lines;     // the wanted rows of an interlaced image, as RGBA
    uint64_t rows_read; // in all passes
    uint64_t rows_total;
} row_walk;

// ---- Unfiltering --------------------------------------------------------------------------------

static size_t filter_distance(const png_pixels *pixels)
{
    uint32_t depth = png_pixels_depth(pixels);
    return depth < 8 ? 1 : depth / 8;
}

// Unfilters the next row into next[0], or the next two where that is quicker; answers how many.
static vt_error walk_unfilter(row_walk *walk, uint32_t rows_left, uint32_t *count_out)
{
    const uint8_t *bytes = NULL;
    size_t size = walk->row_size;
    *count_out = 1;
    vt_error error = png_data_take(walk->data, size + 1, &bytes);
    if (error != VT_OK)
        return error;
    unsigned filter = bytes[0];
    if (filter > VT_PNG_PAETH)
        return vt_document_fail(walk->image.document, VT_E_CORRUPT,
                                "A row of the image has an unknown filter.");
    vt_png_rows rows = {
        .size = size,
        .pixel_size = filter_distance(walk->image.pixels),
        .above = walk->above,
        .filtered = {bytes + 1, bytes + size + 2},
        .rows = {walk->next[0], walk->next[1]},
    };
    bool has_second = filter == VT_PNG_PAETH && rows_left > 1 &&
                      png_data_ready(walk->data) > size && bytes[size + 1] == VT_PNG_PAETH;
    if (!has_second) {
        vt_png_unfilter(filter, &rows);
        return VT_OK;
    }
    (void)png_data_take(walk->data, size + 1, &bytes);
    *count_out = 2;
    vt_png_unfilter_paeth_twice(&rows);
    return VT_OK;
}

// The last of the unfiltered rows is what the next one builds on.
static void walk_turn(row_walk *walk, uint32_t count)
{
    uint8_t *last = walk->next[count - 1];
    walk->next[count - 1] = walk->above;
    walk->above = last;
}

static vt_error walk_count(row_walk *walk)
{
    walk->rows_read++;
    if (walk->rows_read % ROWS_PER_PROGRESS != 0)
        return VT_OK;
    return vt_document_progress(walk->image.document, walk->rows_read, walk->rows_total);
}

// ---- A plain image ------------------------------------------------------------------------------

static void walk_put(row_walk *walk, const uint8_t *row)
{
    const png_image *image = &walk->image;
    vt_span columns = vt_rows_columns(image->rows);
    uint8_t *place = vt_rows_place(image->rows);
    uint8_t *rgba = place != NULL ? place : walk->line;
    png_pixels_unpack(image->pixels, row, columns.first, columns.count, rgba);
    vt_rows_put(image->rows, rgba);
}

static vt_error walk_plain(row_walk *walk)
{
    vt_span wanted = vt_rows_lines(walk->image.rows);
    uint32_t end = wanted.first + wanted.count;
    vt_error error = VT_OK;
    walk->rows_total = end;
    for (uint32_t y = 0; y < end && error == VT_OK;) {
        uint32_t count = 0;
        error = walk_unfilter(walk, end - y, &count);
        for (uint32_t i = 0; i < count && error == VT_OK; i++, y++) {
            if (y >= wanted.first)
                walk_put(walk, walk->next[i]);
            error = walk_count(walk);
        }
        if (error == VT_OK)
            walk_turn(walk, count);
    }
    if (error == VT_OK && end == walk->image.height)
        error = png_data_finish(walk->data);
    return error;
}

// ---- An interlaced image ------------------------------------------------------------------------

static uint32_t pass_count(uint32_t size, uint32_t first, uint32_t step)
{
    return size > first ? (size - first + step - 1) / step : 0;
}

// Fills the block of each pixel of the line, as far as it is wanted.
static void spread_line(row_walk *walk, const pass_layout *pass, uint32_t line)
{
    vt_span wanted = vt_rows_lines(walk->image.rows);
    uint32_t width = walk->image.width;
    uint32_t y_end = wanted.first + wanted.count;
    uint32_t top = pass->y + line * pass->step_y;
    for (uint32_t y = top; y < top + pass->block_height && y < y_end; y++) {
        if (y < wanted.first)
            continue;
        uint8_t *row = walk->lines + (size_t)(y - wanted.first) * width * 4;
        for (uint32_t i = 0; i < walk->row_width; i++) {
            uint32_t x = pass->x + i * pass->step_x;
            for (uint32_t k = 0; k < pass->block_width && x + k < width; k++)
                memcpy(row + (size_t)(x + k) * 4, walk->line + (size_t)i * 4, 4);
        }
    }
}

static vt_error walk_pass(row_walk *walk, const pass_layout *pass)
{
    uint32_t height = pass_count(walk->image.height, pass->y, pass->step_y);
    walk->row_width = pass_count(walk->image.width, pass->x, pass->step_x);
    walk->row_size = png_pixels_row_size(walk->image.pixels, walk->row_width);
    if (walk->row_width == 0)
        return VT_OK;
    memset(walk->above, 0, walk->row_size);
    vt_error error = VT_OK;
    for (uint32_t line = 0; line < height && error == VT_OK; line++) {
        uint32_t count = 0;
        error = walk_unfilter(walk, 1, &count);
        if (error != VT_OK)
            break;
        png_pixels_unpack(walk->image.pixels, walk->next[0], 0, walk->row_width, walk->line);
        spread_line(walk, pass, line);
        error = walk_count(walk);
        walk_turn(walk, count);
    }
    return error;
}

static vt_error walk_interlaced(row_walk *walk)
{
    vt_error error = VT_OK;
    for (int i = 0; i < PASSES_ADAM7; i++)
        walk->rows_total +=
            pass_count(walk->image.height, passes_adam7[i].y, passes_adam7[i].step_y);
    for (int i = 0; i < PASSES_ADAM7 && error == VT_OK; i++)
        error = walk_pass(walk, &passes_adam7[i]);
    return error == VT_OK ? png_data_finish(walk->data) : error;
}

static void put_lines(row_walk *walk)
{
    vt_rows *rows = walk->image.rows;
    uint32_t count = vt_rows_lines(rows).count;
    const uint8_t *cut = walk->lines + (size_t)vt_rows_columns(rows).first * 4;
    for (uint32_t y = 0; y < count; y++)
        vt_rows_put(rows, cut + (size_t)y * walk->image.width * 4);
}

// ---- The whole ----------------------------------------------------------------------------------

static vt_error walk_allocate(row_walk *walk)
{
    const png_image *image = &walk->image;
    vt_heap *heap = &image->document->heap;
    if ((uint64_t)image->width * 16 > SIZE_MAX)
        return vt_document_fail_memory(image->document);
    walk->row_width = image->width;
    walk->row_size = png_pixels_row_size(image->pixels, image->width);
    size_t size = walk->row_size + VT_PNG_BEYOND;
    walk->block = vt_heap_allocate_array(heap, 1 + ROWS_AT_ONCE, size);
    walk->line = vt_heap_allocate_array(heap, image->width, 4);
    size_t lines = image->is_interlaced ? vt_rows_lines(image->rows).count : 0;
    if (lines > 0)
        walk->lines = vt_heap_allocate_array(heap, lines, (size_t)image->width * 4);
    if (walk->block == NULL || walk->line == NULL || (lines > 0 && walk->lines == NULL))
        return vt_document_fail_memory(image->document);
    walk->above = walk->block;
    for (size_t i = 0; i < ROWS_AT_ONCE; i++)
        walk->next[i] = walk->block + (1 + i) * size;
    return VT_OK;
}

// Damage after some rows is not an error: what came is shown.
static vt_error walk_settle(row_walk *walk, vt_error error)
{
    vt_document *document = walk->image.document;
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    if (error != VT_OK && (!is_damage || walk->rows_read == 0))
        return error;
    if (error != VT_OK)
        vt_document_warn_partial(document, document->message.text);
    if (walk->lines != NULL)
        put_lines(walk);
    vt_rows_finish(walk->image.rows);
    return VT_OK;
}

vt_error png_rows_read(const png_image *image, uint64_t offset)
{
    vt_heap *heap = &image->document->heap;
    row_walk walk = {.image = *image};
    vt_error error = walk_allocate(&walk);
    if (error == VT_OK)
        error = png_data_open(image->document, offset, walk.row_size + 1, &walk.data);
    if (error == VT_OK)
        error = walk_settle(&walk, image->is_interlaced ? walk_interlaced(&walk)
                                                        : walk_plain(&walk));
    png_data_close(walk.data);
    vt_heap_release(heap, walk.block);
    vt_heap_release(heap, walk.line);
    vt_heap_release(heap, walk.lines);
    return error;
}
