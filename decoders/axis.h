// SPDX-License-Identifier: Apache-2.0
// One direction of a box filter: which source pixels a target pixel covers, and how much of each.
#ifndef VT_AXIS_H
#define VT_AXIS_H

#include "heap.h"
#include "rows.h"

#define VT_AXIS_ONE 65536u // the weights of a target pixel add up to this

typedef struct {
    uint32_t first;   // source pixel
    uint32_t count;   // source pixels, at least 1
    size_t weights;   // where their weights begin in vt_axis.weights
} vt_tap;

typedef struct {
    vt_tap *taps; // one for each target pixel of the wanted span
    uint32_t tap_count;
    uint32_t *weights;
    vt_span needed;   // of the source
    bool is_identity; // each target pixel is one source pixel, one after the other
} vt_axis;

// For a source of `source_size` pixels shown with `target_size` pixels, of which `wanted` are asked
// for.
// Smaller: exact area weights. Larger: the nearest pixel. Errors: NOMEM, LIMIT.
vt_error vt_axis_open(vt_axis *axis, vt_heap *heap, uint32_t source_size, uint32_t target_size,
                      vt_span wanted);
void vt_axis_close(vt_axis *axis, vt_heap *heap);

#endif
