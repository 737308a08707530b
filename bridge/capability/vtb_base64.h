// SPDX-License-Identifier: Apache-2.0
// Strict base64url without padding (RFC 4648 section 5): one text for each byte string.
#ifndef VTB_BASE64_H
#define VTB_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The six bits that a character stands for, or -1. `last` has the characters for 62 and 63: "-_"
// in base64url, "+/" in base64 (RFC 4648, 4 and 5).
int vtb_base64_value(char character, const char last[2]);

// Characters that `size` bytes take, without a terminator.
size_t vtb_base64_size(size_t size);

// Writes vtb_base64_size(size) characters; no terminator.
void vtb_base64_encode(const uint8_t *bytes, size_t size, char *text);

// Decodes `text`. False when a character is not of the alphabet, when the length is impossible,
// when unused bits are not zero, or when the result does not fit in `capacity`.
bool vtb_base64_decode(const char *text, size_t text_size, uint8_t *bytes, size_t capacity,
                       size_t *size_out);

#endif
