// SPDX-License-Identifier: Apache-2.0
// What a PNG decoder does for each byte and pixel, with vectors where the processor has them.
//
// Source: PNG (third edition), section 9 (filters). Each function gives what its scalar truth
// gives. Places need no alignment. Threads: all are pure.
#ifndef VT_PNG_KERNELS_H
#define VT_PNG_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VT_PNG_BEYOND 16 // bytes behind a row that may be read, and in an output be written

enum { VT_PNG_NONE, VT_PNG_SUB, VT_PNG_UP, VT_PNG_AVERAGE, VT_PNG_PAETH };

// One filtered row, or two with the same filter, which take less than twice the time. The rows of
// one `filtered` and its `row` do not overlap.
typedef struct {
    size_t size;       // of a row in bytes: whole pixels, or 1 byte a pixel where those are smaller
    size_t pixel_size; // 1, 2, 3, 4, 6 or 8
    const uint8_t *above; // the row before, unfiltered; zeros before the first
    const uint8_t *filtered[2];
    uint8_t *rows[2];
} vt_png_rows;

// Undoes the filter (0…4) of the first row.
void vt_png_unfilter(unsigned filter, const vt_png_rows *rows);

// Undoes VT_PNG_PAETH of both rows.
void vt_png_unfilter_paeth_twice(const vt_png_rows *rows);

// The scalar truth, from byte `first` on.
void vt_png_unfilter_scalar(unsigned filter, const vt_png_rows *rows, size_t first);

// RGB to RGBA with alpha 255.
void vt_png_rgba(const uint8_t *rgb, size_t width, uint8_t *rgba_out);

#endif
