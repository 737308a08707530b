// SPDX-License-Identifier: Apache-2.0
// Tells whether a PNG is there to its end, without unpacking it.
#ifndef VT_FORMATS_PNG_TAIL_H
#define VT_FORMATS_PNG_TAIL_H

#include "vt_format.h"

// Marks the document as partial when its chunks end before IEND. A file whose last bytes are IEND
// is taken as whole; only others are walked, chunk by chunk. Errors: those of reading.
vt_error png_tail_check(vt_document *document);

#endif
