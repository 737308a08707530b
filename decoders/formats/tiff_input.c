// SPDX-License-Identifier: Apache-2.0
// Reads a strip or tile piece by piece.
#include "tiff_input.h"

static uint8_t turn_bits(uint8_t byte)
{
    uint32_t value = byte;
    value = (value & 0x0f) << 4 | value >> 4;
    value = (value & 0x33) << 2 | (value >> 2 & 0x33);
    return (uint8_t)((value & 0x55) << 1 | (value >> 1 & 0x55));
}

vt_error tiff_input_fill(tiff_input *input)
{
    size_t most = sizeof input->buffer;
    size_t size = input->left < most ? (size_t)input->left : most;
    if (size == 0)
        return VT_E_TRUNCATED;
    vt_error error = vt_source_read(input->source, input->offset, input->buffer, size);
    if (error != VT_OK)
        return error;
    input->offset += size;
    input->left -= size;
    input->used = 0;
    input->filled = size;
    for (size_t i = 0; input->is_bits_from_low && i < size; i++)
        input->buffer[i] = turn_bits(input->buffer[i]);
    return VT_OK;
}
