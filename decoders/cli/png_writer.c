// SPDX-License-Identifier: Apache-2.0
// Writes PNG (third edition): filters by the least sum of differences, zlib level 6.
#include "png_writer.h"

#include <string.h>
#include <zlib.h>

#define CHUNK_SIZE_MAX 65536
#define FILTER_COUNT 5

typedef struct {
    vt_allocator allocator;
    uint8_t *bytes;
    size_t size;
    size_t room;
    bool has_failed;
} byte_list;

typedef struct {
    byte_list *list;
    z_stream zlib;
    uint8_t *memory;              // one block for the three below
    uint8_t *row;                 // unfiltered
    uint8_t *above;               // the row before, unfiltered
    uint8_t *filtered[FILTER_COUNT]; // each with its filter number in front
    uint8_t chunk[CHUNK_SIZE_MAX];
    size_t row_size;
    size_t channels;
} png_writer;

static void list_add(byte_list *list, const void *bytes, size_t size)
{
    if (list->has_failed || size == 0)
        return;
    if (size > list->room - list->size) {
        size_t least = list->size + size;
        size_t room = list->room * 2 > least ? list->room * 2 : least + 1024;
        uint8_t *larger = list->allocator.reallocate(list->allocator.user, list->bytes, room);
        if (larger == NULL) {
            list->has_failed = true;
            return;
        }
        list->bytes = larger;
        list->room = room;
    }
    memcpy(list->bytes + list->size, bytes, size);
    list->size += size;
}

static void store32(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)(value >> 24);
    bytes[1] = (uint8_t)(value >> 16);
    bytes[2] = (uint8_t)(value >> 8);
    bytes[3] = (uint8_t)value;
}

static void add_chunk(byte_list *list, const char type[4], const uint8_t *data, size_t size)
{
    uint8_t number[4];
    store32(number, (uint32_t)size);
    list_add(list, number, sizeof number);
    list_add(list, type, 4);
    list_add(list, data, size);
    uLong crc = crc32(0, (const Bytef *)type, 4);
    if (size > 0)
        crc = crc32(crc, data, (uInt)size);
    store32(number, (uint32_t)crc);
    list_add(list, number, sizeof number);
}

static void add_head(byte_list *list, uint32_t width, uint32_t height, size_t channels)
{
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    uint8_t data[13] = {0};
    store32(data, width);
    store32(data + 4, height);
    data[8] = 8;                      // bits per sample
    data[9] = channels == 4 ? 6 : 2; // colour type: RGBA or RGB
    list_add(list, signature, sizeof signature);
    add_chunk(list, "IHDR", data, sizeof data);
}

static uint8_t paeth(int left, int above, int corner)
{
    int estimate = left + above - corner;
    int to_left = estimate > left ? estimate - left : left - estimate;
    int to_above = estimate > above ? estimate - above : above - estimate;
    int to_corner = estimate > corner ? estimate - corner : corner - estimate;
    if (to_left <= to_above && to_left <= to_corner)
        return (uint8_t)left;
    return (uint8_t)(to_above <= to_corner ? above : corner);
}

// Fills all five candidates (PNG, clause 9) and answers the one with the least sum of magnitudes.
static const uint8_t *filter_row(png_writer *writer)
{
    uint64_t sums[FILTER_COUNT] = {0};
    for (size_t i = 0; i < writer->row_size; i++) {
        uint8_t value = writer->row[i];
        uint8_t above = writer->above[i];
        uint8_t left = i < writer->channels ? 0 : writer->row[i - writer->channels];
        uint8_t corner = i < writer->channels ? 0 : writer->above[i - writer->channels];
        const uint8_t predictions[FILTER_COUNT] = {0, left, above, (uint8_t)((left + above) / 2),
                                                   paeth(left, above, corner)};
        for (int f = 0; f < FILTER_COUNT; f++) {
            uint8_t difference = (uint8_t)(value - predictions[f]);
            writer->filtered[f][i + 1] = difference;
            sums[f] += difference < 128 ? difference : 256u - difference;
        }
    }
    int best = 0;
    for (int f = 1; f < FILTER_COUNT; f++) {
        if (sums[f] < sums[best])
            best = f;
    }
    return writer->filtered[best];
}

// Hands bytes to zlib; each full buffer becomes a chunk.
static bool compress_bytes(png_writer *writer, const uint8_t *bytes, size_t size, int flush)
{
    writer->zlib.next_in = (Bytef *)(uintptr_t)bytes;
    writer->zlib.avail_in = (uInt)size;
    int result;
    do {
        result = deflate(&writer->zlib, flush);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return false;
        size_t count = CHUNK_SIZE_MAX - writer->zlib.avail_out;
        bool is_full = writer->zlib.avail_out == 0;
        if (is_full || (result == Z_STREAM_END && count > 0)) {
            add_chunk(writer->list, "IDAT", writer->chunk, count);
            writer->zlib.next_out = writer->chunk;
            writer->zlib.avail_out = CHUNK_SIZE_MAX;
        }
        if (!is_full && flush == Z_NO_FLUSH)
            return true;
    } while (result != Z_STREAM_END);
    return true;
}

static void load_row(png_writer *writer, const uint8_t *rgba, uint32_t width)
{
    uint8_t *next = writer->row;
    for (uint32_t x = 0; x < width; x++, rgba += 4, next += writer->channels)
        memcpy(next, rgba, writer->channels);
}

static bool compress_rows(png_writer *writer, const uint8_t *rgba, uint32_t width, uint32_t height)
{
    for (uint32_t y = 0; y < height; y++) {
        load_row(writer, rgba + (size_t)y * width * 4, width);
        if (!compress_bytes(writer, filter_row(writer), writer->row_size + 1, Z_NO_FLUSH))
            return false;
        uint8_t *row = writer->above;
        writer->above = writer->row;
        writer->row = row;
    }
    return compress_bytes(writer, NULL, 0, Z_FINISH);
}

static bool is_opaque(const uint8_t *rgba, uint32_t width, uint32_t height)
{
    size_t size = (size_t)width * height * 4;
    for (size_t i = 3; i < size; i += 4) {
        if (rgba[i] != 255)
            return false;
    }
    return true;
}

static void *zlib_allocate(void *user, uInt count, uInt size)
{
    const vt_allocator *allocator = user;
    return allocator->allocate(allocator->user, (size_t)count * size);
}

static void zlib_release(void *user, void *pointer)
{
    const vt_allocator *allocator = user;
    allocator->release(allocator->user, pointer);
}

static bool writer_open(png_writer *writer, byte_list *list, uint32_t width, size_t channels)
{
    writer->list = list;
    writer->channels = channels;
    writer->row_size = (size_t)width * channels;
    size_t line = writer->row_size + 1;
    vt_allocator *allocator = &list->allocator;
    writer->memory = allocator->allocate(allocator->user, line * (FILTER_COUNT + 2));
    if (writer->memory == NULL)
        return false;
    memset(writer->memory, 0, line * (FILTER_COUNT + 2));
    for (uint8_t f = 0; f < FILTER_COUNT; f++) {
        writer->filtered[f] = writer->memory + line * f;
        writer->filtered[f][0] = f;
    }
    writer->row = writer->memory + line * FILTER_COUNT;
    writer->above = writer->row + line;
    writer->zlib = (z_stream){.zalloc = zlib_allocate,
                              .zfree = zlib_release,
                              .opaque = allocator,
                              .next_out = writer->chunk,
                              .avail_out = CHUNK_SIZE_MAX};
    return deflateInit(&writer->zlib, 6) == Z_OK;
}

vt_error png_file_make(png_file *file, vt_allocator allocator, const uint8_t *rgba, uint32_t width,
                       uint32_t height)
{
    *file = (png_file){.allocator = allocator};
    if (rgba == NULL || width == 0 || height == 0 || width > INT32_MAX / 4 || height > INT32_MAX)
        return VT_E_ARGUMENT;
    byte_list list = {.allocator = allocator};
    size_t channels = is_opaque(rgba, width, height) ? 3 : 4;
    add_head(&list, width, height, channels);
    png_writer *writer = allocator.allocate(allocator.user, sizeof *writer);
    bool is_open = false;
    bool is_made = false;
    if (writer != NULL) {
        writer->memory = NULL;
        is_open = writer_open(writer, &list, width, channels);
        is_made = is_open && compress_rows(writer, rgba, width, height);
        if (is_open)
            deflateEnd(&writer->zlib);
        allocator.release(allocator.user, writer->memory);
    }
    allocator.release(allocator.user, writer);
    add_chunk(&list, "IEND", NULL, 0);
    if (is_made && !list.has_failed) {
        file->bytes = list.bytes;
        file->size = list.size;
        return VT_OK;
    }
    allocator.release(allocator.user, list.bytes);
    return VT_E_NOMEM;
}

void png_file_free(png_file *file)
{
    file->allocator.release(file->allocator.user, file->bytes);
    file->bytes = NULL;
}
