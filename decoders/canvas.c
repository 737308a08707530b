// SPDX-License-Identifier: Apache-2.0
// Hands the lines of a canvas that a region needs to the row pipeline.
#include "canvas.h"

#define ROWS_PER_PROGRESS 64

static vt_error put_lines(vt_document *document, uint32_t width, const uint8_t *canvas,
                          vt_rows *rows)
{
    vt_span lines = vt_rows_lines(rows);
    uint32_t left = vt_rows_columns(rows).first;
    vt_error error = VT_OK;
    for (uint32_t i = 0; error == VT_OK && i < lines.count; i++) {
        size_t line = (size_t)(lines.first + i) * width;
        vt_rows_put(rows, canvas + (line + left) * 4);
        if (i % ROWS_PER_PROGRESS == 0)
            error = vt_document_progress(document, i, lines.count);
    }
    return error;
}

vt_error vt_canvas_render(vt_document *document, const vt_rows_plan *plan, const uint8_t *canvas)
{
    vt_rows *rows = NULL;
    vt_error error = vt_rows_open(plan, &rows);
    if (error != VT_OK)
        return vt_document_fail_memory(document);
    error = put_lines(document, plan->source.width, canvas, rows);
    vt_rows_finish(rows);
    vt_rows_close(rows);
    return error;
}
