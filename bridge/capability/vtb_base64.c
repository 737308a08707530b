// SPDX-License-Identifier: Apache-2.0
// Strict base64url without padding. OpenSSL's decoder skips white space and accepts several texts
// for the same bytes, which a token must not have.
#include "vtb_base64.h"

static const char base64_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int vtb_base64_value(char character, const char last[2])
{
    if (character >= 'A' && character <= 'Z') {
        return character - 'A';
    }
    if (character >= 'a' && character <= 'z') {
        return character - 'a' + 26;
    }
    if (character >= '0' && character <= '9') {
        return character - '0' + 52;
    }
    return character == last[0] ? 62 : character == last[1] ? 63 : -1;
}

size_t vtb_base64_size(size_t size)
{
    return size / 3 * 4 + (size % 3 == 0 ? 0 : size % 3 + 1);
}

void vtb_base64_encode(const uint8_t *bytes, size_t size, char *text)
{
    uint32_t bits = 0;
    unsigned bit_count = 0;
    for (size_t index = 0; index < size; index++) {
        bits = (bits << 8 | bytes[index]) & 0xFFFFU;
        for (bit_count += 8; bit_count >= 6; bit_count -= 6) {
            *text++ = base64_alphabet[bits >> (bit_count - 6) & 63U];
        }
    }
    if (bit_count > 0) {
        *text = base64_alphabet[bits << (6 - bit_count) & 63U];
    }
}

bool vtb_base64_decode(const char *text, size_t text_size, uint8_t *bytes, size_t capacity,
                       size_t *size_out)
{
    if (text_size % 4 == 1 || text_size / 4 * 3 + (text_size % 4 * 3) / 4 > capacity) {
        return false;
    }
    uint32_t bits = 0;
    unsigned bit_count = 0;
    size_t size = 0;
    for (size_t index = 0; index < text_size; index++) {
        int value = vtb_base64_value(text[index], "-_");
        if (value < 0) {
            return false;
        }
        bits = (bits << 6 | (uint32_t)value) & 0xFFFFU;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes[size++] = (uint8_t)(bits >> bit_count);
        }
    }
    if ((bits & ((1U << bit_count) - 1U)) != 0) {
        return false;
    }
    *size_out = size;
    return true;
}
