// SPDX-License-Identifier: Apache-2.0
// How a TIFF or BigTIFF begins.
#include <stdbool.h>
#include <string.h>

#include "vt_probe.h"

int vt_probe_tiff(const uint8_t *head, size_t size)
{
    if (size < 8)
        return 0;
    bool is_tiff = memcmp(head, "II*\0", 4) == 0 || memcmp(head, "MM\0*", 4) == 0;
    bool is_big = memcmp(head, "II+\0\10\0\0\0", 8) == 0 || memcmp(head, "MM\0+\0\10\0\0", 8) == 0;
    return is_tiff || is_big ? 80 : 0;
}
