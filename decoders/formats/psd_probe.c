// SPDX-License-Identifier: Apache-2.0
// How a Photoshop file begins: PSD, or PSB for large pictures.
#include <string.h>

#include "vt_probe.h"

int vt_probe_psd(const uint8_t *head, size_t size)
{
    if (size < 6 || memcmp(head, "8BPS\0", 5) != 0)
        return 0;
    return head[5] == 1 || head[5] == 2 ? 100 : 0;
}
