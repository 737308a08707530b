// SPDX-License-Identifier: Apache-2.0
// Any text as a policy: read, held against facts, and denying never depends on the order.
#include "vtb_policy.h"
#include "vtb_token.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    vtb_policy policy;
    size_t line = 0;
    if (vtb_policy_parse((const char *)bytes, size, &policy, &line) != VTB_OK) {
        if (line == 0 || policy.rules != NULL) {
            abort();
        }
        return 0;
    }
    vtb_policy_facts facts = {.subject = "alice",
                              .tenant = "",
                              .share = "photos",
                              .path = "2024/a.png",
                              .path_size = 10,
                              .actions = VTB_RIGHT_READ,
                              .minute = 720,
                              .weekday = 6};
    vtb_error before = vtb_policy_permits(&policy, &facts);
    for (size_t index = 0; index < policy.count / 2; index++) {
        vtb_policy_rule rule = policy.rules[index];
        policy.rules[index] = policy.rules[policy.count - 1 - index];
        policy.rules[policy.count - 1 - index] = rule;
    }
    if (vtb_policy_permits(&policy, &facts) != before) {
        abort();
    }
    facts.media_type = "image/png";
    (void)!vtb_policy_permits(&policy, &facts);
    vtb_policy_free(&policy);
    return 0;
}
