// SPDX-License-Identifier: Apache-2.0
// The exports of the `encode` module beside those of every module (version, memory). It imports
// nothing but its memory and `abort`.
#ifndef VTW_ENCODE_H
#define VTW_ENCODE_H

#include "vtw.h"

// Makes a PNG file of RGBA pixels (4 * width * height bytes): the same bytes as the native command.
// The file is the module's own until the next call. Answers a vt_error number.
VTW_EXPORT(vtw_png_encode)
int32_t vtw_png_encode(const void *rgba, uint32_t width, uint32_t height);

// The file of the last call that succeeded, and its size in bytes.
VTW_EXPORT(vtw_png_bytes) const void *vtw_png_bytes(void);
VTW_EXPORT(vtw_png_size) uint32_t vtw_png_size(void);

#endif
