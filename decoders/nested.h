// SPDX-License-Identifier: Apache-2.0
// A picture within a file: a document of its own over a part of the bytes, with the memory, limits
// and progress of the document that it lies in.
#ifndef VT_NESTED_H
#define VT_NESTED_H

#include "vt_format.h"

// A part of a source, as a source of its own; the caller has checked that it lies within.
typedef struct {
    const vt_source *whole; // borrowed
    uint64_t offset;
    uint64_t size;
} vt_window;

vt_source vt_window_source(vt_window *window); // borrows the window

// Opens what `source` holds when it is of the named format: so nothing is nested twice. The source
// is borrowed until the close. What goes wrong is told by `outer`. Errors: those of
// vt_document_open.
vt_error vt_nested_open(vt_document *outer, const vt_source *source, const char *format,
                        vt_document **inner_out);
void vt_nested_close(vt_document *inner);

// Renders from the first page as vt_page_render does; `orientation` (1..8) is applied in place of
// the picture's own, 0: its own.
vt_error vt_nested_render(vt_document *outer, vt_document *inner, uint32_t orientation,
                          double scale, vt_region region, vt_target target);

// What the first page is; sides after orientation. Errors: those of vt_page_open.
vt_error vt_nested_describe(vt_document *outer, vt_document *inner, uint32_t orientation,
                            vt_page_info *info_out);

#endif
