// SPDX-License-Identifier: Apache-2.0
// Decodes the frames of a WebP and draws them one over the other.
#ifndef VT_WEBP_COMPOSE_H
#define VT_WEBP_COMPOSE_H

#include "webp_scan.h"

// Makes the canvas what is seen while frame `index` is shown. What is damaged leaves holes and
// makes the document partial; nothing at all of the first frame is an error. Errors: those of
// vt_format.render.
vt_error webp_compose(vt_document *document, webp_state *state, uint32_t index);

#endif
