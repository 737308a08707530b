// SPDX-License-Identifier: Apache-2.0
// Colours of an ICC profile into sRGB: profiles of a matrix and three curves, and of a gray curve.
// Profiles of tables (printers, CMYK) are not known here. ICC.1:2022; results are the same
// everywhere.
#ifndef VT_COLOUR_H
#define VT_COLOUR_H

#include "heap.h"

typedef struct vt_colour vt_colour;

// Makes the conversion for an image that is gray or not. *colour_out is NULL, with VT_OK, when
// there is nothing to convert: the profile is (nearly) sRGB, is of another kind, or is damaged.
// Errors: NOMEM, LIMIT.
vt_error vt_colour_open(vt_heap *heap, const uint8_t *profile, size_t size, bool is_gray,
                        vt_colour **colour_out);
void vt_colour_close(vt_heap *heap, vt_colour *colour);

// Converts `count` RGBA pixels; alpha stays. `to` and `from` may be the same.
void vt_colour_apply(const vt_colour *colour, const uint8_t *from, uint8_t *to, size_t count);

#endif
