// SPDX-License-Identifier: Apache-2.0
// AVIF: pictures coded as AV1 in a HEIF file.
#include "avif_av1.h"
#include "heif_format.h"
#include "heif_page.h"
#include "vt_probe.h"

static vt_error avif_open(vt_document *document, const char *password)
{
    (void)password;
    return heif_format_open(document, &heif_codec_av1);
}

const vt_format vt_format_avif = {
    .name = "avif",
    .media_type = "image/avif",
    .probe = vt_probe_avif,
    .open = avif_open,
    .close = heif_format_close,
    .page_open = heif_format_page_open,
    .page_close = heif_page_close,
    .render = heif_format_render,
};
