// SPDX-License-Identifier: Apache-2.0
// The colour profile in an iCCP chunk (PNG 3rd edition, section 11.3.2.3).
#ifndef VT_FORMATS_PNG_PROFILE_H
#define VT_FORMATS_PNG_PROFILE_H

#include "colour.h"

// `content` is that of the chunk. *colour_out is NULL, with VT_OK, where there is nothing to
// convert, and where the chunk is damaged. Errors: NOMEM, LIMIT.
vt_error png_profile_open(vt_heap *heap, const uint8_t *content, size_t size, bool is_gray,
                          vt_colour **colour_out);

#endif
