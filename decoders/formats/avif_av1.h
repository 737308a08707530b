// SPDX-License-Identifier: Apache-2.0
// AV1 pictures through dav1d.
#ifndef VT_AVIF_AV1_H
#define VT_AVIF_AV1_H

#include "heif_codec.h"

extern const heif_codec heif_codec_av1;

#endif
