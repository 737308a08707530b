// SPDX-License-Identifier: Apache-2.0
// How a JPEG file begins.
#include "vt_probe.h"

int vt_probe_jpeg(const uint8_t *head, size_t size)
{
    if (size < 3 || head[0] != 0xff || head[1] != 0xd8 || head[2] != 0xff)
        return 0;
    return 90;
}
