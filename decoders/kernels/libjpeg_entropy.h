// SPDX-License-Identifier: Apache-2.0
// What libjpeg-turbo's jdhuff.c and jdphuff.c do for each bit, in their own macros' terms
// (cmake/third_party/jpeg-sources.cmake puts these in place of theirs).
#ifndef VT_LIBJPEG_ENTROPY_H
#define VT_LIBJPEG_ENTROPY_H

#include <stdbool.h>
#include <stdint.h>

#include "jpeg_kernels.h"

// Four bytes, the first highest.
static inline uint32_t vt_load_first_highest(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// Whether one of the four bytes is 0xff, behind which a zero or a marker follows.
static inline bool vt_has_ff(uint32_t four)
{
    return ((~four - 0x01010101u) & four & 0x80808080u) != 0;
}

// Four bytes into the bits that wait, which are less than 32 of 64; one by one (`singly`) where
// one of them is 0xff. That lasts for a code and the number behind it, of 16 bits each.
#define VT_FILL_32(singly)                                                                        \
    uint32_t four = vt_load_first_highest(buffer);                                                \
    if (vt_has_ff(four)) {                                                                        \
        singly                                                                                    \
    } else {                                                                                      \
        get_buffer = get_buffer << 32 | four;                                                     \
        bits_left += 32;                                                                          \
        buffer += 4;                                                                              \
    }

// An entry of the table for short codes: above what libjpeg has there (the bits of the code and the
// symbol), the bits of both the code and the number behind it.
#define VT_LOOKUP(code_bits, symbol)                                                              \
    ((code_bits) << HUFF_LOOKAHEAD | (symbol) | ((code_bits) + ((symbol) & 15)) << 16)

// Takes a code and the number behind it: r zeros, then a number of s bits.
#define VT_DECODE_AC(table)                                                                       \
    FILL_BIT_BUFFER_FAST                                                                          \
    s = table->lookup[PEEK_BITS(HUFF_LOOKAHEAD)];                                                 \
    if (s >> 16 != 0) {                                                                           \
        DROP_BITS(s >> 16);                                                                       \
    } else {                                                                                      \
        HUFF_DECODE_FAST(s, l, table)                                                             \
        DROP_BITS(s & 15);                                                                        \
    }                                                                                             \
    r = s >> 4 & 15;                                                                              \
    s &= 15;

// The last `count` bits that were taken.
#define VT_PASSED_BITS(count) ((int)(get_buffer >> bits_left) & ((1 << (count)) - 1))

// A bit for a coefficient that is not zero: whether it grows. `at` counts along the zigzag.
#define VT_REFINE(at)                                                                             \
    {                                                                                             \
        thiscoef = *block + jpeg_natural_order[at];                                               \
        CHECK_BIT_BUFFER(br_state, 1, goto undoit);                                               \
        if (GET_BITS(1) && (*thiscoef & p1) == 0)                                                 \
            *thiscoef += (JCOEF)(*thiscoef >= 0 ? p1 : m1);                                       \
    }

// Refines the coefficients from k on, and stops at the zero behind r zeros, or behind Se.
#define VT_REFINE_PAST_ZEROS                                                                      \
    for (;;) {                                                                                    \
        uint64_t rest = nonzero >> k;                                                             \
        int zeros = rest != 0 ? __builtin_ctzll(rest) : Se + 1 - k;                               \
        if (r < zeros) {                                                                          \
            k += r;                                                                               \
            break;                                                                                \
        }                                                                                         \
        r -= zeros;                                                                               \
        k += zeros;                                                                               \
        if (k > Se)                                                                               \
            break;                                                                                \
        VT_REFINE(k)                                                                              \
        if (++k > Se)                                                                             \
            break;                                                                                \
    }

// Refines all that are left from k on.
#define VT_REFINE_REST                                                                            \
    for (uint64_t rest = k <= Se ? nonzero >> k << k : 0; rest != 0; rest &= rest - 1)            \
        VT_REFINE(__builtin_ctzll(rest))

// The coefficients of a band up to Se that are not zero, a bit for each.
static inline uint64_t vt_nonzero_to(const int16_t *coefficients, int end)
{
    return vt_jpeg_nonzero(coefficients) & (~UINT64_C(0) >> (63 - end));
}

#endif
