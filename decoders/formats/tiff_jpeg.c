// SPDX-License-Identifier: Apache-2.0
// Puts a JPEG file together while it is read.
#include "tiff_jpeg.h"

#include <string.h>

#define MARKER_SIZE 2 // start of image, end of image

vt_error tiff_jpeg_find(const tiff_image *image, uint64_t index, tiff_jpeg *jpeg)
{
    // Start of image; Adobe's marker, whose last byte says whether the colours are YCbCr.
    static const uint8_t start[18] = {0xff, 0xd8, 0xff, 0xee, 0, 14, 'A', 'd', 'o',
                                      'b',  'e',  0,    100,  0, 0,  0,   0,   0};
    uint64_t offset = 0;
    uint64_t size = 0;
    vt_error error = tiff_segment_find(image, index, &offset, &size);
    if (error != VT_OK)
        return error;
    if (size <= MARKER_SIZE)
        return VT_E_TRUNCATED;
    *jpeg = (tiff_jpeg){.source = image->file.source};
    memcpy(jpeg->head, start, sizeof start);
    jpeg->head[17] = image->colours == TIFF_YCBCR ? 1 : 0;
    jpeg->head_size = image->sample_count == 3 ? sizeof start : MARKER_SIZE;
    const vt_tiff_entry *tables = &image->jpeg_tables;
    if (tables->count > 2 * MARKER_SIZE && vt_tiff_type_size(tables->type) == 1) {
        uint64_t most = image->file.source->size;
        if (tables->offset > most - image->file.start ||
            tables->count > most - image->file.start - tables->offset)
            return VT_E_TRUNCATED;
        jpeg->parts[0].offset = image->file.start + tables->offset + MARKER_SIZE;
        jpeg->parts[0].size = tables->count - 2 * MARKER_SIZE;
    }
    jpeg->parts[1].offset = offset + MARKER_SIZE;
    jpeg->parts[1].size = size - MARKER_SIZE;
    return VT_OK;
}

static vt_error read_part(void *user, uint64_t offset, void *destination, size_t size)
{
    const tiff_jpeg *jpeg = user;
    uint8_t *next = destination;
    vt_error error = VT_OK;
    for (int i = -1; error == VT_OK && size > 0 && i < 2; i++) {
        uint64_t part = i < 0 ? jpeg->head_size : jpeg->parts[i].size;
        if (offset >= part) {
            offset -= part;
            continue;
        }
        size_t count = part - offset < size ? (size_t)(part - offset) : size;
        if (i < 0)
            memcpy(next, jpeg->head + offset, count);
        else
            error = vt_source_read(jpeg->source, jpeg->parts[i].offset + offset, next, count);
        next += count;
        size -= count;
        offset = 0;
    }
    return error;
}

vt_source tiff_jpeg_source(tiff_jpeg *jpeg)
{
    return (vt_source){jpeg->head_size + jpeg->parts[0].size + jpeg->parts[1].size, read_part,
                       jpeg};
}
