// SPDX-License-Identifier: Apache-2.0
// The functions of vt_format that all formats in HEIF files share.
#ifndef HEIF_FORMAT_H
#define HEIF_FORMAT_H

#include "heif_codec.h"

// For vt_format.open, with the codec of the format.
vt_error heif_format_open(vt_document *document, const heif_codec *codec);

// The others are those of vt_format.
void heif_format_close(vt_document *document);
vt_error heif_format_page_open(vt_page *page);
vt_error heif_format_render(vt_page *page, double scale, vt_size size, vt_region region,
                            vt_target target);

#endif
