// SPDX-License-Identifier: Apache-2.0
// libjpeg-turbo's SIMD interface (its src/jsimd.h) over our kernels. On x86-64 its assembly has
// that place, and only the inverse transform is ours.
#define BITS_IN_JSAMPLE 8
#define JPEG_INTERNALS
#include "jinclude.h"

#include "jpeglib.h"

#include "jdct.h"
#include "jsamplecomp.h"

#include "jpeg_kernels.h"
#include "libjpeg_simd.h"

_Static_assert(sizeof(ISLOW_MULT_TYPE) == sizeof(int16_t), "the kernels take steps of 16 bits");

void vt_libjpeg_inverse(j_decompress_ptr cinfo, jpeg_component_info *component,
                        JCOEFPTR coefficients, JSAMPARRAY rows, JDIMENSION column)
{
    if (!vt_jpeg_inverse_8x8(coefficients, component->dct_table, rows, column))
        _jpeg_idct_islow(cinfo, component, coefficients, rows, column);
}

#ifndef VT_LIBJPEG_HAS_ASSEMBLY

#include "../src/jsimd.h" // there is a simd/jsimd.h too

// The questions of the interface (jsimd_can_…) are answered beforehand, in jpeg-sources.cmake.

void jsimd_ycc_rgb_convert(j_decompress_ptr cinfo, JSAMPIMAGE input, JDIMENSION input_row,
                           JSAMPARRAY output, int row_count)
{
    J_COLOR_SPACE space = cinfo->out_color_space;
    bool is_rgb = space == JCS_RGB || space == JCS_EXT_RGB;
    if (!is_rgb && space != JCS_EXT_RGBA && space != JCS_EXT_RGBX)
        ERREXIT(cinfo, JERR_CONVERSION_NOTIMPL);
    for (int i = 0; i < row_count; i++, input_row++) {
        const JSAMPLE *y = input[0][input_row];
        const JSAMPLE *cb = input[1][input_row];
        const JSAMPLE *cr = input[2][input_row];
        if (is_rgb)
            vt_jpeg_rgb(y, cb, cr, cinfo->output_width, output[i]);
        else
            vt_jpeg_rgba(y, cb, cr, cinfo->output_width, output[i]);
    }
}

void jsimd_h2v1_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *component,
                               JSAMPARRAY input, JSAMPARRAY *output)
{
    for (int row = 0; row < cinfo->max_v_samp_factor; row++)
        vt_jpeg_widen(input[row], component->downsampled_width, (*output)[row]);
}

// The row above counts for the upper of the two, the row below for the lower.
void jsimd_h2v2_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *component,
                               JSAMPARRAY input, JSAMPARRAY *output)
{
    for (int row = 0; row < cinfo->max_v_samp_factor; row++) {
        JSAMPARRAY near = input + row / 2;
        const JSAMPLE *far = row % 2 == 0 ? near[-1] : near[1];
        vt_jpeg_widen_between(*near, far, component->downsampled_width, (*output)[row]);
    }
}

#endif
