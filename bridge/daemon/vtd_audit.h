// SPDX-License-Identifier: Apache-2.0
// The audit log: one chained JSON line for each request that a token came with or that was denied.
#ifndef VTD_AUDIT_H
#define VTD_AUDIT_H

#include "vtb_audit.h"

#include <jansson.h>
#include <stdbool.h>

typedef struct vtd_audit {
    int descriptor; // -1 without an audit log
    vtb_audit_head head;
    bool is_torn; // the last write was not complete
    uint64_t failures;
} vtd_audit;

// Opens the file, makes it when there is none, and goes on after its last line; says on stderr what
// is wrong. `file` may be NULL.
bool vtd_audit_start(vtd_audit *audit, const char *file);
// Appends the members of `fields` (taken) after "seq", "time" and "event". A line that cannot be
// written is told in the log, and shows in the chain when a part of it was.
void vtd_audit_write(vtd_audit *audit, const char *event, json_t *fields);
void vtd_audit_stop(vtd_audit *audit);

#endif
