// SPDX-License-Identifier: Apache-2.0
// Rules over who asks for what and when (docs/policy.md), looked at deny-first.
#ifndef VTB_POLICY_H
#define VTB_POLICY_H

#include "vtb_error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTB_POLICY_SIZE_MAX 262144 // bytes of the text
#define VTB_POLICY_RULES_MAX 1024

// What a rule is held against. Texts are borrowed and never NULL but for media_type.
typedef struct vtb_policy_facts {
    const char *subject; // "" when the token names none
    const char *tenant;  // the same
    const char *share;
    const char *path; // legal, below the share
    size_t path_size;
    uint32_t actions;       // bits of vtb_right; each of them must be permitted
    const char *media_type; // NULL while it is not known
    unsigned minute;        // of the day, UTC
    unsigned weekday;       // 0 is Sunday
} vtb_policy_facts;

// One line. Texts point into the policy's own; NULL: the rule does not ask for it.
typedef struct vtb_policy_rule {
    bool is_allow;
    const char *subject;
    const char *tenant;
    const char *share;
    const char *type;
    const char *path;
    uint32_t actions;     // all of them when it does not ask
    uint8_t weekdays;     // bits, the same
    bool has_time;
    unsigned from_minute; // up to, and without, to_minute; over midnight when that is not later
    unsigned to_minute;
} vtb_policy_rule;

// Zero it to begin; vtb_policy_free gives its memory back. Permits everything when it is empty.
typedef struct vtb_policy {
    char *text;
    vtb_policy_rule *rules;
    size_t count;
    bool has_allow; // then what no allow rule permits is denied
} vtb_policy;

// Reads the text of a policy. On errors nothing is taken, and *line_out is the line that is wrong.
// Errors: POLICY_FILE, MEMORY.
VTB_NODISCARD vtb_error vtb_policy_parse(const char *text, size_t size, vtb_policy *out,
                                         size_t *line_out);
void vtb_policy_free(vtb_policy *policy);

// Errors: POLICY. A rule that asks for a media type that is not known yet denies nothing, and
// permits: ask again when it is known.
VTB_NODISCARD vtb_error vtb_policy_permits(const vtb_policy *policy,
                                           const vtb_policy_facts *facts);

#endif
