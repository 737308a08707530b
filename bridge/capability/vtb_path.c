// SPDX-License-Identifier: Apache-2.0
// Checks paths byte by byte: reject, never normalise.
#include "vtb_path.h"

#include <stdint.h>
#include <string.h>

// Size of the UTF-8 sequence at `bytes`, 0 when malformed (RFC 3629 section 4: no overlong forms,
// no surrogates, nothing above U+10FFFF).
static size_t utf8_sequence_size(const uint8_t *bytes, size_t size)
{
    uint8_t lead = bytes[0];
    size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead > 0xF4 || length == 0 || length > size) {
        return 0;
    }
    for (size_t index = 1; index < length; index++) {
        if ((bytes[index] & 0xC0) != 0x80) {
            return 0;
        }
    }
    if ((lead == 0xE0 && bytes[1] < 0xA0) || (lead == 0xED && bytes[1] > 0x9F) ||
        (lead == 0xF0 && bytes[1] < 0x90) || (lead == 0xF4 && bytes[1] > 0x8F)) {
        return 0;
    }
    return length;
}

static bool component_is_legal(const char *name, size_t size)
{
    if (size == 0 || size > VTB_PATH_COMPONENT_MAX) {
        return false;
    }
    if (name[0] == '.' && (size == 1 || (size == 2 && name[1] == '.'))) {
        return false;
    }
    for (size_t index = 0; index < size;) {
        uint8_t byte = (uint8_t)name[index];
        if (byte < 0x20 || byte == 0x7F || byte == '\\') {
            return false;
        }
        size_t length = utf8_sequence_size((const uint8_t *)name + index, size - index);
        if (length == 0) {
            return false;
        }
        index += length;
    }
    return true;
}

bool vtb_path_is_component(const char *name, size_t size)
{
    return memchr(name, '/', size) == NULL && component_is_legal(name, size);
}

vtb_error vtb_path_check(const char *path, size_t size)
{
    if (size == 0) {
        return VTB_OK;
    }
    if (size > VTB_PATH_SIZE_MAX) {
        return VTB_E_PATH;
    }
    size_t start = 0;
    for (size_t depth = 1; depth <= VTB_PATH_DEPTH_MAX; depth++) {
        const char *slash = memchr(path + start, '/', size - start);
        size_t end = slash == NULL ? size : (size_t)(slash - path);
        if (!component_is_legal(path + start, end - start)) {
            return VTB_E_PATH;
        }
        if (slash == NULL) {
            return VTB_OK;
        }
        start = end + 1;
        if (start == size) {
            return VTB_E_PATH;
        }
    }
    return VTB_E_PATH;
}

bool vtb_path_is_within(const char *path, size_t size, const char *prefix, size_t prefix_size)
{
    if (prefix_size == 0) {
        return true;
    }
    if (size < prefix_size || memcmp(path, prefix, prefix_size) != 0) {
        return false;
    }
    return size == prefix_size || path[prefix_size] == '/';
}
