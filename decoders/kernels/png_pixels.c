// SPDX-License-Identifier: Apache-2.0
// RGB to RGBA.
#include <string.h>

#include "png_kernels.h"
#include "simd.h"

void vt_png_rgba(const uint8_t *rgb, size_t width, uint8_t *rgba_out)
{
    size_t x = 0;
#if VT_SIMD
    const vt_vector opaque = vt_splat32((int32_t)0xff000000u);
    for (; x + 6 <= width; x += 4) // 16 bytes are read, of which 12 are used
        vt_store(rgba_out + 4 * x, vt_or(vt_spread_three(vt_load(rgb + 3 * x)), opaque));
#endif
    for (; x < width; x++) {
        memcpy(rgba_out + 4 * x, rgb + 3 * x, 3);
        rgba_out[4 * x + 3] = 255;
    }
}
