// SPDX-License-Identifier: Apache-2.0
// Photoshop files: the merged picture, row by row.
#include <string.h>

#include "psd_rows.h"
#include "unpack.h"
#include "vt_probe.h"

#define ROWS_PER_PROGRESS 64

typedef struct {
    vt_document *document;
    const psd_header *header;
    vt_rows *rows;
    psd_rows reading;
    vt_sample_kind kind;
    uint8_t *samples[PSD_PLANES_MAX]; // of a row, 8 bits each
    uint8_t *rgba;
} psd_work;

// ---- Pixels -------------------------------------------------------------------------------------

static void to_rgb(const psd_work *work, uint32_t x, uint8_t *rgba)
{
    const psd_header *header = work->header;
    uint8_t values[4];
    for (uint32_t i = 0; i < header->colour_count; i++)
        values[i] = work->samples[i][x];
    switch (header->mode) {
    case PSD_BITMAP: // 1 is black
        memset(rgba, 255 - values[0], 3);
        break;
    case PSD_GRAY:
    case PSD_DUOTONE:
        memset(rgba, values[0], 3);
        break;
    case PSD_INDEXED:
        for (int c = 0; c < 3; c++)
            rgba[c] = header->palette[c][values[0]];
        break;
    case PSD_RGB:
        memcpy(rgba, values, 3);
        break;
    case PSD_CMYK: // 255 is no ink
        vt_samples_cmyk(values, 1, 0, rgba);
        break;
    case PSD_LAB:
        vt_samples_lab(values, rgba);
        break;
    }
}

static void give_row(psd_work *work)
{
    vt_span columns = vt_rows_columns(work->rows);
    bool has_alpha = work->header->plane_count > work->header->colour_count;
    uint8_t *rgba = work->rgba;
    for (uint32_t i = 0; i < columns.count; i++, rgba += 4) {
        uint32_t x = columns.first + i;
        to_rgb(work, x, rgba);
        rgba[3] = has_alpha ? work->samples[work->header->colour_count][x] : 255;
    }
    vt_rows_put(work->rows, work->rgba);
}

static vt_error read_rows(psd_work *work, bool *any_out)
{
    vt_span lines = vt_rows_lines(work->rows);
    vt_error error = VT_OK;
    for (uint32_t y = 0; error == VT_OK && y < lines.count; y++) {
        for (uint32_t i = 0; error == VT_OK && i < work->header->plane_count; i++) {
            error = psd_rows_read(&work->reading, i, y);
            if (error == VT_OK)
                vt_samples_unpack(&work->kind, work->reading.row, work->header->width,
                                  work->samples[i]);
        }
        if (error != VT_OK)
            break;
        give_row(work);
        *any_out = true;
        if (y % ROWS_PER_PROGRESS == 0)
            error = vt_document_progress(work->document, y, lines.count);
    }
    return error;
}

// ---- Rendering ----------------------------------------------------------------------------------

static vt_error allocate(psd_work *work)
{
    vt_heap *heap = &work->document->heap;
    work->rgba = vt_heap_allocate_array(heap, vt_rows_columns(work->rows).count, 4);
    bool is_whole = work->rgba != NULL;
    for (uint32_t i = 0; is_whole && i < work->header->plane_count; i++) {
        work->samples[i] = vt_heap_allocate_array(heap, work->header->width, 1);
        is_whole = work->samples[i] != NULL;
    }
    return is_whole ? VT_OK : vt_document_fail_memory(work->document);
}

static void release(psd_work *work)
{
    vt_heap *heap = &work->document->heap;
    vt_rows_close(work->rows);
    vt_heap_release(heap, work->rgba);
    for (int i = 0; i < PSD_PLANES_MAX; i++)
        vt_heap_release(heap, work->samples[i]);
}

static vt_error settle(psd_work *work, vt_error error, bool any)
{
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    const char *text = error == VT_E_TRUNCATED ? "The file ends early." : "A row is damaged.";
    if (is_damage && any) {
        vt_document_warn_partial(work->document, text);
        error = VT_OK;
    }
    if (error != VT_OK)
        return vt_document_fail(work->document, error,
                                is_damage ? text : "The file could not be read further.");
    vt_rows_finish(work->rows);
    return VT_OK;
}

static vt_error psd_render(vt_page *page, double scale, vt_size size, vt_region region,
                           vt_target target)
{
    (void)scale;
    vt_document *document = page->document;
    const psd_header *header = document->state;
    psd_work work = {
        .document = document,
        .header = header,
        .kind = {.bits = header->bits, .is_big_endian = true,
                 .is_high_byte = document->as_stored},
    };
    vt_rows_plan plan = {
        .heap = &document->heap,
        .source = {header->width, header->height},
        .page = size,
        .region = region,
        .orientation = vt_page_turn(page),
        .is_opaque = header->plane_count == header->colour_count,
        .colour = header->colour,
        .target = target,
    };
    bool any = false;
    if (vt_rows_open(&plan, &work.rows) != VT_OK)
        return vt_document_fail_memory(document);
    vt_error error = allocate(&work);
    if (error == VT_OK) {
        error = psd_rows_open(document, header, vt_rows_lines(work.rows), &work.reading);
        if (error == VT_OK)
            error = read_rows(&work, &any);
        psd_rows_close(&work.reading);
    }
    error = settle(&work, error, any);
    release(&work);
    return error;
}

// ---- The format ---------------------------------------------------------------------------------

static vt_error check_end(vt_document *document, const psd_header *header)
{
    uint64_t end = 0;
    vt_error error = psd_find_end(document, header, &end);
    if (error == VT_E_TRUNCATED || (error == VT_OK && end > document->source.size)) {
        vt_document_warn_partial(document, "The file ends early.");
        return VT_OK;
    }
    return error == VT_OK ? VT_OK
                          : vt_document_fail(document, error,
                                             "The file could not be read further.");
}

static vt_error psd_open(vt_document *document, const char *password)
{
    (void)password;
    psd_header *header = vt_heap_allocate_array(&document->heap, 1, sizeof *header);
    if (header == NULL)
        return vt_document_fail_memory(document);
    vt_error error = psd_header_read(document, header);
    if (error == VT_OK)
        error = check_end(document, header);
    if (error != VT_OK) {
        vt_colour_close(&document->heap, header->colour);
        vt_heap_release(&document->heap, header);
        return error;
    }
    document->state = header;
    document->info.page_count = 1;
    return VT_OK;
}

static void psd_close(vt_document *document)
{
    psd_header *header = document->state;
    vt_colour_close(&document->heap, header->colour);
    vt_heap_release(&document->heap, header);
}

static vt_error psd_page_open(vt_page *page)
{
    const psd_header *header = page->document->state;
    vt_page_set_image(page, (vt_size){header->width, header->height}, 1);
    page->info.bit_depth = header->bits;
    page->info.has_alpha = header->plane_count > header->colour_count;
    return VT_OK;
}

static void psd_page_close(vt_page *page)
{
    (void)page;
}

const vt_format vt_format_psd = {
    .name = "psd",
    .media_type = "image/vnd.adobe.photoshop",
    .probe = vt_probe_psd,
    .open = psd_open,
    .close = psd_close,
    .page_open = psd_page_open,
    .page_close = psd_page_close,
    .render = psd_render,
};
