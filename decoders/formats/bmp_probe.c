// SPDX-License-Identifier: Apache-2.0
// How a BMP begins, and the sizes that its second header may have.
#include <string.h>

#include "bmp_header.h"
#include "vt_probe.h"

bool bmp_head_size_is_known(uint32_t size)
{
    return size == BMP_CORE_SIZE || (size >= 16 && size <= BMP_OS2_SIZE && size % 4 == 0) ||
           size == 108 || size == BMP_V5_SIZE;
}

int vt_probe_bmp(const uint8_t *head, size_t size)
{
    if (size < BMP_FILE_HEAD_SIZE + 4 || memcmp(head, "BM", 2) != 0)
        return 0;
    const uint8_t *at = head + BMP_FILE_HEAD_SIZE;
    uint32_t head_size = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
                         (uint32_t)at[3] << 24;
    return bmp_head_size_is_known(head_size) ? 90 : 0;
}
