// SPDX-License-Identifier: Apache-2.0
// Upsampling by a triangle filter, and YCbCr to RGB.
#include "jpeg_kernels.h"

#include <string.h>

#include "simd.h"

#define AT_ONCE 16 // pixels of one round of vectors

// ---- Twice as wide ------------------------------------------------------------------------------

void vt_jpeg_widen_scalar(const uint8_t *samples, size_t first, size_t width, uint8_t *wide_out)
{
    for (size_t x = first; x < width; x++) {
        int here = samples[x] * 3;
        int before = samples[x > 0 ? x - 1 : x];
        int behind = samples[x + 1 < width ? x + 1 : x];
        wide_out[2 * x] = (uint8_t)((here + before + 1) >> 2);
        wide_out[2 * x + 1] = (uint8_t)((here + behind + 2) >> 2);
    }
}

void vt_jpeg_widen_between_scalar(const uint8_t *near, const uint8_t *far, size_t first,
                                  size_t width, uint8_t *wide_out)
{
    for (size_t x = first; x < width; x++) {
        size_t left = x > 0 ? x - 1 : x;
        size_t right = x + 1 < width ? x + 1 : x;
        int here = (near[x] * 3 + far[x]) * 3;
        wide_out[2 * x] = (uint8_t)((here + near[left] * 3 + far[left] + 8) >> 4);
        wide_out[2 * x + 1] = (uint8_t)((here + near[right] * 3 + far[right] + 7) >> 4);
    }
}

#if VT_SIMD
// Writes 16 samples of 8 sums and their neighbours.
static inline void widen_sums(vt_vector before, vt_vector here, vt_vector behind, int round_left,
                              int round_right, int shift, uint8_t *wide_out)
{
    vt_vector three = vt_multiply16(here, vt_splat16(3));
    vt_vector left = vt_add16(vt_add16(three, vt_lane_before16(before, here)),
                              vt_splat16((int16_t)round_left));
    vt_vector right = vt_add16(vt_add16(three, vt_lane_behind16(here, behind)),
                               vt_splat16((int16_t)round_right));
    left = vt_shift_right16(left, shift);
    right = vt_shift_right16(right, shift);
    vt_store(wide_out, vt_low8(vt_narrow16(left, left), vt_narrow16(right, right)));
}

static inline vt_vector sums_between(const uint8_t *near, const uint8_t *far)
{
    return vt_add16(vt_multiply16(vt_load_widened(near), vt_splat16(3)), vt_load_widened(far));
}
#endif

void vt_jpeg_widen(const uint8_t *samples, size_t width, uint8_t *wide_out)
{
    size_t x = 0;
#if VT_SIMD
    if (width >= 16) {
        vt_vector before = vt_splat16(samples[0]);
        vt_vector here = vt_load_widened(samples);
        for (; x + 16 <= width; x += 8) {
            vt_vector behind = vt_load_widened(samples + x + 8);
            widen_sums(before, here, behind, 1, 2, 2, wide_out + 2 * x);
            before = here;
            here = behind;
        }
    }
#endif
    vt_jpeg_widen_scalar(samples, x, width, wide_out);
}

void vt_jpeg_widen_between(const uint8_t *near, const uint8_t *far, size_t width,
                           uint8_t *wide_out)
{
    size_t x = 0;
#if VT_SIMD
    if (width >= 16) {
        vt_vector before = vt_splat16((int16_t)(near[0] * 3 + far[0]));
        vt_vector here = sums_between(near, far);
        for (; x + 16 <= width; x += 8) {
            vt_vector behind = sums_between(near + x + 8, far + x + 8);
            widen_sums(before, here, behind, 8, 7, 4, wide_out + 2 * x);
            before = here;
            here = behind;
        }
    }
#endif
    vt_jpeg_widen_between_scalar(near, far, x, width, wide_out);
}

// ---- Colours ------------------------------------------------------------------------------------

// 1.402, 0.34414, 0.71414 and 1.772, scaled by 2^16, as libjpeg rounds them.
enum {
    RED_OF_CR = 91881,
    GREEN_OF_CB = 22554,
    GREEN_OF_CR = 46802,
    BLUE_OF_CB = 116130,
    ONE = 65536,
    HALF = 32768,
};

static uint8_t clamp(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

void vt_jpeg_rgba_scalar(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, size_t first,
                         size_t width, uint8_t *rgba_out)
{
    for (size_t x = first; x < width; x++) {
        int blue = cb[x] - 128;
        int red = cr[x] - 128;
        uint8_t *pixel = rgba_out + 4 * x;
        pixel[0] = clamp(y[x] + ((RED_OF_CR * red + HALF) >> 16));
        pixel[1] = clamp(y[x] + ((-GREEN_OF_CB * blue - GREEN_OF_CR * red + HALF) >> 16));
        pixel[2] = clamp(y[x] + ((BLUE_OF_CB * blue + HALF) >> 16));
        pixel[3] = 255;
    }
}

#if VT_SIMD
// (a * first + b * second + HALF) >> 16, in 16-bit lanes.
static inline vt_vector weigh(vt_vector a, vt_vector b, int first, int second)
{
    vt_vector factors = vt_pairs16(first, second);
    vt_vector half = vt_splat32(HALF);
    vt_vector low = vt_add32(vt_dot16(vt_low16(a, b), factors), half);
    vt_vector high = vt_add32(vt_dot16(vt_high16(a, b), factors), half);
    return vt_narrow32(vt_shift_right32(low, 16), vt_shift_right32(high, 16));
}

// 8 pixels. Factors of more than 15 bits are taken apart: whole multiples of 2^16 come back behind
// the shift.
static inline void convert(const uint8_t *y, const uint8_t *cb, const uint8_t *cr,
                           vt_vector rgb_out[3])
{
    vt_vector light = vt_load_widened(y);
    vt_vector blue = vt_subtract16(vt_load_widened(cb), vt_splat16(128));
    vt_vector red = vt_subtract16(vt_load_widened(cr), vt_splat16(128));
    vt_vector of_red = weigh(blue, red, 0, RED_OF_CR - ONE);
    vt_vector of_green = weigh(blue, red, -GREEN_OF_CB, ONE - GREEN_OF_CR);
    vt_vector of_blue = weigh(blue, red, BLUE_OF_CB - 2 * ONE, 0);
    rgb_out[0] = vt_add16(vt_add16(light, red), of_red);
    rgb_out[1] = vt_add16(vt_subtract16(light, red), of_green);
    rgb_out[2] = vt_add16(vt_add16(light, vt_add16(blue, blue)), of_blue);
}
#endif

void vt_jpeg_rgba(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, size_t width,
                  uint8_t *rgba_out)
{
    size_t x = 0;
#if VT_SIMD
    for (; x + AT_ONCE <= width; x += AT_ONCE) {
        vt_vector left[3];
        vt_vector right[3];
        convert(y + x, cb + x, cr + x, left);
        convert(y + x + 8, cb + x + 8, cr + x + 8, right);
        vt_vector red = vt_narrow16(left[0], right[0]);
        vt_vector green = vt_narrow16(left[1], right[1]);
        vt_vector blue = vt_narrow16(left[2], right[2]);
        vt_vector opaque = vt_splat8(-1);
        vt_vector first[2] = {vt_low8(red, green), vt_high8(red, green)};
        vt_vector second[2] = {vt_low8(blue, opaque), vt_high8(blue, opaque)};
        uint8_t *pixels = rgba_out + 4 * x;
        for (int i = 0; i < 2; i++) {
            vt_store(pixels + 32 * i, vt_low16(first[i], second[i]));
            vt_store(pixels + 32 * i + 16, vt_high16(first[i], second[i]));
        }
    }
#endif
    vt_jpeg_rgba_scalar(y, cb, cr, x, width, rgba_out);
}

void vt_jpeg_rgb(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, size_t width,
                 uint8_t *rgb_out)
{
    uint8_t rgba[4 * AT_ONCE];
    for (size_t x = 0; x < width; x += AT_ONCE) {
        size_t count = width - x < AT_ONCE ? width - x : AT_ONCE;
        vt_jpeg_rgba(y + x, cb + x, cr + x, count, rgba);
        for (size_t i = 0; i < count; i++)
            memcpy(rgb_out + 3 * (x + i), rgba + 4 * i, 3);
    }
}
