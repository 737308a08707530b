// SPDX-License-Identifier: Apache-2.0
// Where the largest JPEG preview of a camera's raw file lies.
#ifndef VT_FORMATS_RAW_FIND_H
#define VT_FORMATS_RAW_FIND_H

#include "vt_format.h"

typedef struct {
    uint64_t offset;
    uint64_t size;        // what is there of it
    uint64_t pixels;      // of the preview
    uint32_t orientation; // that the raw file asks for; 0: it does not say
} raw_preview;

// Looks through a file of TIFF directories (CR2, NEF, ARW, DNG, ORF, RW2), of boxes (CR3), or of
// Fujifilm's (RAF); reads heads only. Errors: UNSUPPORTED (there is none), TRUNCATED, CORRUPT,
// those of reading.
vt_error raw_find(const vt_source *source, raw_preview *preview_out);

// Takes a candidate when it is a JPEG of the usual kind, and larger than the one before. Errors:
// those of reading.
vt_error raw_take(const vt_source *source, uint64_t offset, uint64_t size, raw_preview *best);

// The parts of raw_find.
vt_error raw_find_tiff(const vt_source *source, uint64_t start, raw_preview *best);
vt_error raw_find_boxes(const vt_source *source, raw_preview *best);

#endif
