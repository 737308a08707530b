// SPDX-License-Identifier: Apache-2.0
// Rows of samples to RGBA: by a table up to 8 bits of gray or palette, else channel by channel.
#include "png_pixels.h"

#include <string.h>

#include "png_kernels.h"

uint32_t png_pixels_depth(const png_pixels *pixels)
{
    return pixels->bit_depth * pixels->channels;
}

size_t png_pixels_row_size(const png_pixels *pixels, uint32_t width)
{
    uint64_t bits = (uint64_t)width * png_pixels_depth(pixels); // < 2^31 * 64
    return (size_t)((bits + 7) / 8);
}

void png_pixels_gray(png_pixels *pixels)
{
    uint32_t most = (1u << pixels->bit_depth) - 1;
    for (uint32_t i = 0; i < PNG_COLOURS_MAX && i <= most; i++) {
        uint8_t *colour = pixels->colours[i];
        memset(colour, (int)(i * (255 / most)), 3);
        colour[3] = pixels->has_key && i == (pixels->key[0] & most) ? 0 : 255;
    }
}

static void unpack_by_table(const png_pixels *pixels, const uint8_t *row, uint32_t first,
                            uint32_t width, uint8_t *rgba)
{
    uint32_t depth = pixels->bit_depth;
    uint32_t most = (1u << depth) - 1;
    if (depth == 8) {
        for (uint32_t x = 0; x < width; x++)
            memcpy(rgba + (size_t)x * 4, pixels->colours[row[first + x]], 4);
        return;
    }
    for (uint32_t x = first; x < first + width; x++, rgba += 4) {
        uint64_t bit = (uint64_t)x * depth;
        uint32_t shift = 8 - depth - (uint32_t)(bit % 8);
        memcpy(rgba, pixels->colours[row[bit / 8] >> shift & most], 4);
    }
}

static uint32_t load16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

static uint8_t narrow(const png_pixels *pixels, const uint8_t *sample)
{
    if (pixels->is_high_byte)
        return sample[0];
    return (uint8_t)((load16(sample) * 255 + 32895) >> 16); // to the nearest
}

// One sample as 8 bits.
static uint8_t channel(const png_pixels *pixels, const uint8_t *pixel, uint32_t number)
{
    return pixels->bit_depth == 16 ? narrow(pixels, pixel + 2 * number) : pixel[number];
}

static bool is_key(const png_pixels *pixels, const uint8_t *pixel)
{
    uint32_t colours = pixels->channels < 3 ? 1 : 3;
    for (uint32_t i = 0; i < colours; i++) {
        bool is_wide = pixels->bit_depth == 16;
        uint32_t sample = is_wide ? load16(pixel + (size_t)2 * i) : pixel[i];
        uint32_t key = is_wide ? pixels->key[i] : pixels->key[i] & 255u;
        if (sample != key)
            return false;
    }
    return true;
}

// Any number of channels, and a key.
static void unpack_any(const png_pixels *pixels, const uint8_t *row, uint32_t width,
                       uint8_t *rgba)
{
    uint32_t channels = pixels->channels;
    size_t size = (size_t)channels * pixels->bit_depth / 8;
    uint32_t green = channels < 3 ? 0 : 1;
    for (uint32_t x = 0; x < width; x++, row += size, rgba += 4) {
        rgba[0] = channel(pixels, row, 0);
        rgba[1] = channel(pixels, row, green);
        rgba[2] = channel(pixels, row, 2 * green);
        rgba[3] = channels % 2 == 0                         ? channel(pixels, row, channels - 1)
                  : pixels->has_key && is_key(pixels, row) ? 0
                                                            : 255;
    }
}

void png_pixels_unpack(const png_pixels *pixels, const uint8_t *row, uint32_t first,
                       uint32_t width, uint8_t *rgba_out)
{
    uint32_t depth = pixels->bit_depth;
    const uint8_t *start = row + (uint64_t)first * png_pixels_depth(pixels) / 8;
    if (depth <= 8 && pixels->channels == 1)
        unpack_by_table(pixels, row, first, width, rgba_out);
    else if (depth == 8 && pixels->channels == 4)
        memcpy(rgba_out, start, (size_t)width * 4);
    else if (depth == 8 && pixels->channels == 3 && !pixels->has_key)
        vt_png_rgba(start, width, rgba_out);
    else
        unpack_any(pixels, start, width, rgba_out);
}
