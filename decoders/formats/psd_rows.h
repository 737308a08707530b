// SPDX-License-Identifier: Apache-2.0
// The rows of a Photoshop file's merged picture, plane by plane.
#ifndef VT_FORMATS_PSD_ROWS_H
#define VT_FORMATS_PSD_ROWS_H

#include "psd_header.h"
#include "rows.h"

#define PSD_PLANES_MAX 5

typedef struct {
    vt_document *document;
    const psd_header *header; // borrowed
    vt_span lines;            // that are wanted
    uint64_t offsets[PSD_PLANES_MAX]; // of the next row of each plane
    uint32_t *sizes;                  // of the wanted rows where they are packed, plane by plane
    uint8_t *packed;
    uint8_t *row; // as it is stored, but unpacked
} psd_rows;

// Where the last plane that is shown ends. Errors: TRUNCATED, those of reading.
vt_error psd_find_end(vt_document *document, const psd_header *header, uint64_t *end_out);

// Finds where the wanted rows begin. Errors: NOMEM, LIMIT, CANCELLED, TRUNCATED, those of reading.
// Close also after an error.
vt_error psd_rows_open(vt_document *document, const psd_header *header, vt_span lines,
                       psd_rows *rows);
void psd_rows_close(psd_rows *rows);

// Unpacks the next row of a plane into rows->row; `line` counts from the first that is wanted.
// Errors: TRUNCATED, CORRUPT, those of reading.
vt_error psd_rows_read(psd_rows *rows, uint32_t plane, uint32_t line);

#endif
