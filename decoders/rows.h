// SPDX-License-Identifier: Apache-2.0
// Rows of an image on their way into a target: cut to the region, scaled, turned. Holds one row,
// never the image. All arithmetic is in integers, so that every build gives the same pixels, and a
// pixel does not depend on the region that it was asked with.
#ifndef VT_ROWS_H
#define VT_ROWS_H

#include "colour.h"
#include "heap.h"
#include "vt.h"

typedef struct {
    uint32_t first;
    uint32_t count;
} vt_span;

typedef struct {
    vt_heap *heap;
    vt_size source;       // of the image whose rows come, before orientation
    vt_size page;         // of the whole target page, after orientation
    vt_region region;     // of that page
    uint32_t orientation; // EXIF 1..8 to apply
    bool is_opaque;       // all alpha values that come are 255
    const vt_colour *colour; // conversion to sRGB, or NULL; borrowed
    vt_target target;     // whole when closed: transparent where no line came
} vt_rows_plan;

typedef struct vt_rows vt_rows;

// Errors: NOMEM, LIMIT.
vt_error vt_rows_open(const vt_rows_plan *plan, vt_rows **rows_out);
void vt_rows_close(vt_rows *rows);

// The columns and lines of the source that the region needs.
vt_span vt_rows_columns(const vt_rows *rows);
vt_span vt_rows_lines(const vt_rows *rows);

// Where the next line may be unpacked to, so that vt_rows_put need not copy it; NULL when it has to
// be changed on its way. Only for a caller whose rows are exactly the columns that are needed.
uint8_t *vt_rows_place(const vt_rows *rows);

// Takes the next line, in order from the first that is needed: RGBA8 of columns.count pixels.
// Lines beyond the last that is needed are ignored.
void vt_rows_put(vt_rows *rows, const uint8_t *rgba);

// No more lines will come: the target line that is under way is written with what it has.
void vt_rows_finish(vt_rows *rows);

#endif
