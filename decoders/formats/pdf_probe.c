// SPDX-License-Identifier: Apache-2.0
// How a PDF file begins; readers allow something before its mark.
#include <string.h>

#include "vt_probe.h"

#define PROBE_SIZE 1024

int vt_probe_pdf(const uint8_t *head, size_t size)
{
    static const char mark[] = "%PDF-";
    size_t mark_size = sizeof mark - 1;
    size_t end = size < PROBE_SIZE ? size : PROBE_SIZE;
    for (size_t i = 0; i + mark_size <= end; i++) {
        if (memcmp(head + i, mark, mark_size) == 0)
            return i == 0 ? 100 : 60;
    }
    return 0;
}
