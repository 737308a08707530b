// SPDX-License-Identifier: Apache-2.0
// Kernels for pictures of luma and colour differences with 8 to 12 bits a sample: lines of samples
// to RGBA of 8 bits. Pure functions; vectors give what the scalar code gives.
#ifndef YUV_KERNELS_H
#define YUV_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A channel is (y * factors[0] + u * factors[1] + v * factors[2] + offset) >> shift, kept within 0
// and 255. The sum must fit into 31 bits, each sample into 15.
typedef struct {
    int16_t factors[3][3]; // of red, green, blue
    int32_t offsets[3];
    int shift;
} vt_yuv_matrix;

// Samples of 1 or, where `is_wide`, 2 bytes (at an even address) to 16 bits.
void vt_yuv_unpack(const uint8_t *samples, size_t count, bool is_wide, uint16_t *samples_out);

// 3 * near + far: a line between two lines, of four times the value.
void vt_yuv_mix(const uint8_t *near, const uint8_t *far, size_t count, bool is_wide,
                uint16_t *sums_out);

// Twice as many samples: of each sum of vt_yuv_mix, 3/4 of it and 1/4 of the one before, then 3/4
// and 1/4 of the one behind. `sums` has one more at either end: count + 2. Writes 2 * count.
void vt_yuv_widen(const uint16_t *sums, size_t count, uint16_t *samples_out);

// Writes `count` opaque pixels.
void vt_yuv_rgba(const vt_yuv_matrix *matrix, const uint16_t *y, const uint16_t *u,
                 const uint16_t *v, size_t count, uint8_t *rgba_out);

// The scalar code of the above from index `first` on, for tests.
void vt_yuv_mix_scalar(const uint8_t *near, const uint8_t *far, size_t first, size_t count,
                       bool is_wide, uint16_t *sums_out);
void vt_yuv_widen_scalar(const uint16_t *sums, size_t first, size_t count, uint16_t *samples_out);
void vt_yuv_rgba_scalar(const vt_yuv_matrix *matrix, const uint16_t *y, const uint16_t *u,
                        const uint16_t *v, size_t first, size_t count, uint8_t *rgba_out);

#endif
