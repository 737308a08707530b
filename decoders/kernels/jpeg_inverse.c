// SPDX-License-Identifier: Apache-2.0
// The inverse transform of one 8x8 block, in 16-bit lanes with 32-bit sums.
#include "jpeg_kernels.h"
#include "simd.h"

#if VT_SIMD

// cos and sin of the transform, scaled by 2^13, as libjpeg rounds them.
enum {
    FIX_0_298 = 2446,
    FIX_0_390 = 3196,
    FIX_0_541 = 4433,
    FIX_0_765 = 6270,
    FIX_0_899 = 7373,
    FIX_1_175 = 9633,
    FIX_1_501 = 12299,
    FIX_1_847 = 15137,
    FIX_1_961 = 16069,
    FIX_2_053 = 16819,
    FIX_2_562 = 20995,
    FIX_3_072 = 25172,
    FIX_1 = 8192,
};

#define SHIFT_COLUMNS 11 // 13 of the constants, less 2 that are kept for the second pass
#define SHIFT_ROWS 18    // 13, those 2, and 3 for the division by 8

// libjpeg's steps, multiplied out: each output is a sum of products, and sums modulo 2^32 do not
// depend on their order. For lanes of 16 bits no sum leaves 32 bits (61214 * 2^15 < 2^31).
static inline vt_vector odd_sum(vt_vector x13, vt_vector x57, vt_vector factors13,
                                vt_vector factors57)
{
    return vt_add32(vt_dot16(x13, factors13), vt_dot16(x57, factors57));
}

// One half (four lanes) of a pass: pairs of lanes in, 8 vectors of 32 bits out.
static inline void transform_half(vt_vector x04, vt_vector x26, vt_vector x13, vt_vector x57,
                                  vt_vector rounding, vt_vector sums_out[8])
{
    vt_vector tmp0 = vt_add32(vt_dot16(x04, vt_pairs16(FIX_1, FIX_1)), rounding);
    vt_vector tmp1 = vt_add32(vt_dot16(x04, vt_pairs16(FIX_1, -FIX_1)), rounding);
    vt_vector tmp2 = vt_dot16(x26, vt_pairs16(FIX_0_541, FIX_0_541 - FIX_1_847));
    vt_vector tmp3 = vt_dot16(x26, vt_pairs16(FIX_0_541 + FIX_0_765, FIX_0_541));
    vt_vector even[4] = {vt_add32(tmp0, tmp3), vt_add32(tmp1, tmp2), vt_subtract32(tmp1, tmp2),
                         vt_subtract32(tmp0, tmp3)};
    vt_vector odd[4] = {
        odd_sum(x13, x57,
                vt_pairs16(FIX_1_501 - FIX_0_899 + FIX_1_175 - FIX_0_390, FIX_1_175),
                vt_pairs16(FIX_1_175 - FIX_0_390, FIX_1_175 - FIX_0_899)),
        odd_sum(x13, x57,
                vt_pairs16(FIX_1_175, FIX_3_072 - FIX_2_562 + FIX_1_175 - FIX_1_961),
                vt_pairs16(FIX_1_175 - FIX_2_562, FIX_1_175 - FIX_1_961)),
        odd_sum(x13, x57, vt_pairs16(FIX_1_175 - FIX_0_390, FIX_1_175 - FIX_2_562),
                vt_pairs16(FIX_2_053 - FIX_2_562 + FIX_1_175 - FIX_0_390, FIX_1_175)),
        odd_sum(x13, x57, vt_pairs16(FIX_1_175 - FIX_0_899, FIX_1_175 - FIX_1_961),
                vt_pairs16(FIX_1_175, FIX_0_298 - FIX_0_899 + FIX_1_175 - FIX_1_961)),
    };
    for (int i = 0; i < 4; i++) {
        sums_out[i] = vt_add32(even[i], odd[i]);
        sums_out[7 - i] = vt_subtract32(even[i], odd[i]);
    }
}

// One pass down the lanes: x[0…7] are the frequencies, and then the samples.
static inline void transform(vt_vector x[8], int shift)
{
    vt_vector low[8];
    vt_vector high[8];
    vt_vector rounding = vt_splat32(1 << (shift - 1));
    transform_half(vt_low16(x[0], x[4]), vt_low16(x[2], x[6]), vt_low16(x[1], x[3]),
                   vt_low16(x[5], x[7]), rounding, low);
    transform_half(vt_high16(x[0], x[4]), vt_high16(x[2], x[6]), vt_high16(x[1], x[3]),
                   vt_high16(x[5], x[7]), rounding, high);
    for (int i = 0; i < 8; i++)
        x[i] = vt_narrow32(vt_shift_right32(low[i], shift), vt_shift_right32(high[i], shift));
}

static inline void transpose(vt_vector x[8])
{
    vt_vector a[8];
    vt_vector b[8];
    for (int i = 0; i < 4; i++) {
        a[i] = vt_low16(x[2 * i], x[2 * i + 1]);
        a[i + 4] = vt_high16(x[2 * i], x[2 * i + 1]);
    }
    for (int i = 0; i < 8; i += 2) {
        b[i] = vt_low32(a[i], a[i + 1]);
        b[i + 1] = vt_high32(a[i], a[i + 1]);
    }
    for (int i = 0; i < 2; i++) {
        x[4 * i] = vt_low64(b[4 * i], b[4 * i + 2]);
        x[4 * i + 1] = vt_high64(b[4 * i], b[4 * i + 2]);
        x[4 * i + 2] = vt_low64(b[4 * i + 1], b[4 * i + 3]);
        x[4 * i + 3] = vt_high64(b[4 * i + 1], b[4 * i + 3]);
    }
}

// Whether no lane is at an end of the 16 bits, where saturation would have put it.
static inline bool fits(const vt_vector x[8])
{
    vt_vector least = x[0];
    vt_vector most = x[0];
    for (int i = 1; i < 8; i++) {
        least = vt_minimum16(least, x[i]);
        most = vt_maximum16(most, x[i]);
    }
    return !vt_any(vt_or(vt_equal16(least, vt_splat16(INT16_MIN)),
                         vt_equal16(most, vt_splat16(INT16_MAX))));
}

// libjpeg's table of limits looks at the lowest 10 bits alone.
static inline vt_vector limit(vt_vector x)
{
    vt_vector wrapped = vt_shift_right16(vt_shift_left16(x, 6), 6);
    return vt_add16(wrapped, vt_splat16(128));
}

// x[0…7] are the columns.
static inline void write_rows(const vt_vector x[8], uint8_t *const rows[8], size_t column)
{
    vt_vector columns04 = vt_narrow16(limit(x[0]), limit(x[4]));
    vt_vector columns15 = vt_narrow16(limit(x[1]), limit(x[5]));
    vt_vector columns26 = vt_narrow16(limit(x[2]), limit(x[6]));
    vt_vector columns37 = vt_narrow16(limit(x[3]), limit(x[7]));
    vt_vector columns01 = vt_low8(columns04, columns15);
    vt_vector columns23 = vt_low8(columns26, columns37);
    vt_vector columns45 = vt_high8(columns04, columns15);
    vt_vector columns67 = vt_high8(columns26, columns37);
    vt_vector left[2] = {vt_low16(columns01, columns23), vt_high16(columns01, columns23)};
    vt_vector right[2] = {vt_low16(columns45, columns67), vt_high16(columns45, columns67)};
    for (int i = 0; i < 2; i++) {
        vt_vector first = vt_low32(left[i], right[i]);
        vt_vector second = vt_high32(left[i], right[i]);
        vt_store_low(rows[4 * i] + column, first);
        vt_store_high(rows[4 * i + 1] + column, first);
        vt_store_low(rows[4 * i + 2] + column, second);
        vt_store_high(rows[4 * i + 3] + column, second);
    }
}

bool vt_jpeg_inverse_8x8(const int16_t coefficients[64], const int16_t steps[64],
                         uint8_t *const rows[8], size_t column)
{
    vt_vector x[8];
    for (int i = 0; i < 8; i++)
        x[i] = vt_multiply_saturated16(vt_load(coefficients + 8 * i), vt_load(steps + 8 * i));
    if (!fits(x))
        return false;
    transform(x, SHIFT_COLUMNS);
    if (!fits(x))
        return false;
    transpose(x);
    transform(x, SHIFT_ROWS);
    write_rows(x, rows, column);
    return true;
}

#else

bool vt_jpeg_inverse_8x8(const int16_t coefficients[64], const int16_t steps[64],
                         uint8_t *const rows[8], size_t column)
{
    (void)coefficients;
    (void)steps;
    (void)rows;
    (void)column;
    return false;
}

#endif
