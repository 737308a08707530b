// SPDX-License-Identifier: Apache-2.0
// Samples of luma and colour differences to pixels.
#include <string.h>

#include "simd.h"
#include "yuv_kernels.h"

static uint32_t sample(const uint8_t *samples, size_t index, bool is_wide)
{
    uint16_t wide;
    if (!is_wide)
        return samples[index];
    memcpy(&wide, samples + 2 * index, sizeof wide);
    return wide;
}

void vt_yuv_unpack(const uint8_t *samples, size_t count, bool is_wide, uint16_t *samples_out)
{
    if (is_wide) {
        memcpy(samples_out, samples, count * 2);
        return;
    }
    for (size_t i = 0; i < count; i++)
        samples_out[i] = samples[i];
}

void vt_yuv_mix_scalar(const uint8_t *near, const uint8_t *far, size_t first, size_t count,
                       bool is_wide, uint16_t *sums_out)
{
    for (size_t i = first; i < count; i++)
        sums_out[i] = (uint16_t)(3 * sample(near, i, is_wide) + sample(far, i, is_wide));
}

void vt_yuv_mix(const uint8_t *near, const uint8_t *far, size_t count, bool is_wide,
                uint16_t *sums_out)
{
    size_t i = 0;
#if VT_SIMD
    for (; i + 8 <= count; i += 8) {
        vt_vector here = is_wide ? vt_load(near + 2 * i) : vt_load_widened(near + i);
        vt_vector there = is_wide ? vt_load(far + 2 * i) : vt_load_widened(far + i);
        vt_store(sums_out + i, vt_add16(vt_multiply16(here, vt_splat16(3)), there));
    }
#endif
    vt_yuv_mix_scalar(near, far, i, count, is_wide, sums_out);
}

// A sum is at most 4 * 4095, so what is shifted fits into 16 bits: 16 * 4095 + 8 < 65536.
void vt_yuv_widen_scalar(const uint16_t *sums, size_t first, size_t count, uint16_t *samples_out)
{
    for (size_t i = first; i < count; i++) {
        uint32_t here = 3u * sums[i + 1] + 8;
        samples_out[2 * i] = (uint16_t)((here + sums[i]) >> 4);
        samples_out[2 * i + 1] = (uint16_t)((here + sums[i + 2]) >> 4);
    }
}

void vt_yuv_widen(const uint16_t *sums, size_t count, uint16_t *samples_out)
{
    size_t i = 0;
#if VT_SIMD
    for (; i + 8 <= count; i += 8) {
        vt_vector here = vt_multiply16(vt_load(sums + i + 1), vt_splat16(3));
        here = vt_add16(here, vt_splat16(8));
        vt_vector left = vt_shift_right_unsigned16(vt_add16(here, vt_load(sums + i)), 4);
        vt_vector right = vt_shift_right_unsigned16(vt_add16(here, vt_load(sums + i + 2)), 4);
        vt_store(samples_out + 2 * i, vt_low16(left, right));
        vt_store(samples_out + 2 * i + 8, vt_high16(left, right));
    }
#endif
    vt_yuv_widen_scalar(sums, i, count, samples_out);
}

void vt_yuv_rgba_scalar(const vt_yuv_matrix *matrix, const uint16_t *y, const uint16_t *u,
                        const uint16_t *v, size_t first, size_t count, uint8_t *rgba_out)
{
    for (size_t i = first; i < count; i++) {
        for (int c = 0; c < 3; c++) {
            const int16_t *factors = matrix->factors[c];
            int32_t sum = y[i] * factors[0] + u[i] * factors[1] + v[i] * factors[2];
            int32_t value = (sum + matrix->offsets[c]) >> matrix->shift;
            rgba_out[4 * i + (size_t)c] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
        rgba_out[4 * i + 3] = 255;
    }
}

#if VT_SIMD
// Eight values of a channel, in 16-bit lanes.
static inline vt_vector channel(const vt_yuv_matrix *matrix, int c, const vt_vector yu[2],
                                const vt_vector v_and_0[2])
{
    const int16_t *factors = matrix->factors[c];
    vt_vector first = vt_pairs16(factors[0], factors[1]);
    vt_vector second = vt_pairs16(factors[2], 0);
    vt_vector offset = vt_splat32(matrix->offsets[c]);
    vt_vector halves[2];
    for (int i = 0; i < 2; i++) {
        vt_vector sum = vt_add32(vt_dot16(yu[i], first), vt_dot16(v_and_0[i], second));
        halves[i] = vt_shift_right32(vt_add32(sum, offset), matrix->shift);
    }
    return vt_narrow32(halves[0], halves[1]);
}
#endif

void vt_yuv_rgba(const vt_yuv_matrix *matrix, const uint16_t *y, const uint16_t *u,
                 const uint16_t *v, size_t count, uint8_t *rgba_out)
{
    size_t i = 0;
#if VT_SIMD
    vt_vector zero = vt_splat16(0);
    vt_vector opaque = vt_splat16(255);
    for (; i + 8 <= count; i += 8) {
        vt_vector light = vt_load(y + i);
        vt_vector blue = vt_load(u + i);
        vt_vector red = vt_load(v + i);
        const vt_vector yu[2] = {vt_low16(light, blue), vt_high16(light, blue)};
        const vt_vector v_and_0[2] = {vt_low16(red, zero), vt_high16(red, zero)};
        vt_vector rg = vt_narrow16(channel(matrix, 0, yu, v_and_0),
                                   channel(matrix, 1, yu, v_and_0));
        vt_vector ba = vt_narrow16(channel(matrix, 2, yu, v_and_0), opaque);
        // r0…r7 g0…g7 and b0…b7 a0…a7 to pixels.
        vt_vector rb = vt_low8(rg, ba);
        vt_vector ga = vt_high8(rg, ba);
        vt_store(rgba_out + 4 * i, vt_low8(rb, ga));
        vt_store(rgba_out + 4 * i + 16, vt_high8(rb, ga));
    }
#endif
    vt_yuv_rgba_scalar(matrix, y, u, v, i, count, rgba_out);
}
