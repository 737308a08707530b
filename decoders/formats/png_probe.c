// SPDX-License-Identifier: Apache-2.0
// How a PNG file begins.
#include <string.h>

#include "vt_probe.h"

int vt_probe_png(const uint8_t *head, size_t size)
{
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    size_t count = size < sizeof signature ? size : sizeof signature;
    if (count < 4 || memcmp(head, signature, count) != 0)
        return 0;
    return count == sizeof signature ? 100 : 50;
}
