// SPDX-License-Identifier: Apache-2.0
// The rows of a PNG: unfilters them, unpacks the wanted ones to RGBA and hands them on.
#ifndef VT_FORMATS_PNG_ROWS_H
#define VT_FORMATS_PNG_ROWS_H

#include "png_data.h"
#include "png_pixels.h"
#include "rows.h"

typedef struct {
    vt_document *document;
    uint32_t width;
    uint32_t height;
    bool is_interlaced;
    const png_pixels *pixels; // borrowed
    vt_rows *rows;            // borrowed
} png_image;

// Reads the image as far as `rows` needs it, from the chunk of data whose head is at `offset`.
// Damage after some rows is not an error: what came is shown, and the document is marked as
// partial. Errors: NOMEM, LIMIT, CORRUPT, TRUNCATED, CANCELLED, those of reading.
vt_error png_rows_read(const png_image *image, uint64_t offset);

#endif
