// SPDX-License-Identifier: Apache-2.0
// The ICC profile in the markers of a JPEG.
#ifndef VT_FORMATS_JPEG_PROFILE_H
#define VT_FORMATS_JPEG_PROFILE_H

#include "colour.h"
#include "jpeg_memory.h"
#include "vt_format.h"

// Puts the pieces together (ICC.1, annex B.4) and makes the conversion; NULL where there is none.
// Errors: NOMEM, LIMIT.
vt_error jpeg_profile_open(vt_document *document, j_decompress_ptr cinfo, vt_colour **colour_out);

#endif
