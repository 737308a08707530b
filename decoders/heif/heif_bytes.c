// SPDX-License-Identifier: Apache-2.0
// Bounded reading of numbers and boxes.
#include "heif_bytes.h"

heif_bytes heif_take_part(heif_bytes *bytes, size_t size)
{
    if (size > bytes->left) {
        *bytes = (heif_bytes){.next = bytes->next, .is_short = true};
        return *bytes;
    }
    heif_bytes part = {.next = bytes->next, .left = size};
    bytes->next += size;
    bytes->left -= size;
    return part;
}

void heif_skip(heif_bytes *bytes, size_t size)
{
    (void)heif_take_part(bytes, size);
}

uint64_t heif_take(heif_bytes *bytes, size_t size)
{
    heif_bytes part = heif_take_part(bytes, size);
    uint64_t number = 0;
    for (size_t i = 0; i < part.left; i++)
        number = number << 8 | part.next[i];
    return number;
}

uint8_t heif_take8(heif_bytes *bytes)
{
    return (uint8_t)heif_take(bytes, 1);
}

uint16_t heif_take16(heif_bytes *bytes)
{
    return (uint16_t)heif_take(bytes, 2);
}

uint32_t heif_take32(heif_bytes *bytes)
{
    return (uint32_t)heif_take(bytes, 4);
}

bool heif_take_box(heif_bytes *bytes, uint32_t *type_out, heif_bytes *content_out)
{
    if (bytes->left == 0)
        return false;
    size_t before = bytes->left;
    uint64_t size = heif_take32(bytes);
    *type_out = heif_take32(bytes);
    if (size == 1)
        size = heif_take(bytes, 8);
    else if (size == 0)
        size = before;
    size_t head = before - bytes->left;
    if (size < head || size > before)
        bytes->is_short = true;
    if (!bytes->is_short)
        *content_out = heif_take_part(bytes, (size_t)size - head);
    return !bytes->is_short;
}

uint8_t heif_take_version(heif_bytes *bytes, uint32_t *flags_out)
{
    uint32_t both = heif_take32(bytes);
    if (flags_out != NULL)
        *flags_out = both & 0xffffff;
    return (uint8_t)(both >> 24);
}
