// SPDX-License-Identifier: Apache-2.0
// HEVC pictures through libde265.
#ifndef VT_HEIF_HEVC_H
#define VT_HEIF_HEVC_H

#include "heif_codec.h"

extern const heif_codec heif_codec_hevc;

#endif
