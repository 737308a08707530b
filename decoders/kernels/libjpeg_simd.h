// SPDX-License-Identifier: Apache-2.0
// Where libjpeg-turbo meets the kernels: its jddctmgr.c takes the inverse transform from here.
#ifndef VT_LIBJPEG_SIMD_H
#define VT_LIBJPEG_SIMD_H

#if BITS_IN_JSAMPLE == 8 && defined(WITH_SIMD)
// libjpeg's inverse_DCT_method_ptr: same result as jpeg_idct_islow, sooner.
void vt_libjpeg_inverse(j_decompress_ptr cinfo, jpeg_component_info *component,
                        JCOEFPTR coefficients, JSAMPARRAY rows, JDIMENSION column);
#define VT_LIBJPEG_INVERSE vt_libjpeg_inverse
#else
#define VT_LIBJPEG_INVERSE _jpeg_idct_islow
#endif

#endif
