// SPDX-License-Identifier: Apache-2.0
// Scaling of images, with vectors where the processor has them. Places need no alignment. Threads:
// all are pure.
#ifndef VT_IMAGE_KERNELS_H
#define VT_IMAGE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// Blends `count` rows of `width` bytes that follow each other: each byte of the result is the sum
// of those above each other times the weights, plus 128, divided by 256; of that the lowest 8 bits.
// The result may not overlap the rows.
void vt_blend_rows(const uint8_t *rows, size_t width, const int *weights, size_t count,
                   uint8_t *row_out);

// The truth that it is held to, from byte `first` on.
void vt_blend_rows_scalar(const uint8_t *rows, size_t first, size_t width, const int *weights,
                          size_t count, uint8_t *row_out);

#endif
