// SPDX-License-Identifier: Apache-2.0
// A picture that is held whole: what the frames of an animation are drawn on, one over the other.
#ifndef VT_CANVAS_H
#define VT_CANVAS_H

#include "rows.h"
#include "vt_format.h"

typedef enum { VT_LEAVE, VT_CLEAR, VT_RESTORE } vt_disposal;

// What is to be known of a frame before it is drawn.
typedef struct {
    vt_region part;       // where it lies, within the canvas; may be empty
    vt_disposal disposal; // what is done with that part after the frame's time
    bool is_key;          // nothing of what was there before is seen
} vt_frame;

typedef struct {
    vt_size size;
    uint8_t *pixels;   // RGBA, straight alpha, rows without gaps; NULL: nothing is drawn yet
    uint8_t *saved;    // what a frame of VT_RESTORE covers, or NULL
    uint32_t composed; // the canvas is as after frame composed - 1; 0: not to be used
    bool is_damaged;   // a frame on it has holes; set by whoever draws
} vt_canvas;

typedef struct {
    vt_document *document;
    void *state; // the format's own
    vt_frame (*frame)(const void *state, uint32_t index);
    // Draws the frame on what the canvas shows now.
    vt_error (*draw)(vt_document *document, void *state, uint32_t index);
} vt_animation;

void vt_canvas_close(vt_heap *heap, vt_canvas *canvas);

uint8_t *vt_canvas_at(const vt_canvas *canvas, uint32_t x, uint32_t y);

// Makes the canvas what is seen while frame `index` is shown: goes on from what it shows, or begins
// at the last frame that hides all before it. Errors: NOMEM, LIMIT, CANCELLED, those of draw.
vt_error vt_canvas_compose(vt_canvas *canvas, const vt_animation *animation, uint32_t index);

// How long browsers show a frame that asks for `milliseconds`.
uint32_t vt_frame_duration(uint64_t milliseconds);

// Renders as `plan` says from `canvas`: RGBA, straight alpha, plan->source.width pixels a row, rows
// without gaps. Errors: NOMEM, LIMIT, CANCELLED.
vt_error vt_canvas_render(vt_document *document, const vt_rows_plan *plan, const uint8_t *canvas);

#endif
