// SPDX-License-Identifier: Apache-2.0
// The variable-length codes of GIF (GIF89a, appendix F), unpacked a row at a time.
#ifndef VT_GIF_LZW_H
#define VT_GIF_LZW_H

#include "source.h"

#define GIF_CODES 4096
#define GIF_CODE_BITS_MAX 12

typedef struct {
    vt_reader *reader;      // at the size of the next block of data
    uint8_t block[255];
    uint32_t block_size;
    uint32_t block_used;
    uint32_t bits;          // read ahead, the next in the lowest place
    uint32_t bit_count;
    uint32_t code_size;     // of the next code, in bits
    uint32_t first_size;    // after a clear code
    uint32_t next;          // the code that is defined next
    uint32_t previous;      // the last code, or GIF_CODES after a clear code
    uint32_t stack_size;
    uint16_t prefix[GIF_CODES];
    uint8_t suffix[GIF_CODES];
    uint8_t stack[GIF_CODES + 1]; // pixels of the last code, the next on top
} gif_lzw;

// `pixel_bits`: 1 to 11, what the file calls the minimum code size.
void gif_lzw_start(gif_lzw *lzw, vt_reader *reader, uint32_t pixel_bits);

// Fills `row` with `count` indices; *filled_out says how many came. Errors: TRUNCATED (the file
// ends), CORRUPT (a code that means nothing, or too few pixels), those of the source.
vt_error gif_lzw_row(gif_lzw *lzw, uint8_t *row, uint32_t count, uint32_t *filled_out);

#endif
