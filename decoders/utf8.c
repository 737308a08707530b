// SPDX-License-Identifier: Apache-2.0
// Reads and writes UTF-8 by the table of RFC 3629, section 4.
#include "utf8.h"

#include <stdbool.h>

static bool code_is_scalar(uint32_t code)
{
    return code < 0xD800 || (code > 0xDFFF && code <= 0x10FFFF);
}

// How many bytes follow a first byte; -1 for one that begins nothing.
static int followers(uint8_t first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xC2 && first < 0xE0)
        return 1;
    if (first >= 0xE0 && first < 0xF0)
        return 2;
    return first >= 0xF0 && first < 0xF5 ? 3 : -1;
}

uint32_t vt_utf8_read(const char **text)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const uint8_t *at = (const uint8_t *)*text;
    int count = followers(*at);
    uint32_t code = count <= 0 ? *at : *at & (0x3FU >> count);
    *text += 1;
    if (count < 0)
        return VT_CODE_REPLACEMENT;
    for (int i = 1; i <= count; i++) {
        if ((at[i] & 0xC0) != 0x80) // the end as well
            return VT_CODE_REPLACEMENT;
        code = code << 6 | (at[i] & 0x3FU);
    }
    if (code < least[count] || !code_is_scalar(code))
        return VT_CODE_REPLACEMENT;
    *text += count;
    return code;
}

size_t vt_utf8_write(char *to, uint32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    size_t count = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = count - 1; i > 0; i--) {
        to[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    static const uint8_t marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    to[0] = (char)(marks[count] | code);
    return count;
}

uint32_t vt_code_shown(uint32_t code)
{
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return ' ';
    return code_is_scalar(code) ? code : VT_CODE_REPLACEMENT;
}
