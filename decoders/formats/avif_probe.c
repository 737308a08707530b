// SPDX-License-Identifier: Apache-2.0
// How a HEIF file of AV1 pictures begins.
#include "heif_brands.h"
#include "vt_probe.h"

int vt_probe_avif(const uint8_t *head, size_t size)
{
    if (heif_has_brand(head, size, "avifavis"))
        return 100;
    return heif_has_brand(head, size, "mif1msf1") && heif_names_type(head, size, "av01") ? 60 : 0;
}
