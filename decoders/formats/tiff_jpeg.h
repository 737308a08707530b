// SPDX-License-Identifier: Apache-2.0
// A strip or tile that is a JPEG, with the tables that all of them share (TIFF technical note 2).
#ifndef VT_FORMATS_TIFF_JPEG_H
#define VT_FORMATS_TIFF_JPEG_H

#include "tiff_image.h"

// The parts of a whole JPEG file: a start with the colours, the tables, the segment.
typedef struct {
    const vt_source *source; // borrowed
    struct {
        uint64_t offset; // of a part in `source`
        uint64_t size;
    } parts[2];
    uint8_t head[18]; // in front of the parts
    size_t head_size;
} tiff_jpeg;

// Errors: CORRUPT, TRUNCATED, those of reading.
vt_error tiff_jpeg_find(const tiff_image *image, uint64_t index, tiff_jpeg *jpeg);

// The whole as a source; `jpeg` is borrowed.
vt_source tiff_jpeg_source(tiff_jpeg *jpeg);

#endif
