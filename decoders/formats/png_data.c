// SPDX-License-Identifier: Apache-2.0
// Reads chunks of image data into one stream of input and inflates it into a sliding window.
#include "png_data.h"

#include <string.h>
#include <zlib.h>

#include "inflate.h"

#define INPUT_SIZE 32768
#define WINDOW_SIZE 65536 // unpacked at a time, beside what must be kept
#define CRC_SIZE 4
#define FRAME_NUMBER_SIZE 4

struct png_data {
    vt_document *document;
    bool is_frame;       // fdAT chunks, in place of IDAT
    bool has_begun;      // the first chunk was found
    uint32_t chunk_left; // bytes of the chunk that were not read yet
    uint32_t crc;        // of what was read of it
    vt_error end;        // why no further input comes; OK where the chunks simply end
    const char *end_text;
    vt_inflate inflate;
    vt_inflate_span span;
    uint8_t *taken; // in the window: what is unpacked and not lent yet begins here
    size_t window_size;
    uint8_t *window;
    vt_reader reader;
    uint8_t input[INPUT_SIZE];
};

vt_error png_data_open(vt_document *document, uint64_t offset, size_t size_max,
                       png_data **data_out)
{
    const size_t extra = VT_INFLATE_REACH + WINDOW_SIZE + VT_INFLATE_BEYOND;
    vt_heap *heap = &document->heap;
    *data_out = NULL;
    if (size_max > SIZE_MAX - extra)
        return vt_document_fail_memory(document);
    png_data *data = vt_heap_allocate(heap, sizeof *data);
    uint8_t *window = vt_heap_allocate(heap, size_max + extra);
    if (data == NULL || window == NULL) {
        vt_heap_release(heap, data);
        vt_heap_release(heap, window);
        return vt_document_fail_memory(document);
    }
    data->document = document;
    data->is_frame = false;
    data->has_begun = false;
    data->chunk_left = 0;
    data->end = VT_OK;
    data->end_text = NULL;
    data->window = window;
    data->window_size = size_max + extra - VT_INFLATE_BEYOND;
    data->taken = window;
    data->span = (vt_inflate_span){.next_in = data->input,
                                   .end_in = data->input,
                                   .start_out = window,
                                   .next_out = window,
                                   .end_out = window};
    vt_inflate_start(&data->inflate);
    vt_reader_init(&data->reader, &document->source, offset);
    *data_out = data;
    return VT_OK;
}

void png_data_close(png_data *data)
{
    if (data == NULL)
        return;
    vt_heap *heap = &data->document->heap;
    vt_heap_release(heap, data->window);
    vt_heap_release(heap, data);
}

// ---- Input --------------------------------------------------------------------------------------

static void input_end(png_data *data, vt_error error, const char *text)
{
    data->end = error;
    data->end_text = text;
    data->span.is_last = true;
}

static void input_fail(png_data *data, vt_error error)
{
    if (error == VT_E_TRUNCATED)
        input_end(data, error, "The file ends early.");
    else if (error == VT_E_CORRUPT)
        input_end(data, error, "A chunk of the image data is too small.");
    else
        input_end(data, error, "The file could not be read further.");
}

// Reads and checks the number in front of a frame's data.
static vt_error number_skip(png_data *data)
{
    uint8_t number[FRAME_NUMBER_SIZE];
    if (data->chunk_left < sizeof number)
        return VT_E_CORRUPT;
    vt_error error = vt_reader_read(&data->reader, number, sizeof number);
    data->crc = (uint32_t)crc32(data->crc, number, sizeof number);
    data->chunk_left -= (uint32_t)sizeof number;
    return error;
}

static bool type_is(const uint8_t head[PNG_CHUNK_HEAD_SIZE], const char *type)
{
    return memcmp(head + 4, type, 4) == 0;
}

// Image data end with the first other chunk; between those of a frame there may be others.
static bool chunk_is_end(const png_data *data, const uint8_t head[PNG_CHUNK_HEAD_SIZE])
{
    return !data->is_frame || type_is(head, "fcTL") || type_is(head, "IEND");
}

// Goes to the content of the next chunk of data.
static vt_error chunk_begin(png_data *data)
{
    uint8_t head[PNG_CHUNK_HEAD_SIZE];
    vt_error error = vt_reader_read(&data->reader, head, sizeof head);
    if (error == VT_OK && !data->has_begun)
        data->is_frame = type_is(head, "fdAT");
    data->has_begun = true;
    while (error == VT_OK && !type_is(head, data->is_frame ? "fdAT" : "IDAT")) {
        if (chunk_is_end(data, head)) {
            input_end(data, VT_OK, NULL);
            return VT_OK;
        }
        vt_reader_skip(&data->reader, (uint64_t)png_load32(head) + CRC_SIZE);
        error = vt_reader_read(&data->reader, head, sizeof head);
    }
    if (error != VT_OK)
        return error;
    data->chunk_left = png_load32(head);
    data->crc = (uint32_t)crc32(0, head + 4, 4);
    return data->is_frame ? number_skip(data) : VT_OK;
}

// Behind the last byte of a chunk, or before the first chunk.
static void chunk_next(png_data *data)
{
    uint8_t stored[CRC_SIZE];
    vt_error error = VT_OK;
    if (data->has_begun)
        error = vt_reader_read(&data->reader, stored, sizeof stored);
    if (error == VT_OK && data->has_begun && png_load32(stored) != data->crc) {
        input_end(data, VT_E_CORRUPT, "A check value of the image data is wrong.");
        return;
    }
    if (error == VT_OK)
        error = chunk_begin(data);
    if (error != VT_OK)
        input_fail(data, error);
}

// Reads what is there of the chunk, at most `room` bytes.
static size_t chunk_read(png_data *data, uint8_t *place, size_t room)
{
    uint64_t position = vt_reader_position(&data->reader);
    uint64_t there = data->document->source.size;
    there = there > position ? there - position : 0;
    size_t count = data->chunk_left < room ? data->chunk_left : room;
    bool is_cut = there < count;
    if (is_cut)
        count = (size_t)there;
    vt_error error = vt_reader_read(&data->reader, place, count);
    if (error == VT_OK && is_cut)
        error = VT_E_TRUNCATED;
    if (error != VT_OK)
        input_fail(data, error);
    if (error != VT_OK && error != VT_E_TRUNCATED)
        return 0;
    data->crc = (uint32_t)crc32(data->crc, place, (uInt)count);
    data->chunk_left -= (uint32_t)count;
    return count;
}

static void input_fill(png_data *data)
{
    size_t kept = (size_t)(data->span.end_in - data->span.next_in);
    memmove(data->input, data->span.next_in, kept);
    while (kept < INPUT_SIZE && !data->span.is_last) {
        if (data->chunk_left > 0)
            kept += chunk_read(data, data->input + kept, INPUT_SIZE - kept);
        else
            chunk_next(data);
    }
    data->span.next_in = data->input;
    data->span.end_in = data->input + kept;
}

// ---- Output -------------------------------------------------------------------------------------

size_t png_data_ready(const png_data *data)
{
    return (size_t)(data->span.next_out - data->taken);
}

// Moves what must be kept to the front: the reach of the stream, and what was not taken.
static void window_slide(png_data *data)
{
    size_t filled = (size_t)(data->span.next_out - data->window);
    size_t ready = png_data_ready(data);
    size_t kept = ready > VT_INFLATE_REACH ? ready : VT_INFLATE_REACH;
    if (kept > filled)
        kept = filled;
    memmove(data->window, data->span.next_out - kept, kept);
    data->span.next_out = data->window + kept;
    data->span.end_out = data->window + data->window_size;
    data->taken = data->span.next_out - ready;
}

static vt_error input_error(const png_data *data)
{
    if (data->end == VT_OK)
        return vt_document_fail(data->document, VT_E_CORRUPT, "The image data end early.");
    return vt_document_fail(data->document, data->end, data->end_text);
}

// Unpacks as far as input and room allow, and provides for more of that which lacks.
static vt_error window_fill(png_data *data, size_t wanted)
{
    vt_inflate_result result = vt_inflate_run(&data->inflate, &data->span);
    if (png_data_ready(data) >= wanted)
        return VT_OK;
    if (result == VT_INFLATE_DAMAGED)
        return vt_document_fail(data->document, VT_E_CORRUPT,
                                "The image data cannot be unpacked.");
    if (result == VT_INFLATE_ENDED)
        input_end(data, VT_OK, NULL);
    if (result == VT_INFLATE_WANTS_ROOM)
        window_slide(data);
    else if (data->span.is_last)
        return input_error(data);
    else
        input_fill(data);
    return VT_OK;
}

vt_error png_data_take(png_data *data, size_t size, const uint8_t **bytes_out)
{
    while (png_data_ready(data) < size) {
        vt_error error = window_fill(data, size);
        if (error != VT_OK)
            return error;
    }
    *bytes_out = data->taken;
    data->taken += size;
    return VT_OK;
}

vt_error png_data_finish(png_data *data)
{
    while (!data->span.is_last) {
        data->span.next_in = data->span.end_in;
        input_fill(data);
    }
    return data->end == VT_OK ? VT_OK : input_error(data);
}
