// SPDX-License-Identifier: Apache-2.0
// Any bytes as a path: what passes holds none of the things that are refused.
#include "vtb_path.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *path = (const char *)bytes;
    if (vtb_path_check(path, size) != VTB_OK) {
        return 0;
    }
    must(size <= VTB_PATH_SIZE_MAX);
    must(size == 0 || (path[0] != '/' && path[size - 1] != '/'));
    for (size_t index = 0; index < size; index++) {
        must(bytes[index] >= 0x20 && bytes[index] != 0x7F && bytes[index] != '\\');
        bool is_start = index == 0 || path[index - 1] == '/';
        bool is_dot_end = index + 1 == size || path[index + 1] == '/';
        must(!(is_start && path[index] == '/'));
        must(!(is_start && path[index] == '.' && is_dot_end));
        bool is_two = index + 1 < size && path[index] == '.' && path[index + 1] == '.';
        must(!(is_start && is_two && (index + 2 == size || path[index + 2] == '/')));
        // Each beginning at a border of components holds the path.
        must(path[index] != '/' || vtb_path_is_within(path, size, path, index));
    }
    must(vtb_path_is_within(path, size, path, size));
    must(vtb_path_is_within(path, size, "", 0));
    return 0;
}
