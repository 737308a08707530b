// SPDX-License-Identifier: Apache-2.0
// Rendering from a picture that is held whole, as formats with composed frames do.
#ifndef VT_CANVAS_H
#define VT_CANVAS_H

#include "rows.h"
#include "vt_format.h"

// Renders as `plan` says from `canvas`: RGBA, straight alpha, plan->source.width pixels a row, rows
// without gaps. Errors: NOMEM, LIMIT, CANCELLED.
vt_error vt_canvas_render(vt_document *document, const vt_rows_plan *plan, const uint8_t *canvas);

#endif
