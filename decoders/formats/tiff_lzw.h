// SPDX-License-Identifier: Apache-2.0
// LZW as in TIFF: codes of 9 to 12 bits from the highest bit down (TIFF 6.0, section 13).
#ifndef VT_FORMATS_TIFF_LZW_H
#define VT_FORMATS_TIFF_LZW_H

#include "tiff_input.h"

#define TIFF_LZW_CODES 4096

typedef struct {
    uint32_t bits; // that were read and not used; `bit_count` of them
    uint32_t bit_count;
    uint32_t code_size;
    uint32_t next;     // code that is defined next
    uint32_t previous; // TIFF_LZW_CODES: none
    uint32_t stack_size;
    uint16_t prefix[TIFF_LZW_CODES];
    uint8_t suffix[TIFF_LZW_CODES];
    uint8_t stack[TIFF_LZW_CODES]; // bytes of a code, the first on top
} tiff_lzw;

void tiff_lzw_start(tiff_lzw *lzw);

// Fills exactly `size` bytes. Errors: CORRUPT (also when the codes end), TRUNCATED, those of
// reading.
vt_error tiff_lzw_read(tiff_lzw *lzw, tiff_input *input, uint8_t *bytes, size_t size);

#endif
