// SPDX-License-Identifier: Apache-2.0
// Decodes base64 strictly and in pieces, which no library at hand does; OpenSSL encodes.
#include "vtb_text.h"

#include "vtb_base64.h"

#include <openssl/evp.h>
#include <stdbool.h>

// A group of four is complete: its bytes, or 0 when bits are set that mean nothing.
static size_t take_group(vtb_text_reader *reader, uint8_t bytes[3])
{
    uint32_t bits = reader->bits;
    size_t size = 3 - reader->padding;
    uint32_t unused = reader->padding == 0 ? 0 : reader->padding == 1 ? 0xFFU : 0xFFFFU;
    *reader = (vtb_text_reader){0};
    if ((bits & unused) != 0) {
        return 0;
    }
    for (size_t index = 0; index < size; index++) {
        bytes[index] = (uint8_t)(bits >> (16 - 8 * index));
    }
    return size;
}

static bool take_character(vtb_text_reader *reader, char character)
{
    int value = vtb_base64_value(character, "+/");
    if (character == '=') {
        if (reader->used < 2) {
            return false;
        }
        reader->padding++;
        value = 0;
    } else if (value < 0 || reader->padding > 0) {
        return false;
    }
    reader->bits = reader->bits << 6 | (uint32_t)value;
    reader->used++;
    return true;
}

vtb_error vtb_text_reader_feed(vtb_text_reader *reader, const char *text, size_t size,
                               uint8_t *bytes, size_t *size_out)
{
    size_t filled = 0;
    *size_out = 0;
    for (size_t index = 0; index < size; index++) {
        if (!take_character(reader, text[index])) {
            return VTB_E_FRAME;
        }
        if (reader->used == 4) {
            size_t taken = take_group(reader, bytes + filled);
            if (taken == 0) {
                return VTB_E_FRAME;
            }
            filled += taken;
        }
    }
    *size_out = filled;
    return VTB_OK;
}

vtb_error vtb_text_reader_finish(const vtb_text_reader *reader)
{
    return reader->used == 0 ? VTB_OK : VTB_E_FRAME;
}

size_t vtb_text_size(size_t size)
{
    return (size + 2) / 3 * 4;
}

void vtb_text_encode(const uint8_t *bytes, size_t size, char *text)
{
    (void)EVP_EncodeBlock((unsigned char *)text, bytes, (int)size);
}
