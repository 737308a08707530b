// SPDX-License-Identifier: Apache-2.0
// Rows of samples into RGBA.
#ifndef VT_FORMATS_TIFF_PIXELS_H
#define VT_FORMATS_TIFF_PIXELS_H

#include "tiff_image.h"

typedef struct {
    const tiff_image *image;
    uint8_t palette[256][3];
    uint8_t *samples; // of a row, 8 bits each: segment_width * sample_count
} tiff_pixels;

// Reads the palette. Errors: NOMEM, LIMIT, TRUNCATED, those of reading.
vt_error tiff_pixels_open(vt_document *document, const tiff_image *image, tiff_pixels *pixels);
void tiff_pixels_close(vt_document *document, tiff_pixels *pixels);

// Takes a row of a segment as it was unpacked: of all samples, or of `plane` alone.
void tiff_pixels_take(tiff_pixels *pixels, const uint8_t *row, uint32_t plane);

// `count` pixels of the row that was taken, from `first` on.
void tiff_pixels_give(const tiff_pixels *pixels, uint32_t first, uint32_t count, uint8_t *rgba);

#endif
