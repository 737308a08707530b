// SPDX-License-Identifier: Apache-2.0
// Finds rows by the table of their sizes, and unpacks them.
#include "psd_rows.h"

#include <string.h>

#define SIZES_AT_A_TIME 1024

// The packed bytes of rows first to first + count - 1 of all planes together, plane after plane;
// those of `kept` are noted too.
typedef struct {
    uint64_t sum;
    uint32_t *kept; // or NULL
} tally;

static vt_error add_sizes(vt_document *document, const psd_header *header, uint64_t first,
                          uint64_t count, tally *tally)
{
    uint8_t bytes[SIZES_AT_A_TIME * 4];
    uint32_t width = psd_size_size(header);
    vt_error error = VT_OK;
    while (error == VT_OK && count > 0) {
        uint32_t some = count < SIZES_AT_A_TIME ? (uint32_t)count : SIZES_AT_A_TIME;
        error = vt_source_read(&document->source, header->sizes_offset + first * width, bytes,
                               (size_t)some * width);
        for (uint32_t i = 0; error == VT_OK && i < some; i++) {
            const uint8_t *at = bytes + (size_t)i * width;
            uint32_t size = (uint32_t)at[0] << 8 | at[1];
            if (width == 4)
                size = size << 16 | (uint32_t)at[2] << 8 | at[3];
            tally->sum += size;
            if (tally->kept != NULL)
                *tally->kept++ = size;
        }
        if (error == VT_OK)
            error = vt_document_progress(document, first, first + count);
        first += some;
        count -= some;
    }
    return error;
}

vt_error psd_find_end(vt_document *document, const psd_header *header, uint64_t *end_out)
{
    uint64_t rows = (uint64_t)header->plane_count * header->height;
    tally all = {0};
    *end_out = header->data_offset + rows * psd_row_size(header);
    if (!header->is_packed)
        return VT_OK;
    vt_error error = add_sizes(document, header, 0, rows, &all);
    *end_out = header->data_offset + all.sum;
    return error;
}

// Where the first wanted row of each plane begins.
static vt_error find_rows(psd_rows *rows)
{
    const psd_header *header = rows->header;
    vt_span lines = rows->lines;
    tally all = {0};
    vt_error error = VT_OK;
    for (uint32_t i = 0; error == VT_OK && i < header->plane_count; i++) {
        uint64_t first = (uint64_t)i * header->height;
        rows->offsets[i] =
            header->data_offset + (first + lines.first) * psd_row_size(header);
        if (!header->is_packed)
            continue;
        error = add_sizes(rows->document, header, first, lines.first, &all);
        rows->offsets[i] = header->data_offset + all.sum;
        all.kept = rows->sizes + (size_t)i * lines.count;
        if (error == VT_OK)
            error = add_sizes(rows->document, header, first + lines.first, lines.count, &all);
        all.kept = NULL;
        uint64_t done = (uint64_t)lines.first + lines.count;
        if (error == VT_OK && i + 1 < header->plane_count)
            error = add_sizes(rows->document, header, first + done, header->height - done, &all);
    }
    return error;
}

vt_error psd_rows_open(vt_document *document, const psd_header *header, vt_span lines,
                       psd_rows *rows)
{
    vt_heap *heap = &document->heap;
    size_t row_size = psd_row_size(header);
    *rows = (psd_rows){.document = document, .header = header, .lines = lines};
    // Samples of one bit are unpacked with the byte behind them.
    rows->row = vt_heap_allocate_array(heap, row_size + 1, 1);
    if (rows->row != NULL && header->is_packed) {
        rows->packed = vt_heap_allocate_array(heap, row_size + 64, 2);
        rows->sizes = vt_heap_allocate_array(heap, lines.count,
                                             header->plane_count * sizeof *rows->sizes);
    }
    bool has_packed = rows->packed != NULL && rows->sizes != NULL;
    if (rows->row == NULL || (header->is_packed && !has_packed))
        return vt_document_fail_memory(document);
    return find_rows(rows);
}

void psd_rows_close(psd_rows *rows)
{
    vt_heap *heap = &rows->document->heap;
    vt_heap_release(heap, rows->row);
    vt_heap_release(heap, rows->packed);
    vt_heap_release(heap, rows->sizes);
}

// PackBits: a row is packed by itself.
static vt_error unpack(const uint8_t *packed, size_t size, uint8_t *row, size_t row_size)
{
    while (row_size > 0) {
        if (size < 2)
            return VT_E_CORRUPT;
        uint32_t head = *packed++;
        size--;
        if (head == 128)
            continue;
        size_t count = head < 128 ? head + 1 : 257 - head;
        size_t taken = head < 128 ? count : 1;
        if (taken > size || count > row_size)
            return VT_E_CORRUPT;
        if (head < 128)
            memcpy(row, packed, count);
        else
            memset(row, *packed, count);
        packed += taken;
        size -= taken;
        row += count;
        row_size -= count;
    }
    return VT_OK;
}

vt_error psd_rows_read(psd_rows *rows, uint32_t plane, uint32_t line)
{
    const vt_source *source = &rows->document->source;
    size_t row_size = psd_row_size(rows->header);
    uint64_t offset = rows->offsets[plane];
    if (!rows->header->is_packed) {
        rows->offsets[plane] += row_size;
        return vt_source_read(source, offset, rows->row, row_size);
    }
    size_t size = rows->sizes[(size_t)plane * rows->lines.count + line];
    rows->offsets[plane] += size;
    if (size > (row_size + 64) * 2)
        return VT_E_CORRUPT;
    vt_error error = vt_source_read(source, offset, rows->packed, size);
    return error == VT_OK ? unpack(rows->packed, size, rows->row, row_size) : error;
}
