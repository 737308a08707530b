// SPDX-License-Identifier: Apache-2.0
// Draws the frames of a GIF one over the other.
#ifndef VT_GIF_COMPOSE_H
#define VT_GIF_COMPOSE_H

#include "gif_scan.h"

// Makes the canvas what is seen while frame `index` is shown. What is damaged leaves holes and
// makes the document partial; nothing at all of the first frame is an error. Errors: those of
// vt_format.render.
vt_error gif_compose(vt_document *document, gif_state *state, uint32_t index);

#endif
