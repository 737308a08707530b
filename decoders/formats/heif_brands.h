// SPDX-License-Identifier: Apache-2.0
// The brands that a HEIF file says it keeps to (ISO/IEC 14496-12, clause 4.3).
#ifndef VT_HEIF_BRANDS_H
#define VT_HEIF_BRANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Whether one of `names`, four letters each without gaps, is a brand of the file. Every fourth byte
// of the box is looked at, of which one is the version of the major brand and harmless.
static inline bool heif_has_brand(const uint8_t *head, size_t size, const char *names)
{
    if (size < 16 || memcmp(head + 4, "ftyp", 4) != 0)
        return false;
    size_t end = (size_t)head[2] << 8 | head[3];
    if (head[0] != 0 || head[1] != 0)
        return false;
    for (size_t at = 8; at + 4 <= end && at + 4 <= size; at += 4) {
        for (const char *name = names; *name != '\0'; name += 4) {
            if (memcmp(head + at, name, 4) == 0)
                return true;
        }
    }
    return false;
}

// Whether the bytes name that type of item: for files whose brands do not tell the codec.
static inline bool heif_names_type(const uint8_t *head, size_t size, const char *type)
{
    for (size_t at = 0; at + 4 <= size; at++) {
        if (memcmp(head + at, type, 4) == 0)
            return true;
    }
    return false;
}

#endif
