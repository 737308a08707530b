// SPDX-License-Identifier: Apache-2.0
// Fax codes, row by row: runs in one and in two dimensions (ITU-T T.4 and T.6).
#ifndef VT_FORMATS_TIFF_FAX_H
#define VT_FORMATS_TIFF_FAX_H

#include "heap.h"
#include "tiff_image.h"
#include "tiff_input.h"

typedef struct tiff_fax tiff_fax;

// Errors: NOMEM, LIMIT.
vt_error tiff_fax_open(vt_heap *heap, const tiff_image *image, tiff_fax **fax_out);
void tiff_fax_close(vt_heap *heap, tiff_fax *fax);

// Fills a row of (segment_width + 7) / 8 bytes; black is 1. After the end that the codes tell rows
// are white. Errors: CORRUPT, TRUNCATED, those of reading.
vt_error tiff_fax_read(tiff_fax *fax, tiff_input *input, uint8_t *row);

#endif
