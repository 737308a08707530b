// SPDX-License-Identifier: Apache-2.0
// What was asked, by whom, and what came of it: the lines of calls and of GET in log and audit log.
#ifndef VTD_RECORD_H
#define VTD_RECORD_H

#include "vtb_grant.h"
#include "vtd_exchange.h"
#include "vtd_trace.h"

// All texts are borrowed; none is NULL.
typedef struct vtd_record {
    const char *method; // static
    vtb_error result;
    const char *peer;
    const vtb_grant *grant; // NULL without a valid token
    const char *share;
    const char *path;
    uint64_t bytes; // sent
    uint64_t started_ms;
    const char *trace; // of vtd_trace_begin
} vtd_record;

// Reading is downloading: what was read, and with which token, is told for every request.
void vtd_record_write(struct vtd_server *server, const vtd_record *record);

#endif
