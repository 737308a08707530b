// SPDX-License-Identifier: Apache-2.0
// The base64 of grpc-web-text: runs that are each padded, one after the other (RFC 4648 section 4).
#ifndef VTB_TEXT_H
#define VTB_TEXT_H

#include "vtb_error.h"

#include <stddef.h>
#include <stdint.h>

// Decodes a body that comes in pieces, split anywhere. Zero it to begin.
typedef struct vtb_text_reader {
    uint32_t bits; // of the group that has begun
    unsigned used; // its characters so far, padding among them
    unsigned padding;
} vtb_text_reader;

// The most bytes that `size` characters decode to, whatever the reader holds.
#define VTB_TEXT_DECODED_MAX(size) ((size) / 4 * 3 + 3)

// Decodes `size` characters into `bytes`, which has room for VTB_TEXT_DECODED_MAX(size). Padding
// ends a run, and another run may follow. Errors: FRAME (a character outside the alphabet, padding
// in a wrong place, unused bits that are not zero).
VTB_NODISCARD vtb_error vtb_text_reader_feed(vtb_text_reader *reader, const char *text,
                                             size_t size, uint8_t *bytes, size_t *size_out);
// The body has ended. Errors: FRAME (within a group).
VTB_NODISCARD vtb_error vtb_text_reader_finish(const vtb_text_reader *reader);

// The characters of a padded run of `size` bytes, without the terminator.
size_t vtb_text_size(size_t size);
// Writes one padded run and a terminator: vtb_text_size(size) + 1 characters. `size` is below 2^30.
void vtb_text_encode(const uint8_t *bytes, size_t size, char *text);

#endif
