// SPDX-License-Identifier: Apache-2.0
// Serves ranges of files to plain HTTP clients. It checks what Open and Read check, in that order.
#include "vtd_file_get.h"

#include "vtb_media_type.h"
#include "vtb_path.h"
#include "vtb_resource.h"
#include "vtd_authority.h"
#include "vtd_call.h"
#include "vtd_origin.h"
#include "vtd_problem.h"
#include "vtd_quota.h"
#include "vtd_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK_SIZE = 65536 };

typedef struct file_get {
    vtd_task task; // first member
    vtd_pump pump;
    vtb_grant grant;
    bool has_grant;
    vtd_lease lease; // while the answer runs
    vtb_error ended; // by a revocation, before the file was open
    vtd_wish wish;          // wish.share is NULL until it is known
    const vtb_share *share; // NULL until it is found
    char share_name[VTB_SHARE_NAME_MAX + 1];
    char path[VTB_PATH_SIZE_MAX + 1];
    size_t path_size;
    int descriptor; // -1 when not open
    vtb_properties properties;
    const char *media_type;
    char modified[VTB_HTTP_DATE_SIZE];
    vtb_error result;
    uint64_t started_ms;
    uint64_t bytes_sent;
    bool is_recorded;
    char trace[VTD_TRACE_SIZE];
} file_get;

static void file_get_destroy(vtd_task *task)
{
    file_get *get = (file_get *)task;
    if (get->descriptor >= 0) {
        close(get->descriptor);
    }
    task->server->file_gets--;
    free(get);
}

static void record(file_get *get, vtb_error error)
{
    const vtd_exchange *exchange = get->task.exchange;
    const vtd_record line = {
        .method = exchange->is_head ? "HEAD" : "GET",
        .result = error,
        .peer = exchange->connection->peer_address,
        .grant = get->has_grant ? &get->grant : NULL,
        .share = get->share == NULL ? "" : get->share->name,
        .path = get->share == NULL ? "" : get->path,
        .bytes = get->bytes_sent,
        .started_ms = get->started_ms,
        .trace = get->trace,
    };
    if (!get->is_recorded) {
        get->is_recorded = true;
        vtd_lease_end(&get->task.server->revocation, &get->lease);
        vtd_quota_end(get->task.server, &get->lease, get->bytes_sent);
        vtd_record_write(get->task.server, &line);
    }
}

static void refuse(file_get *get, vtb_error error)
{
    char range[48];
    const vtd_header headers[] = {{"traceparent", get->trace}, {"content-range", range}};
    (void)snprintf(range, sizeof range, "bytes */%llu",
                   (unsigned long long)get->properties.size);
    record(get, error);
    vtd_problem_answer(get->task.exchange, error, headers, error == VTB_E_RANGE ? 2 : 1);
}

// Disk thread.
static void file_get_open(vtd_task *task)
{
    file_get *get = (file_get *)task;
    uint8_t head[VTB_SNIFF_SIZE];
    get->result = vtb_files_open(get->share, get->path, &get->descriptor, &get->properties);
    if (get->result == VTB_OK) {
        get->result = vtb_grant_permits_identity(&get->grant, &get->properties.identity);
    }
    if (get->result == VTB_OK) {
        ssize_t size = pread(get->descriptor, head, sizeof head, 0);
        get->result = size < 0 ? VTB_E_IO : VTB_OK;
        get->media_type = vtb_media_type_sniff(head, size < 0 ? 0 : (size_t)size);
    }
}

static vtb_error pump_permits(vtd_pump *pump)
{
    file_get *get = (file_get *)pump->task;
    const vtd_server *server = get->task.server;
    uint64_t age_ms = uv_now(&server->loop) - get->started_ms;
    if (age_ms > server->options->limits.stream_seconds * 1000) {
        return VTB_E_DEADLINE;
    }
    vtb_error error = vtb_grant_is_current(&get->grant, vtd_call_now_s());
    return error == VTB_OK ? vtd_quota_permit(get->task.exchange, &get->lease, get->bytes_sent)
                           : error;
}

static void pump_ended(vtd_pump *pump, vtb_error error)
{
    file_get *get = (file_get *)pump->task;
    record(get, error);
    if (error != VTB_OK) {
        vtd_exchange_reset(get->task.exchange); // fewer bytes came than the head promised
        return;
    }
    vtd_exchange_finish(get->task.exchange);
}

static void file_get_revoked(vtd_lease *lease, vtb_error error)
{
    file_get *get = lease->owner;
    get->ended = error;
    if (get->pump.task != NULL) {
        vtd_pump_end(&get->pump, error);
    }
}

// If-Range wants the tag as it is. A date never counts: a file can change twice in a second.
static vtb_range_kind wanted_range(file_get *get, const char *etag)
{
    const vtb_request *request = &get->task.exchange->request;
    const char *condition = vtb_request_header(request, "if-range");
    bool holds = condition == NULL || strcmp(condition, etag) == 0;
    bool counts = holds && !get->task.exchange->is_head;
    return vtb_range_parse(counts ? vtb_request_header(request, "range") : NULL,
                           get->properties.size, &get->pump.position, &get->pump.end);
}

static void add_headers(file_get *get, const char *etag, vtd_response *response)
{
    vtb_http_date_print(get->properties.modified_ms / 1000, get->modified);
    if (get->modified[0] != '\0') {
        vtd_response_add(response, "last-modified", get->modified);
    }
    vtd_response_add(response, "etag", etag);
    vtd_response_add(response, "traceparent", get->trace);
    vtd_response_add(response, "cache-control", "private, no-cache");
    vtd_response_add(response, "accept-ranges", "bytes");
    vtd_response_add(response, "x-content-type-options", "nosniff");
    // Whatever a browser makes of the file, it is not a page of ours.
    vtd_response_add(response, "content-security-policy", "default-src 'none'; sandbox");
    vtd_response_add(response, "cross-origin-resource-policy", "same-origin");
    vtd_origin_add_headers(get->task.exchange, response);
}

static void answer_not_modified(file_get *get, const char *etag)
{
    vtd_response response = {.status = 304, .content_length = VTD_LENGTH_NONE};
    add_headers(get, etag, &response);
    record(get, VTB_OK);
    vtd_exchange_respond(get->task.exchange, &response);
    vtd_exchange_finish(get->task.exchange);
}

static void start_pump(file_get *get)
{
    get->pump.task = &get->task;
    get->pump.descriptor = get->descriptor;
    get->pump.etag = get->properties.etag;
    get->pump.chunk_size = CHUNK_SIZE;
    get->pump.permits = pump_permits;
    get->pump.ended = pump_ended;
    get->pump.sent = &get->bytes_sent;
    vtd_pump_step(&get->pump);
}

static void answer_file(file_get *get, const char *etag, bool is_part)
{
    vtd_exchange *exchange = get->task.exchange;
    char range[80];
    vtd_response response = {.status = is_part ? 206 : 200,
                             .content_length = (int64_t)(get->pump.end - get->pump.position)};
    vtd_response_add(&response, "content-type", get->media_type);
    if (is_part) {
        (void)snprintf(range, sizeof range, "bytes %llu-%llu/%llu",
                       (unsigned long long)get->pump.position,
                       (unsigned long long)get->pump.end - 1,
                       (unsigned long long)get->properties.size);
        vtd_response_add(&response, "content-range", range);
    }
    add_headers(get, etag, &response);
    vtd_exchange_respond(exchange, &response);
    if (exchange->is_head) {
        record(get, VTB_OK);
        vtd_exchange_finish(exchange);
        return;
    }
    start_pump(get);
}

static vtb_condition judge_conditions(const file_get *get, const char *etag)
{
    const vtb_request *request = &get->task.exchange->request;
    const vtb_conditions conditions = {
        .if_match = vtb_request_header(request, "if-match"),
        .if_none_match = vtb_request_header(request, "if-none-match"),
        .if_modified_since = vtb_request_header(request, "if-modified-since"),
        .if_unmodified_since = vtb_request_header(request, "if-unmodified-since"),
    };
    return vtb_conditions_judge(&conditions, etag, get->properties.modified_ms / 1000);
}

static void file_get_opened(vtd_task *task)
{
    file_get *get = (file_get *)task;
    if (task->exchange == NULL) {
        return;
    }
    if (get->ended != VTB_OK || get->result != VTB_OK) {
        refuse(get, get->ended != VTB_OK ? get->ended : get->result);
        return;
    }
    vtb_error error =
        vtd_authority_type(task->server, &get->grant, &get->wish, get->media_type);
    if (error != VTB_OK) {
        refuse(get, error);
        return;
    }
    char etag[VTB_ETAG_TEXT_SIZE(VTB_ETAG_SIZE)];
    vtb_etag_print(get->properties.etag, VTB_ETAG_SIZE, etag);
    vtb_condition condition = judge_conditions(get, etag);
    if (condition == VTB_CONDITION_NOT_MODIFIED) {
        answer_not_modified(get, etag);
        return;
    }
    if (condition == VTB_CONDITION_FAILED) {
        refuse(get, VTB_E_PRECONDITION);
        return;
    }
    vtb_range_kind kind = wanted_range(get, etag);
    if (kind == VTB_RANGE_BEYOND) {
        refuse(get, VTB_E_RANGE);
        return;
    }
    answer_file(get, etag, kind == VTB_RANGE_PART);
}

static void file_get_writable(vtd_exchange *exchange)
{
    file_get *get = exchange->state;
    if (get->pump.task != NULL) {
        vtd_pump_step(&get->pump);
    }
}

static void file_get_gone(vtd_exchange *exchange)
{
    file_get *get = exchange->state;
    record(get, VTB_E_CANCELLED); // unless it has ended
    vtd_task_abandon(&get->task);
    vtd_task_release(&get->task);
}

static const vtd_handler file_get_handler = {.writable = file_get_writable, .gone = file_get_gone};

// Splits before it decodes: a slash is only ever a written one.
static vtb_error locate(file_get *get)
{
    const char *text = vtb_request_path(&get->task.exchange->request) + strlen(VTD_FILE_GET_PREFIX);
    size_t share_size = strcspn(text, "/");
    const char *path = text + share_size + (text[share_size] == '/' ? 1 : 0);
    size_t name_size = 0;
    vtb_error error = vtb_percent_decode(text, share_size, get->share_name,
                                         sizeof get->share_name, &name_size);
    if (error == VTB_OK && !vtb_path_is_component(get->share_name, name_size)) {
        error = VTB_E_PATH;
    }
    if (error == VTB_OK) {
        error = vtb_percent_decode(path, strlen(path), get->path, sizeof get->path,
                                   &get->path_size);
    }
    return error == VTB_OK ? vtb_path_check(get->path, get->path_size) : error;
}

static vtb_error authorise(file_get *get)
{
    const vtb_share *share = NULL;
    get->wish = (vtd_wish){.share = get->share_name,
                           .path = get->path,
                           .path_size = get->path_size,
                           .rights = VTB_RIGHT_STAT | VTB_RIGHT_READ,
                           .method = "vitrine.v1.FileBridge/Open"};
    vtb_error error = vtd_authorise(get->task.server, &get->grant, &get->wish, &share);
    if (error == VTB_OK) {
        get->wish.method = "vitrine.v1.FileBridge/Read";
        error = vtd_authorise(get->task.server, &get->grant, &get->wish, &share);
    }
    get->share = share;
    if (error != VTB_OK) {
        return error;
    }
    get->task.circuit = vtd_circuit_of(get->task.server, share->name);
    return vtd_circuit_permits(get->task.server, get->task.circuit,
                               &get->task.exchange->retry_ms);
}

static vtb_error check(file_get *get)
{
    const vtd_server *server = get->task.server;
    if (server->drain_until_ms > 0) {
        return VTB_E_DRAINING;
    }
    if (server->handles.count + server->file_gets > vtd_server_files_max(server)) {
        return VTB_E_LIMIT;
    }
    vtb_error error = vtd_authenticate(get->task.exchange, &get->grant);
    get->has_grant = error == VTB_OK;
    if (error == VTB_OK) {
        error = locate(get);
    }
    return error == VTB_OK ? authorise(get) : error;
}

static vtb_error begin_lease(file_get *get)
{
    vtd_exchange *exchange = get->task.exchange;
    get->lease = (vtd_lease){
        .grant = &get->grant, .wish = &get->wish, .revoke = file_get_revoked, .owner = get};
    vtd_lease_begin(&exchange->server->revocation, &get->lease);
    vtb_error error = vtd_quota_begin(exchange, &get->lease, true);
    return error == VTB_OK ? vtd_quota_open(exchange, &get->lease) : error;
}

void vtd_file_get_begin(vtd_exchange *exchange)
{
    file_get *get = calloc(1, sizeof *get);
    if (get == NULL) {
        vtd_problem_answer(exchange, VTB_E_MEMORY, NULL, 0);
        return;
    }
    get->descriptor = -1;
    get->result = VTB_E_CANCELLED;
    get->started_ms = uv_now(&exchange->server->loop);
    vtd_task_init(&get->task, exchange, file_get_destroy);
    exchange->server->file_gets++;
    exchange->handler = &file_get_handler;
    exchange->state = get;
    vtd_trace_begin(&exchange->request, get->trace);
    vtb_error error = check(get);
    if (error == VTB_OK) {
        error = begin_lease(get);
    }
    if (error != VTB_OK) {
        refuse(get, error);
        return;
    }
    vtd_task_run(&get->task, file_get_open, file_get_opened);
}
