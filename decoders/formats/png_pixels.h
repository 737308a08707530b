// SPDX-License-Identifier: Apache-2.0
// What the samples of a PNG mean: turns rows of any colour type and depth into RGBA, 8 bits each.
#ifndef VT_FORMATS_PNG_PIXELS_H
#define VT_FORMATS_PNG_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PNG_COLOURS_MAX 256

// Colour types of PNG section 11.2.1, as libpng's PNG_COLOR_TYPE_….
typedef struct {
    uint32_t bit_depth; // 1, 2, 4, 8 or 16
    uint32_t channels;  // 1…4
    bool is_high_byte;  // 16 bits are cut to 8, not scaled
    bool has_key;       // pixels of this value, as it is stored, are transparent
    uint16_t key[3];
    uint8_t colours[PNG_COLOURS_MAX][4]; // of each sample where there is one of up to 8 bits
} png_pixels;

// Bits of a pixel.
uint32_t png_pixels_depth(const png_pixels *pixels);

// Bytes of a row.
size_t png_pixels_row_size(const png_pixels *pixels, uint32_t width);

// Fills `colours` with the gray levels of the depth; of palettes with black.
void png_pixels_gray(png_pixels *pixels);

// Unpacks `width` pixels from number `first` of a row on; VT_PNG_BEYOND bytes behind may be read.
void png_pixels_unpack(const png_pixels *pixels, const uint8_t *row, uint32_t first,
                       uint32_t width, uint8_t *rgba_out);

#endif
