// SPDX-License-Identifier: Apache-2.0
// Which coefficients of a block are not zero.
#include "jpeg_kernels.h"
#include "simd.h"

// Where the coefficients of a block lie along the zigzag: ITU-T T.81 figure A.6.
static const uint8_t along_zigzag[64] = {
    0,  1,  5,  6,  14, 15, 27, 28, 2,  4,  7,  13, 16, 26, 29, 42, 3,  8,  12, 17, 25, 30,
    41, 43, 9,  11, 18, 24, 31, 40, 44, 53, 10, 19, 23, 32, 39, 45, 52, 54, 20, 22, 33, 38,
    46, 51, 55, 60, 21, 34, 37, 47, 50, 56, 59, 61, 35, 36, 48, 49, 57, 58, 62, 63,
};

uint64_t vt_jpeg_nonzero_scalar(const int16_t coefficients[64])
{
    uint64_t nonzero = 0;
    for (int i = 0; i < 64; i++) {
        if (coefficients[i] != 0)
            nonzero |= UINT64_C(1) << along_zigzag[i];
    }
    return nonzero;
}

#if VT_SIMD
uint64_t vt_jpeg_nonzero(const int16_t coefficients[64])
{
    uint64_t rows = 0;
    uint64_t nonzero = 0;
    for (int i = 0; i < 4; i++) {
        const int16_t *two = coefficients + 16 * i;
        vt_vector bytes = vt_narrow_signed16(vt_load(two), vt_load(two + 8));
        rows |= (uint64_t)(vt_mask8(vt_equal8(bytes, vt_splat8(0))) ^ 0xffffu) << (16 * i);
    }
    for (; rows != 0; rows &= rows - 1)
        nonzero |= UINT64_C(1) << along_zigzag[__builtin_ctzll(rows)];
    return nonzero;
}
#else
uint64_t vt_jpeg_nonzero(const int16_t coefficients[64])
{
    return vt_jpeg_nonzero_scalar(coefficients);
}
#endif
