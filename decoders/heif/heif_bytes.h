// SPDX-License-Identifier: Apache-2.0
// A part of a file in memory, read from the front: big-endian numbers and boxes (ISO/IEC 14496-12,
// clause 4.2). A read beyond the end gives zeros and is remembered.
#ifndef HEIF_BYTES_H
#define HEIF_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEIF_TYPE(a, b, c, d)                                                                     \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

typedef struct {
    const uint8_t *next;
    size_t left;
    bool is_short; // a read went beyond the end
} heif_bytes;

// Takes a number of `size` bytes, 0 to 8.
uint64_t heif_take(heif_bytes *bytes, size_t size);
uint8_t heif_take8(heif_bytes *bytes);
uint16_t heif_take16(heif_bytes *bytes);
uint32_t heif_take32(heif_bytes *bytes);

// Takes `size` bytes as a part of their own.
heif_bytes heif_take_part(heif_bytes *bytes, size_t size);

void heif_skip(heif_bytes *bytes, size_t size);

// Takes the next box. False at the end, and where the box is damaged, which bytes->is_short tells.
bool heif_take_box(heif_bytes *bytes, uint32_t *type_out, heif_bytes *content_out);

// The version of a full box; its flags.
uint8_t heif_take_version(heif_bytes *bytes, uint32_t *flags_out);

#endif
