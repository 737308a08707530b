// SPDX-License-Identifier: Apache-2.0
// The packed bytes of one strip or tile, one after the other.
#ifndef VT_FORMATS_TIFF_INPUT_H
#define VT_FORMATS_TIFF_INPUT_H

#include "source.h"

typedef struct {
    const vt_source *source; // borrowed
    uint64_t offset;         // of what is read next
    uint64_t left;           // bytes from there on
    bool is_bits_from_low;   // the bits of each byte are to be turned round
    size_t used;
    size_t filled;
    uint8_t buffer[8192];
} tiff_input;

// Fills the empty buffer with at least a byte. Errors: TRUNCATED at the end, those of reading.
vt_error tiff_input_fill(tiff_input *input);

static inline vt_error tiff_input_byte(tiff_input *input, uint8_t *byte_out)
{
    if (input->used == input->filled) {
        vt_error error = tiff_input_fill(input);
        if (error != VT_OK)
            return error;
    }
    *byte_out = input->buffer[input->used++];
    return VT_OK;
}

#endif
