// SPDX-License-Identifier: Apache-2.0
// Hands on the file with another IHDR, as far as libpng reads it: up to the image.
#include "png_splice.h"

#include <string.h>
#include <zlib.h>

static void store32(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)(value >> 24);
    bytes[1] = (uint8_t)(value >> 16);
    bytes[2] = (uint8_t)(value >> 8);
    bytes[3] = (uint8_t)value;
}

void png_splice_plain(png_splice *splice, const vt_source *source)
{
    splice->header_left = 0;
    vt_reader_init(&splice->reader, source, 0);
}

vt_error png_splice_frame(png_splice *splice, const vt_source *source, const png_frames *frames,
                          const png_frame *frame)
{
    uint8_t *type = splice->header + PNG_SIGNATURE_SIZE + 4;
    uint8_t *sum = splice->header + PNG_HEADER_SIZE - 4;
    if (frames->image_offset < PNG_HEADER_SIZE)
        return VT_E_CORRUPT;
    vt_error error = vt_source_read(source, 0, splice->header, PNG_HEADER_SIZE);
    if (error != VT_OK)
        return error;
    store32(type + 4, frame->part.width);
    store32(type + 8, frame->part.height);
    store32(sum, (uint32_t)crc32(0, type, (uInt)(sum - type)));
    splice->header_left = PNG_HEADER_SIZE;
    vt_reader_init(&splice->reader, source, PNG_HEADER_SIZE);
    return VT_OK;
}

vt_error png_splice_read(png_splice *splice, uint8_t *destination, size_t size)
{
    size_t count = size < splice->header_left ? size : splice->header_left;
    memcpy(destination, splice->header + PNG_HEADER_SIZE - splice->header_left, count);
    splice->header_left -= count;
    return vt_reader_read(&splice->reader, destination + count, size - count);
}
