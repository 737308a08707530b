// SPDX-License-Identifier: Apache-2.0
// Any text as a line of the audit log; only what sealing makes of it follows.
#include "vtb_audit.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    vtb_audit_head head;
    vtb_audit_begin(&head);
    if (!vtb_audit_follows(&head, (const char *)bytes, size)) {
        return 0;
    }
    char *line = malloc(size + 2);
    if (line == NULL) {
        abort();
    }
    size_t object_size = size - (VTB_AUDIT_SEAL_SIZE - 2);
    memcpy(line, bytes, object_size);
    line[object_size - 1] = '}';
    char *sealed = malloc(object_size + VTB_AUDIT_SEAL_SIZE);
    vtb_audit_begin(&head);
    if (sealed == NULL || vtb_audit_seal(&head, line, object_size, sealed) != size + 1 ||
        memcmp(sealed, bytes, size) != 0) {
        abort();
    }
    free(sealed);
    free(line);
    return 0;
}
