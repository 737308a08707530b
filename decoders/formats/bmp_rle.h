// SPDX-License-Identifier: Apache-2.0
// The run lengths of a BMP of 4 or 8 bits, row by row.
#ifndef VT_BMP_RLE_H
#define VT_BMP_RLE_H

#include "bmp_header.h"

typedef struct {
    vt_reader *reader; // at the first run
    const bmp_header *header;
    uint32_t x;       // where the next pixel of the row goes
    uint32_t skipped; // rows that a jump leaves empty before the next
    uint32_t jump_x;  // where that jump ends
    bool is_over;     // the file said so
} bmp_rle;

// Fills the next row of header->width RGBA pixels, transparent where the file says nothing.
// Errors: TRUNCATED (the row holds what came), those of the source.
vt_error bmp_rle_row(bmp_rle *rle, uint8_t *rgba);

#endif
