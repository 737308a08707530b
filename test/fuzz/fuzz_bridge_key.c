// SPDX-License-Identifier: Apache-2.0
// Any text as a key file: what is taken is printed and taken again, the same.
#include "vtb_key.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    vtb_keyring ring;
    if (vtb_keyring_parse((const char *)bytes, size, &ring) != VTB_OK) {
        return 0;
    }
    for (size_t index = 0; index < ring.count; index++) {
        char line[VTB_KEY_LINE_MAX];
        vtb_keyring again;
        size_t line_size = vtb_key_print(&ring.keys[index], line);
        if (line_size >= sizeof line || vtb_keyring_parse(line, line_size, &again) != VTB_OK ||
            again.keys[0].id != ring.keys[index].id ||
            again.keys[0].kind != ring.keys[index].kind ||
            memcmp(again.keys[0].secret, ring.keys[index].secret, VTB_KEY_SIZE) != 0) {
            abort();
        }
    }
    return 0;
}
