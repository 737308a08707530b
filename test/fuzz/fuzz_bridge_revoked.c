// SPDX-License-Identifier: Apache-2.0
// Any text as a file of revoked tokens: every token of it is found again.
#include "vtb_revoked.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    vtb_revoked revoked;
    if (vtb_revoked_parse((const char *)bytes, size, &revoked) != VTB_OK) {
        if (revoked.tokens != NULL) {
            abort();
        }
        return 0;
    }
    for (size_t index = 0; index < revoked.token_count; index++) {
        if (!vtb_revoked_has_token(&revoked, revoked.tokens[index])) {
            abort();
        }
    }
    (void)vtb_revoked_epoch_of(&revoked, 0, 0);
    vtb_revoked_free(&revoked);
    return 0;
}
