// SPDX-License-Identifier: Apache-2.0
// What the numbers of a picture mean: code points (ITU-T H.273) or an ICC profile.
#ifndef HEIF_COLOURS_H
#define HEIF_COLOURS_H

#include "colour.h"
#include "heif_codec.h"
#include "heif_meta.h"
#include "yuv_kernels.h"

// The code points that the file tells for an item; false where it tells none.
bool heif_colours_read(const heif_meta *meta, const heif_item *item, heif_colours *colours_out);

// The ICC profile of an item; false where there is none. It lies within meta->block.
bool heif_colours_profile(const heif_meta *meta, const heif_item *item, heif_bytes *profile_out);

// From the samples of a decoded picture to RGB of 8 bits; `told` is what the file says, or NULL.
vt_yuv_matrix heif_colours_matrix(const heif_planes *planes, const heif_colours *told);

#endif
