// SPDX-License-Identifier: Apache-2.0
// Which addresses of a document may be offered to a user: few schemes (RFC 3986, section 3.1), and
// nothing that could hide another address.
#include <string.h>

#include "vt.h"

#define URI_SIZE_MAX 2048

static char letter_lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static bool begins_with(const char *uri, const char *start)
{
    for (; *start != '\0'; start++, uri++) {
        if (letter_lower(*uri) != *start)
            return false;
    }
    return true;
}

bool vt_uri_is_allowed(const char *uri)
{
    static const char *const starts[] = {"http://", "https://", "mailto:"};
    size_t size = strlen(uri);
    if (size > URI_SIZE_MAX)
        return false;
    for (size_t i = 0; i < size; i++) {
        if ((uint8_t)uri[i] <= ' ' || uri[i] == 0x7F)
            return false;
    }
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (begins_with(uri, starts[i]) && size > strlen(starts[i]))
            return true;
    }
    return false;
}
