// SPDX-License-Identifier: Apache-2.0
// How a WebP begins.
#include <stdbool.h>
#include <string.h>

#include "vt_probe.h"

int vt_probe_webp(const uint8_t *head, size_t size)
{
    bool is_webp = size >= 12 && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0;
    return is_webp ? 100 : 0;
}
