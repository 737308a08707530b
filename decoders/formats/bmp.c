// SPDX-License-Identifier: Apache-2.0
// BMP, row by row in the order of the file: what stands on its head is turned on the way out.
#include <string.h>

#include "bmp_header.h"
#include "bmp_rle.h"
#include "rows.h"
#include "vt_probe.h"

#define ROWS_PER_PROGRESS 64
#define ORIENTATION_UPSIDE_DOWN 4 // mirrored from top to bottom

typedef struct {
    vt_document *document;
    const bmp_header *header;
    vt_rows *rows;
    uint8_t *line;  // RGBA: the wanted columns, or of packed rows all
    uint8_t *bytes; // of the wanted columns as stored
    vt_reader reader;
} bmp_work;

// ---- Pixels -------------------------------------------------------------------------------------

// `first` is the column that the first bit or byte of `bytes` belongs to, or lies before.
static void unpack_indices(const bmp_header *header, const uint8_t *bytes, vt_span columns,
                           uint8_t *rgba)
{
    uint32_t bits = header->bit_count;
    uint32_t per_byte = 8 / bits;
    uint32_t mask = (1u << bits) - 1;
    for (uint32_t i = 0; i < columns.count; i++) {
        uint32_t place = columns.first % per_byte + i;
        uint32_t shift = 8 - bits - place % per_byte * bits;
        memcpy(rgba + (size_t)i * 4, header->palette[bytes[place / per_byte] >> shift & mask], 4);
    }
}

static void unpack_masked(const bmp_header *header, const uint8_t *bytes, uint32_t count,
                          uint8_t *rgba)
{
    const bmp_channel *channels = header->channels;
    uint32_t size = header->bit_count / 8;
    for (uint32_t i = 0; i < count; i++, bytes += size, rgba += 4) {
        uint32_t pixel = bytes[0] | (uint32_t)bytes[1] << 8;
        if (size == 4)
            pixel |= (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
        for (int c = 0; c < 4; c++)
            rgba[c] = channels[c].table[(pixel & channels[c].mask) >> channels[c].shift & 255];
        if (channels[3].mask == 0)
            rgba[3] = 255;
    }
}

static void unpack_24(const uint8_t *bytes, uint32_t count, uint8_t *rgba)
{
    for (uint32_t i = 0; i < count; i++, bytes += 3, rgba += 4) {
        rgba[0] = bytes[2];
        rgba[1] = bytes[1];
        rgba[2] = bytes[0];
        rgba[3] = 255;
    }
}

static void unpack(const bmp_header *header, const uint8_t *bytes, vt_span columns, uint8_t *rgba)
{
    if (header->bit_count <= 8)
        unpack_indices(header, bytes, columns, rgba);
    else if (header->bit_count == 24)
        unpack_24(bytes, columns.count, rgba);
    else
        unpack_masked(header, bytes, columns.count, rgba);
}

// ---- Rows ---------------------------------------------------------------------------------------

// What ends the rows early leaves the rest transparent.
static vt_error work_settle(bmp_work *work, vt_error error)
{
    if (error == VT_E_TRUNCATED) {
        vt_document_warn_partial(work->document, "The file ends early.");
        error = VT_OK;
    } else if (error != VT_OK && error != VT_E_CANCELLED) {
        (void)vt_document_fail(work->document, error, "The file could not be read further.");
    }
    if (error == VT_OK)
        vt_rows_finish(work->rows);
    return error;
}

static vt_error work_progress(bmp_work *work, uint32_t y, uint32_t end)
{
    return y % ROWS_PER_PROGRESS == 0 ? vt_document_progress(work->document, y, end) : VT_OK;
}

static vt_error read_plain(bmp_work *work)
{
    const bmp_header *header = work->header;
    vt_span lines = vt_rows_lines(work->rows);
    vt_span columns = vt_rows_columns(work->rows);
    uint64_t first = (uint64_t)columns.first * header->bit_count / 8;
    uint64_t end = ((uint64_t)(columns.first + columns.count) * header->bit_count + 7) / 8;
    vt_error error = VT_OK;
    for (uint32_t i = 0; error == VT_OK && i < lines.count; i++) {
        uint64_t offset =
            header->rows_offset + header->row_size * (lines.first + (uint64_t)i) + first;
        vt_reader_skip(&work->reader, offset - vt_reader_position(&work->reader));
        error = vt_reader_read(&work->reader, work->bytes, (size_t)(end - first));
        if (error == VT_OK) {
            unpack(header, work->bytes, columns, work->line);
            vt_rows_put(work->rows, work->line);
            error = work_progress(work, i + 1, lines.count);
        }
    }
    return error;
}

static vt_error read_packed(bmp_work *work)
{
    vt_span lines = vt_rows_lines(work->rows);
    const uint8_t *cut = work->line + (size_t)vt_rows_columns(work->rows).first * 4;
    uint32_t end = lines.first + lines.count;
    bmp_rle rle = {.reader = &work->reader, .header = work->header};
    vt_reader_skip(&work->reader, work->header->rows_offset);
    vt_error error = VT_OK;
    for (uint32_t y = 0; error == VT_OK && y < end && !rle.is_over; y++) {
        error = bmp_rle_row(&rle, work->line);
        if (y >= lines.first && (error == VT_OK || error == VT_E_TRUNCATED))
            vt_rows_put(work->rows, cut);
        if (error == VT_OK)
            error = work_progress(work, y + 1, end);
    }
    return error;
}

static vt_error work_allocate(bmp_work *work)
{
    vt_heap *heap = &work->document->heap;
    vt_span columns = vt_rows_columns(work->rows);
    bool is_plain = work->header->packing == BMP_PLAIN;
    work->line = vt_heap_allocate_array(heap, is_plain ? columns.count : work->header->width, 4);
    if (is_plain) // at most 4 bytes a pixel, and one more where it begins within a byte
        work->bytes = vt_heap_allocate_array(heap, (size_t)columns.count + 1, 4);
    if (work->line == NULL || (is_plain && work->bytes == NULL))
        return vt_document_fail_memory(work->document);
    return VT_OK;
}

// ---- The format ---------------------------------------------------------------------------------

static vt_error bmp_open(vt_document *document, const char *password)
{
    (void)password;
    bmp_header *header = vt_heap_allocate_array(&document->heap, 1, sizeof *header);
    if (header == NULL)
        return vt_document_fail_memory(document);
    vt_error error = bmp_header_read(document, header);
    if (error != VT_OK) {
        vt_heap_release(&document->heap, header);
        return error;
    }
    document->state = header;
    document->info.page_count = 1;
    return VT_OK;
}

static void bmp_close(vt_document *document)
{
    bmp_header *header = document->state;
    vt_colour_close(&document->heap, header->colour);
    vt_heap_release(&document->heap, header);
}

// Of an index, or of the green channel, which has the most bits where they differ.
static uint32_t bit_depth(const bmp_header *header)
{
    if (header->bit_count <= 8)
        return header->bit_count;
    uint32_t depth = 0;
    for (uint32_t mask = header->channels[1].mask; mask != 0; mask &= mask - 1)
        depth++;
    return header->bit_count == 24 ? 8 : depth;
}

static vt_error bmp_page_open(vt_page *page)
{
    const bmp_header *header = page->document->state;
    vt_page_set_image(page, (vt_size){header->width, header->height}, 1);
    page->info.bit_depth = bit_depth(header);
    page->info.has_alpha = header->has_alpha;
    return VT_OK;
}

static void bmp_page_close(vt_page *page)
{
    (void)page;
}

static vt_error bmp_render(vt_page *page, double scale, vt_size size, vt_region region,
                           vt_target target)
{
    (void)scale;
    vt_document *document = page->document;
    const bmp_header *header = document->state;
    vt_rows_plan plan = {
        .heap = &document->heap,
        .source = {header->width, header->height},
        .page = size,
        .region = region,
        .orientation = header->is_top_down ? 1 : ORIENTATION_UPSIDE_DOWN,
        .is_opaque = !header->has_alpha,
        .colour = header->colour,
        .target = target,
    };
    bmp_work *work = vt_heap_allocate_array(&document->heap, 1, sizeof *work);
    if (work == NULL)
        return vt_document_fail_memory(document);
    work->document = document;
    work->header = header;
    vt_reader_init(&work->reader, &document->source, 0);
    vt_error error = vt_rows_open(&plan, &work->rows);
    error = error == VT_OK ? work_allocate(work) : vt_document_fail_memory(document);
    if (error == VT_OK)
        error = work_settle(work, header->packing == BMP_PLAIN ? read_plain(work)
                                                               : read_packed(work));
    vt_rows_close(work->rows);
    vt_heap_release(&document->heap, work->line);
    vt_heap_release(&document->heap, work->bytes);
    vt_heap_release(&document->heap, work);
    return error;
}

const vt_format vt_format_bmp = {
    .name = "bmp",
    .media_type = "image/bmp",
    .probe = vt_probe_bmp,
    .open = bmp_open,
    .close = bmp_close,
    .page_open = bmp_page_open,
    .page_close = bmp_page_close,
    .render = bmp_render,
};
