// SPDX-License-Identifier: Apache-2.0
// How a GIF begins.
#include <stdbool.h>
#include <string.h>

#include "vt_probe.h"

int vt_probe_gif(const uint8_t *head, size_t size)
{
    bool is_gif = size >= 6 && (memcmp(head, "GIF89a", 6) == 0 || memcmp(head, "GIF87a", 6) == 0);
    return is_gif ? 100 : 0;
}
