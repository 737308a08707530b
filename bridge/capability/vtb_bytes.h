// SPDX-License-Identifier: Apache-2.0
// Big-endian loads and stores of unaligned bytes.
#ifndef VTB_BYTES_H
#define VTB_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t vtb_load_big(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t index = 0; index < size; index++) {
        value = (value << 8) | bytes[index];
    }
    return value;
}

static inline void vtb_store_big(uint8_t *bytes, size_t size, uint64_t value)
{
    for (size_t index = size; index > 0; index--) {
        bytes[index - 1] = (uint8_t)value;
        value >>= 8;
    }
}

#endif
