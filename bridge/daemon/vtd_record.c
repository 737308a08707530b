// SPDX-License-Identifier: Apache-2.0
// Writes records to the log and the audit log.
#include "vtd_record.h"

#include "vtd_log.h"
#include "vtd_server.h"

#include <stdio.h>
#include <string.h>

static json_t *pack(const vtd_server *server, const vtd_record *record)
{
    char token_id[VTB_TOKEN_ID_SIZE * 2 + 1] = "";
    for (size_t index = 0; record->grant != NULL && index < VTB_TOKEN_ID_SIZE; index++) {
        (void)snprintf(token_id + index * 2, 3, "%02x",
                       vtb_token_id(&record->grant->token)[index]);
    }
    const char *tenant = record->grant == NULL ? "" : record->grant->tenant;
    const char *subject = record->grant == NULL ? "" : record->grant->subject;
    return json_pack(
        "{s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:s#}", "method", record->method,
        "status", vtb_error_status(record->result), "result", vtb_error_name(record->result),
        "peer", record->peer, "token", token_id, "tenant", tenant, "subject", subject, "share",
        record->share, "path", record->path, "bytes", (json_int_t)record->bytes, "ms",
        (json_int_t)(uv_now(&server->loop) - record->started_ms), "trace",
        vtd_trace_id(record->trace), VTD_TRACE_ID_SIZE);
}

void vtd_record_write(vtd_server *server, const vtd_record *record)
{
    json_t *fields = pack(server, record);
    vtd_circuit_note(server, record->share, record->result);
    vtd_metrics_count(&server->metrics, record->method, record->result,
                      uv_now(&server->loop) - record->started_ms, record->bytes);
    bool is_probe = record->grant == NULL && record->result == VTB_OK;
    if (fields != NULL) {
        vtd_log(record->result == VTB_OK ? "info" : "warning", "call", "O", fields);
    }
    if (is_probe) {
        json_decref(fields);
        return;
    }
    vtd_audit_write(&server->audit, "call", fields);
}
