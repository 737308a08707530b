// SPDX-License-Identifier: Apache-2.0
// The table of media types for static files.
#include "vtd_static_type.h"

#include <string.h>

enum { HASH_DIGITS_MIN = 16 };

static const char *const types[][2] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".wasm", "application/wasm"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".ttf", "font/ttf"},
    {".otf", "font/otf"},
    {".woff2", "font/woff2"},
    {".t1", "font/type1"},
    {".txt", "text/plain; charset=utf-8"},
};

const char *vtd_static_type(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t index = 0; dot != NULL && index < sizeof types / sizeof *types; index++) {
        if (strcmp(types[index][0], dot) == 0) {
            return types[index][1];
        }
    }
    return "application/octet-stream";
}

bool vtd_static_is_immutable(const char *path)
{
    for (const char *part = path; *part != '\0';) {
        size_t size = strcspn(part, "./-");
        if (size >= HASH_DIGITS_MIN && strspn(part, "0123456789abcdef") == size) {
            return true;
        }
        part += size;
        part += strspn(part, "./-");
    }
    return false;
}
