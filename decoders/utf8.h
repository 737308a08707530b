// SPDX-License-Identifier: Apache-2.0
// Characters and their bytes (RFC 3629), strictly: no overlong forms, no surrogates.
#ifndef VT_UTF8_H
#define VT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define VT_CODE_REPLACEMENT 0xFFFDU

// The character at `*text`, which is terminated and not at its end, and moves on. A byte that
// begins no character is U+FFFD by itself.
uint32_t vt_utf8_read(const char **text);

// Writes the 1 to 4 bytes of a Unicode scalar value; answers how many.
size_t vt_utf8_write(char *to, uint32_t code);

// The character as it may be shown: a space for a control character, U+FFFD for what is none.
uint32_t vt_code_shown(uint32_t code);

#endif
