// SPDX-License-Identifier: Apache-2.0
// What a JPEG decoder does for each pixel, with vectors where the processor has them.
//
// Each function gives what libjpeg's C code gives, bit for bit, for any input; sources: ITU-T T.81
// A.3.3 (inverse transform), T.871 section 7 (colours), libjpeg's triangle filter. Nothing is
// written beyond the sizes that are named. Places need no alignment. Threads: all are pure.
#ifndef VT_JPEG_KERNELS_H
#define VT_JPEG_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Dequantises 64 coefficients, transforms them as libjpeg's "islow" does, and writes 8 samples at
// rows[0…7] + column. Answers false, with nothing written, where a number does not fit into 16
// bits: only damaged files have such, and the caller then uses the code for 32 bits.
bool vt_jpeg_inverse_8x8(const int16_t coefficients[64], const int16_t steps[64],
                         uint8_t *const rows[8], size_t column);

// Bit number i tells whether the coefficient at place i along the zigzag is not zero.
uint64_t vt_jpeg_nonzero(const int16_t coefficients[64]);

// Twice as wide: `width` samples (> 0) become 2 * width.
void vt_jpeg_widen(const uint8_t *samples, size_t width, uint8_t *wide_out);

// Twice as wide, between two rows: `near` counts three times as much as `far`.
void vt_jpeg_widen_between(const uint8_t *near, const uint8_t *far, size_t width,
                           uint8_t *wide_out);

// YCbCr as in JFIF to RGBA with alpha 255, or to RGB.
void vt_jpeg_rgba(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, size_t width,
                  uint8_t *rgba_out);
void vt_jpeg_rgb(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, size_t width,
                 uint8_t *rgb_out);

// The truth that the functions above are held to, one sample at a time.
uint64_t vt_jpeg_nonzero_scalar(const int16_t coefficients[64]);
void vt_jpeg_widen_scalar(const uint8_t *samples, size_t first, size_t width, uint8_t *wide_out);
void vt_jpeg_widen_between_scalar(const uint8_t *near, const uint8_t *far, size_t first,
                                  size_t width, uint8_t *wide_out);
void vt_jpeg_rgba_scalar(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, size_t first,
                         size_t width, uint8_t *rgba_out);

#endif
