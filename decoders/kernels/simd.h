// SPDX-License-Identifier: Apache-2.0
// The few vector operations that the kernels need, for WebAssembly's simd128 and for SSE2.
//
// Names say the lanes that go in: 8, 16 or 32 bits. VT_SIMD is 0 where there is neither; the
// kernels then run their scalar code alone. Threads: all functions are pure.
#ifndef VT_KERNELS_SIMD_H
#define VT_KERNELS_SIMD_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__wasm_simd128__)
#define VT_SIMD 1
#include <wasm_simd128.h>

typedef v128_t vt_vector;

static inline vt_vector vt_load(const void *place)
{
    return wasm_v128_load(place);
}

// 8 bytes, each widened to 16 bits.
static inline vt_vector vt_load_widened(const uint8_t *place)
{
    return wasm_u16x8_load8x8(place);
}

static inline void vt_store(void *place, vt_vector a)
{
    wasm_v128_store(place, a);
}

static inline void vt_store_low(void *place, vt_vector a)
{
    wasm_v128_store64_lane(place, a, 0);
}

static inline void vt_store_high(void *place, vt_vector a)
{
    wasm_v128_store64_lane(place, a, 1);
}

// 4 or 8 bytes, and zeros behind them.
static inline vt_vector vt_load_32(const void *place)
{
    return wasm_v128_load32_zero(place);
}

static inline vt_vector vt_load_64(const void *place)
{
    return wasm_v128_load64_zero(place);
}

// The first 4 bytes, or those behind them.
static inline void vt_store_32(void *place, vt_vector a)
{
    wasm_v128_store32_lane(place, a, 0);
}

static inline void vt_store_second_32(void *place, vt_vector a)
{
    wasm_v128_store32_lane(place, a, 1);
}

#define vt_splat8(value) wasm_i8x16_splat(value)
#define vt_splat16(value) wasm_i16x8_splat(value)
#define vt_splat32(value) wasm_i32x4_splat(value)
#define vt_add8(a, b) wasm_i8x16_add(a, b)
#define vt_subtract8(a, b) wasm_i8x16_sub(a, b)
#define vt_average8(a, b) wasm_u8x16_avgr(a, b) // rounded up
#define vt_widen_low8(a) wasm_u16x8_extend_low_u8x16(a)
#define vt_widen_high8(a) wasm_u16x8_extend_high_u8x16(a)
#define vt_absolute16(a) wasm_i16x8_abs(a)
#define vt_greater16(a, b) wasm_i16x8_gt(a, b)
#define vt_select(mask, a, b) wasm_v128_bitselect(a, b, mask) // a where the mask has ones
#define vt_and(a, b) wasm_v128_and(a, b)
#define vt_xor(a, b) wasm_v128_xor(a, b)
#define vt_add16(a, b) wasm_i16x8_add(a, b)
#define vt_subtract16(a, b) wasm_i16x8_sub(a, b)
#define vt_multiply16(a, b) wasm_i16x8_mul(a, b)
#define vt_add32(a, b) wasm_i32x4_add(a, b)
#define vt_subtract32(a, b) wasm_i32x4_sub(a, b)
#define vt_shift_left16(a, count) wasm_i16x8_shl(a, count)
#define vt_shift_right16(a, count) wasm_i16x8_shr(a, count) // with the sign
#define vt_shift_right_unsigned16(a, count) wasm_u16x8_shr(a, count)
#define vt_shift_right32(a, count) wasm_i32x4_shr(a, count)
#define vt_minimum16(a, b) wasm_i16x8_min(a, b)
#define vt_maximum16(a, b) wasm_i16x8_max(a, b)
#define vt_equal16(a, b) wasm_i16x8_eq(a, b)
#define vt_or(a, b) wasm_v128_or(a, b)
#define vt_any(a) wasm_v128_any_true(a)
// The sums of neighbouring products: a[2i] * b[2i] + a[2i + 1] * b[2i + 1], in 32 bits.
#define vt_dot16(a, b) wasm_i32x4_dot_i16x8(a, b)
#define vt_narrow32(a, b) wasm_i16x8_narrow_i32x4(a, b)  // to signed 16 bits, saturated
#define vt_narrow16(a, b) wasm_u8x16_narrow_i16x8(a, b)  // to unsigned 8 bits, saturated
#define vt_narrow_signed16(a, b) wasm_i8x16_narrow_i16x8(a, b)
#define vt_equal8(a, b) wasm_i8x16_eq(a, b)
#define vt_mask8(a) wasm_i8x16_bitmask(a) // the highest bit of each lane
#define vt_low8(a, b)                                                                             \
    wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define vt_high8(a, b)                                                                            \
    wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define vt_low16(a, b) wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define vt_high16(a, b) wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define vt_low32(a, b) wasm_i32x4_shuffle(a, b, 0, 4, 1, 5)
#define vt_high32(a, b) wasm_i32x4_shuffle(a, b, 2, 6, 3, 7)
#define vt_low64(a, b) wasm_i64x2_shuffle(a, b, 0, 2)
#define vt_high64(a, b) wasm_i64x2_shuffle(a, b, 1, 3)
// The lanes of `b`, moved up by one; the last of `a` comes first.
#define vt_lane_before16(a, b) wasm_i16x8_shuffle(a, b, 7, 8, 9, 10, 11, 12, 13, 14)
// The lanes of `a`, moved down by one; the first of `b` comes last.
#define vt_lane_behind16(a, b) wasm_i16x8_shuffle(a, b, 1, 2, 3, 4, 5, 6, 7, 8)

// The first 12 bytes as four groups of three, each with a zero behind it.
static inline vt_vector vt_spread_three(vt_vector a)
{
    return wasm_i8x16_shuffle(a, vt_splat8(0), 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11,
                              16);
}

// The products in 16 bits, saturated.
static inline vt_vector vt_multiply_saturated16(vt_vector a, vt_vector b)
{
    return vt_narrow32(wasm_i32x4_extmul_low_i16x8(a, b), wasm_i32x4_extmul_high_i16x8(a, b));
}

#elif defined(__SSE2__)
#define VT_SIMD 1
#include <emmintrin.h>

typedef __m128i vt_vector;

static inline vt_vector vt_load(const void *place)
{
    return _mm_loadu_si128((const __m128i *)place);
}

static inline vt_vector vt_load_widened(const uint8_t *place)
{
    return _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)(const void *)place),
                             _mm_setzero_si128());
}

static inline void vt_store(void *place, vt_vector a)
{
    _mm_storeu_si128((__m128i *)place, a);
}

static inline void vt_store_low(void *place, vt_vector a)
{
    _mm_storel_epi64((__m128i *)place, a);
}

static inline void vt_store_high(void *place, vt_vector a)
{
    _mm_storel_epi64((__m128i *)place, _mm_unpackhi_epi64(a, a));
}

static inline vt_vector vt_load_32(const void *place)
{
    int32_t four;
    memcpy(&four, place, sizeof four);
    return _mm_cvtsi32_si128(four);
}

static inline vt_vector vt_load_64(const void *place)
{
    return _mm_loadl_epi64((const __m128i *)place);
}

static inline void vt_store_32(void *place, vt_vector a)
{
    int32_t four = _mm_cvtsi128_si32(a);
    memcpy(place, &four, sizeof four);
}

static inline void vt_store_second_32(void *place, vt_vector a)
{
    vt_store_32(place, _mm_srli_si128(a, 4));
}

#define vt_splat8(value) _mm_set1_epi8(value)
#define vt_splat16(value) _mm_set1_epi16(value)
#define vt_splat32(value) _mm_set1_epi32(value)
#define vt_add8(a, b) _mm_add_epi8(a, b)
#define vt_subtract8(a, b) _mm_sub_epi8(a, b)
#define vt_average8(a, b) _mm_avg_epu8(a, b)
#define vt_widen_low8(a) _mm_unpacklo_epi8(a, _mm_setzero_si128())
#define vt_widen_high8(a) _mm_unpackhi_epi8(a, _mm_setzero_si128())
#define vt_absolute16(a) _mm_max_epi16(a, _mm_sub_epi16(_mm_setzero_si128(), a))
#define vt_greater16(a, b) _mm_cmpgt_epi16(a, b)
#define vt_select(mask, a, b) _mm_or_si128(_mm_and_si128(mask, a), _mm_andnot_si128(mask, b))
#define vt_and(a, b) _mm_and_si128(a, b)
#define vt_xor(a, b) _mm_xor_si128(a, b)
#define vt_add16(a, b) _mm_add_epi16(a, b)
#define vt_subtract16(a, b) _mm_sub_epi16(a, b)
#define vt_multiply16(a, b) _mm_mullo_epi16(a, b)
#define vt_add32(a, b) _mm_add_epi32(a, b)
#define vt_subtract32(a, b) _mm_sub_epi32(a, b)
#define vt_shift_left16(a, count) _mm_slli_epi16(a, count)
#define vt_shift_right16(a, count) _mm_srai_epi16(a, count)
#define vt_shift_right_unsigned16(a, count) _mm_srli_epi16(a, count)
#define vt_shift_right32(a, count) _mm_srai_epi32(a, count)
#define vt_minimum16(a, b) _mm_min_epi16(a, b)
#define vt_maximum16(a, b) _mm_max_epi16(a, b)
#define vt_equal16(a, b) _mm_cmpeq_epi16(a, b)
#define vt_or(a, b) _mm_or_si128(a, b)
#define vt_any(a) (_mm_movemask_epi8(_mm_cmpeq_epi8(a, _mm_setzero_si128())) != 0xffff)
#define vt_dot16(a, b) _mm_madd_epi16(a, b)
#define vt_narrow32(a, b) _mm_packs_epi32(a, b)
#define vt_narrow16(a, b) _mm_packus_epi16(a, b)
#define vt_narrow_signed16(a, b) _mm_packs_epi16(a, b)
#define vt_equal8(a, b) _mm_cmpeq_epi8(a, b)
#define vt_mask8(a) ((uint32_t)_mm_movemask_epi8(a))
#define vt_low8(a, b) _mm_unpacklo_epi8(a, b)
#define vt_high8(a, b) _mm_unpackhi_epi8(a, b)
#define vt_low16(a, b) _mm_unpacklo_epi16(a, b)
#define vt_high16(a, b) _mm_unpackhi_epi16(a, b)
#define vt_low32(a, b) _mm_unpacklo_epi32(a, b)
#define vt_high32(a, b) _mm_unpackhi_epi32(a, b)
#define vt_low64(a, b) _mm_unpacklo_epi64(a, b)
#define vt_high64(a, b) _mm_unpackhi_epi64(a, b)
#define vt_lane_before16(a, b) _mm_or_si128(_mm_srli_si128(a, 14), _mm_slli_si128(b, 2))
#define vt_lane_behind16(a, b) _mm_or_si128(_mm_srli_si128(a, 2), _mm_slli_si128(b, 14))

static inline vt_vector vt_spread_three(vt_vector a)
{
    const vt_vector three = _mm_cvtsi32_si128(0xffffff);
    vt_vector parts[4] = {
        _mm_and_si128(a, three),
        _mm_and_si128(_mm_slli_si128(a, 1), _mm_slli_si128(three, 4)),
        _mm_and_si128(_mm_slli_si128(a, 2), _mm_slli_si128(three, 8)),
        _mm_and_si128(_mm_slli_si128(a, 3), _mm_slli_si128(three, 12)),
    };
    return _mm_or_si128(_mm_or_si128(parts[0], parts[1]), _mm_or_si128(parts[2], parts[3]));
}

static inline vt_vector vt_multiply_saturated16(vt_vector a, vt_vector b)
{
    vt_vector low = _mm_mullo_epi16(a, b);
    vt_vector high = _mm_mulhi_epi16(a, b);
    return vt_narrow32(vt_low16(low, high), vt_high16(low, high));
}

#else
#define VT_SIMD 0
#endif

#if VT_SIMD
// The same two numbers in every pair of lanes, for vt_dot16.
static inline vt_vector vt_pairs16(int first, int second)
{
    return vt_splat32((int32_t)((uint32_t)(uint16_t)first | (uint32_t)second << 16));
}
#endif

#endif
