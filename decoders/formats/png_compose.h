// SPDX-License-Identifier: Apache-2.0
// Draws the frames of an animated PNG one over the other.
#ifndef VT_FORMATS_PNG_COMPOSE_H
#define VT_FORMATS_PNG_COMPOSE_H

#include "png_walk.h"

typedef struct {
    png_header header;
    png_frames animation;
    vt_canvas canvas; // of an animation
} png_state;

// Makes the canvas what is seen while frame `index` is shown. What is damaged leaves holes and
// makes the document partial. Errors: those of vt_format.render.
vt_error png_compose(vt_document *document, png_state *state, uint32_t index);

#endif
