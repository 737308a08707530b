// SPDX-License-Identifier: Apache-2.0
// HEIC: pictures coded as HEVC in a HEIF file.
#include "heif_format.h"
#include "heif_hevc.h"
#include "heif_page.h"
#include "vt_probe.h"

static vt_error heif_open(vt_document *document, const char *password)
{
    (void)password;
    return heif_format_open(document, &heif_codec_hevc);
}

const vt_format vt_format_heif = {
    .name = "heif",
    .media_type = "image/heic",
    .probe = vt_probe_heif,
    .open = heif_open,
    .close = heif_format_close,
    .page_open = heif_format_page_open,
    .page_close = heif_page_close,
    .render = heif_format_render,
};
