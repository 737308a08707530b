// SPDX-License-Identifier: Apache-2.0
// The strips or tiles that a region needs, into rows.
#ifndef VT_FORMATS_TIFF_RENDER_H
#define VT_FORMATS_TIFF_RENDER_H

#include "tiff_image.h"

// Renders as `plan` says. Errors: those of vt_format.render.
vt_error tiff_render_image(vt_document *document, const tiff_image *image,
                           const vt_rows_plan *plan);

// A page that is one single JPEG is handed to its decoder as a whole.
bool tiff_is_one_jpeg(const tiff_image *image);
vt_error tiff_render_jpeg(vt_document *document, const tiff_image *image, uint32_t orientation,
                          double scale, const vt_rows_plan *plan);

#endif
