// SPDX-License-Identifier: Apache-2.0
// How a HEIF file of HEVC pictures begins.
#include "heif_brands.h"
#include "vt_probe.h"

int vt_probe_heif(const uint8_t *head, size_t size)
{
    if (heif_has_brand(head, size, "heicheixheimheishevchevx"))
        return 100;
    return heif_has_brand(head, size, "mif1msf1") ? 40 : 0;
}
