// SPDX-License-Identifier: Apache-2.0
// A document of pictures; and what codecs share.
#include "heif_format.h"

#include <string.h>

#include "heif_page.h"

vt_error heif_format_open(vt_document *document, const heif_codec *codec)
{
    heif_file *file = vt_heap_allocate_array(&document->heap, 1, sizeof *file);
    if (file == NULL)
        return vt_document_fail_memory(document);
    vt_error error = heif_file_open(document, codec, file);
    if (error != VT_OK) {
        heif_file_close(document, file);
        vt_heap_release(&document->heap, file);
        return error;
    }
    document->state = file;
    document->info.page_count = file->page_count;
    return VT_OK;
}

void heif_format_close(vt_document *document)
{
    heif_file_close(document, document->state);
    vt_heap_release(&document->heap, document->state);
}

vt_error heif_format_page_open(vt_page *page)
{
    return heif_page_open(page, page->document->state);
}

vt_error heif_format_render(vt_page *page, double scale, vt_size size, vt_region region,
                            vt_target target)
{
    (void)scale;
    return heif_page_render(page, size, region, target);
}

vt_error heif_planes_keep(vt_document *document, heif_planes *planes)
{
    size_t sample = planes->depth > 8 ? 2 : 1;
    size_t widths[3];
    size_t heights[3];
    size_t sum = 0;
    for (int i = 0; i < 3; i++) {
        uint32_t shift_x = i > 0 ? planes->shift_x : 0;
        uint32_t shift_y = i > 0 ? planes->shift_y : 0;
        bool is_there = i == 0 || !planes->is_gray;
        widths[i] = is_there ? (((size_t)planes->size.width + shift_x) >> shift_x) * sample : 0;
        heights[i] = ((size_t)planes->size.height + shift_y) >> shift_y;
        if (widths[i] != 0 && heights[i] > (SIZE_MAX / 4 - sum) / widths[i])
            return vt_document_fail(document, VT_E_LIMIT, "The picture is too large.");
        sum += widths[i] * heights[i];
    }
    uint8_t *block = vt_heap_allocate(&document->heap, sum);
    if (block == NULL)
        return vt_document_fail_memory(document);
    planes->block = block;
    for (int i = 0; i < 3; i++) {
        for (size_t y = 0; widths[i] > 0 && y < heights[i]; y++)
            memcpy(block + y * widths[i], planes->planes[i] + y * planes->strides[i], widths[i]);
        planes->planes[i] = block;
        planes->strides[i] = widths[i];
        block += widths[i] * heights[i];
    }
    return VT_OK;
}
