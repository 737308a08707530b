// SPDX-License-Identifier: Apache-2.0
// The second half of scaling an image: down the columns.
#include "image_kernels.h"

#include <stdbool.h>

#include "simd.h"

#define AT_ONCE 16

void vt_blend_rows_scalar(const uint8_t *rows, size_t first, size_t width, const int *weights,
                          size_t count, uint8_t *row_out)
{
    for (size_t x = first; x < width; x++) {
        int sum = 128;
        for (size_t i = 0; i < count; i++)
            sum += rows[i * width + x] * weights[i];
        row_out[x] = (uint8_t)(sum >> 8);
    }
}

#if VT_SIMD
// Products are made in pairs of 16-bit numbers.
static bool weights_are_short(const int *weights, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (weights[i] < INT16_MIN || weights[i] > INT16_MAX)
            return false;
    }
    return true;
}

// Adds two rows of 16 bytes each, times their weights.
static inline void add_two(vt_vector sums[4], vt_vector first, vt_vector second, vt_vector weights)
{
    vt_vector low = vt_low8(first, second);
    vt_vector high = vt_high8(first, second);
    sums[0] = vt_add32(sums[0], vt_dot16(vt_widen_low8(low), weights));
    sums[1] = vt_add32(sums[1], vt_dot16(vt_widen_high8(low), weights));
    sums[2] = vt_add32(sums[2], vt_dot16(vt_widen_low8(high), weights));
    sums[3] = vt_add32(sums[3], vt_dot16(vt_widen_high8(high), weights));
}

static inline vt_vector lowest_bytes(const vt_vector sums[4])
{
    vt_vector parts[4];
    for (int i = 0; i < 4; i++)
        parts[i] = vt_and(vt_shift_right32(sums[i], 8), vt_splat32(255));
    return vt_narrow16(vt_narrow32(parts[0], parts[1]), vt_narrow32(parts[2], parts[3]));
}

static void blend_16(const uint8_t *rows, size_t width, const int *weights, size_t count,
                     uint8_t *row_out)
{
    vt_vector half = vt_splat32(128);
    vt_vector sums[4] = {half, half, half, half};
    size_t i = 0;
    for (; i + 2 <= count; i += 2, rows += 2 * width)
        add_two(sums, vt_load(rows), vt_load(rows + width), vt_pairs16(weights[i], weights[i + 1]));
    if (i < count)
        add_two(sums, vt_load(rows), vt_splat8(0), vt_pairs16(weights[i], 0));
    vt_store(row_out, lowest_bytes(sums));
}
#endif

void vt_blend_rows(const uint8_t *rows, size_t width, const int *weights, size_t count,
                   uint8_t *row_out)
{
    size_t x = 0;
#if VT_SIMD
    if (weights_are_short(weights, count)) {
        for (; x + AT_ONCE <= width; x += AT_ONCE)
            blend_16(rows + x, width, weights, count, row_out + x);
    }
#endif
    vt_blend_rows_scalar(rows, x, width, weights, count, row_out);
}
