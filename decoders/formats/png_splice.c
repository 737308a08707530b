// SPDX-License-Identifier: Apache-2.0
// Hands on the file up to its image with another size in IHDR, then a frame's chunks as IDAT.
#include "png_splice.h"

#include <string.h>
#include <zlib.h>

#define HEADER_CHUNK_SIZE (PNG_CHUNK_EXTRA_SIZE + 13)

static void store32(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)(value >> 24);
    bytes[1] = (uint8_t)(value >> 16);
    bytes[2] = (uint8_t)(value >> 8);
    bytes[3] = (uint8_t)value;
}

static uint32_t sum_of(const uint8_t *bytes, size_t size)
{
    return (uint32_t)crc32(0, bytes, (uInt)size);
}

vt_error png_splice_begin(png_splice *splice, const vt_source *source, const png_frames *frames,
                          const png_frame *frame)
{
    uint8_t *head = splice->made + PNG_SIGNATURE_SIZE;
    splice->source = source;
    splice->next = frame->offset;
    splice->made_size = PNG_SIGNATURE_SIZE + HEADER_CHUNK_SIZE;
    splice->made_used = 0;
    splice->is_data = false;
    splice->is_over = false;
    if (frames->image_offset < splice->made_size)
        return VT_E_CORRUPT;
    vt_error error = vt_source_read(source, 0, splice->made, splice->made_size);
    if (error != VT_OK)
        return error;
    store32(head + PNG_CHUNK_HEAD_SIZE, frame->part.width);
    store32(head + PNG_CHUNK_HEAD_SIZE + 4, frame->part.height);
    store32(head + HEADER_CHUNK_SIZE - 4, sum_of(head + 4, HEADER_CHUNK_SIZE - 8));
    vt_reader_init(&splice->reader, source, splice->made_size);
    splice->left = frames->image_offset - splice->made_size;
    return VT_OK;
}

static void begin_chunk(png_splice *splice, const png_chunk *chunk)
{
    bool is_frame = png_chunk_is(chunk, "fdAT"); // else IDAT
    uint32_t skipped = is_frame ? 4 : 0;         // its number
    store32(splice->made, chunk->size - skipped);
    memcpy(splice->made + 4, "IDAT", 4);
    splice->made_size = PNG_CHUNK_HEAD_SIZE;
    splice->made_used = 0;
    splice->left = chunk->size - skipped;
    splice->is_data = true;
    splice->sum_out = sum_of(splice->made + 4, 4);
    splice->sum_in = sum_of(chunk->type, 4);
    vt_reader_init(&splice->reader, splice->source, png_chunk_content(chunk));
}

// The CRC of what was handed on; what is wrong with that of the file is wrong with it too.
static vt_error end_chunk(png_splice *splice)
{
    uint8_t stored[4];
    vt_error error = vt_reader_read(&splice->reader, stored, sizeof stored);
    store32(splice->made, splice->sum_out ^ splice->sum_in ^ png_load32(stored));
    splice->made_size = sizeof stored;
    splice->made_used = 0;
    splice->is_data = false;
    return error;
}

static void end_file(png_splice *splice)
{
    static const uint8_t end[PNG_CHUNK_EXTRA_SIZE] = {0,   0,   0,   0,    'I',  'E',
                                                      'N', 'D', 0xae, 0x42, 0x60, 0x82};
    memcpy(splice->made, end, sizeof end);
    splice->made_size = sizeof end;
    splice->made_used = 0;
    splice->is_over = true;
}

// Called when all that was made or handed on is used up.
static vt_error splice_next(png_splice *splice)
{
    if (splice->is_data)
        return end_chunk(splice);
    if (splice->is_over)
        return VT_E_TRUNCATED;
    for (;;) {
        png_chunk chunk;
        vt_error error = png_chunk_read(splice->source, splice->next, &chunk);
        if (error != VT_OK)
            return error;
        bool is_end = png_chunk_is(&chunk, "fcTL") || png_chunk_is(&chunk, "IEND");
        if (is_end) {
            end_file(splice);
            return VT_OK;
        }
        splice->next = png_chunk_next(&chunk);
        bool is_frame = png_chunk_is(&chunk, "fdAT");
        if (!is_frame && !png_chunk_is(&chunk, "IDAT"))
            continue;
        if (is_frame && chunk.size < 4)
            return VT_E_CORRUPT;
        begin_chunk(splice, &chunk);
        if (is_frame) { // the number counts for the file's CRC only
            uint8_t number[4];
            error = vt_reader_read(&splice->reader, number, sizeof number);
            splice->sum_in = (uint32_t)crc32(splice->sum_in, number, sizeof number);
        }
        return error;
    }
}

static size_t smaller(size_t a, uint64_t b)
{
    return a < b ? a : (size_t)b;
}

vt_error png_splice_read(png_splice *splice, uint8_t *destination, size_t size)
{
    while (size > 0) {
        size_t count = 0;
        if (splice->made_used < splice->made_size) {
            count = smaller(size, splice->made_size - splice->made_used);
            memcpy(destination, splice->made + splice->made_used, count);
            splice->made_used += count;
        } else if (splice->left > 0) {
            count = smaller(size, splice->left);
            vt_error error = vt_reader_read(&splice->reader, destination, count);
            if (error != VT_OK)
                return error;
            splice->left -= count;
            splice->sum_in = (uint32_t)crc32(splice->sum_in, destination, (uInt)count);
            splice->sum_out = (uint32_t)crc32(splice->sum_out, destination, (uInt)count);
        } else {
            vt_error error = splice_next(splice);
            if (error != VT_OK)
                return error;
        }
        destination += count;
        size -= count;
    }
    return VT_OK;
}
