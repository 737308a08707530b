// SPDX-License-Identifier: Apache-2.0
// Serves static files with the headers that isolate the page, confined like any share.
#include "vtd_static.h"

#include "vtb_path.h"
#include "vtb_resource.h"
#include "vtd_pump.h"
#include "vtd_router.h"
#include "vtd_server.h"
#include "vtd_static_type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK_SIZE = 65536 };

typedef struct download {
    vtd_task task; // first member
    vtd_pump pump;
    char path[VTB_PATH_SIZE_MAX + 16]; // room for "index.html"
    size_t path_size;
    bool takes_brotli;
    bool takes_gzip;
    int descriptor; // -1 when not open
    const char *encoding; // NULL or "br", "gzip"
    vtb_properties properties;
    vtb_error result;
} download;

static void download_destroy(vtd_task *task)
{
    download *file = (download *)task;
    if (file->descriptor >= 0) {
        close(file->descriptor);
    }
    free(file);
}

static vtb_error open_variant(download *file, const char *suffix, const char *encoding)
{
    char path[sizeof file->path + 4];
    (void)snprintf(path, sizeof path, "%s%s", file->path, suffix);
    vtb_error error =
        vtb_files_open(&file->task.setup->web, path, &file->descriptor, &file->properties);
    file->encoding = error == VTB_OK ? encoding : NULL;
    return error;
}

// Disk thread. A compressed sibling is taken where there is one and the client understands it.
static void download_open(vtd_task *task)
{
    download *file = (download *)task;
    file->result = VTB_E_NOT_FOUND;
    if (file->takes_brotli) {
        file->result = open_variant(file, ".br", "br");
    }
    if (file->result != VTB_OK && file->takes_gzip) {
        file->result = open_variant(file, ".gz", "gzip");
    }
    if (file->result != VTB_OK) {
        file->result = open_variant(file, "", NULL);
    }
}

static int status_of(vtb_error error)
{
    switch (vtb_error_status(error)) {
    case 8:
    case 14:
        return 503;
    case 13:
    case 15:
        return 500;
    default:
        return 404; // what may not be seen looks as if it were not there
    }
}

static void add_page_headers(const download *file, vtd_response *response)
{
    vtd_response_add(response, "content-security-policy",
                     "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
                     "worker-src 'self'; connect-src 'self'; img-src 'self' blob:; "
                     "media-src 'self' blob:; style-src 'self'; font-src 'self'; "
                     "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
                     "trusted-types vitrine; require-trusted-types-for 'script'");
    vtd_response_add(response, "cross-origin-opener-policy", "same-origin");
    vtd_response_add(response, "cross-origin-embedder-policy", "require-corp");
    vtd_response_add(response, "cross-origin-resource-policy", "same-origin");
    vtd_response_add(response, "referrer-policy", "no-referrer");
    vtd_response_add(response, "permissions-policy", "camera=(), microphone=(), geolocation=()");
    vtd_response_add(response, "x-content-type-options", "nosniff");
    vtd_response_add(response, "vary", "accept-encoding");
    vtd_response_add(response, "cache-control",
                     vtd_static_is_immutable(file->path) ? "public, max-age=31536000, immutable"
                                                         : "no-cache");
    if (file->task.setup->tls != NULL) {
        vtd_response_add(response, "strict-transport-security", "max-age=31536000");
    }
}

static void pump_ended(vtd_pump *pump, vtb_error error)
{
    vtd_exchange *exchange = pump->task->exchange;
    if (error != VTB_OK) {
        vtd_exchange_reset(exchange); // fewer bytes came than the head promised
        return;
    }
    vtd_exchange_finish(exchange);
}

static void start_pump(download *file)
{
    file->pump.task = &file->task;
    file->pump.descriptor = file->descriptor;
    file->pump.etag = file->properties.etag;
    file->pump.end = file->properties.size;
    file->pump.chunk_size = CHUNK_SIZE;
    file->pump.ended = pump_ended;
    vtd_pump_step(&file->pump);
}

static void download_opened(vtd_task *task)
{
    download *file = (download *)task;
    vtd_exchange *exchange = task->exchange;
    if (exchange == NULL) {
        return;
    }
    if (file->result != VTB_OK) {
        vtd_response response = {.status = status_of(file->result), .content_length = 0};
        add_page_headers(file, &response);
        vtd_exchange_respond(exchange, &response);
        vtd_exchange_finish(exchange);
        return;
    }
    char etag[VTB_ETAG_TEXT_SIZE(VTB_ETAG_SIZE)];
    vtb_etag_print(file->properties.etag, VTB_ETAG_SIZE, etag);
    const char *known = vtb_request_header(&exchange->request, "if-none-match");
    bool is_known = known != NULL && vtb_etag_is_listed(known, etag);
    vtd_response response = {.status = is_known ? 304 : 200,
                             .content_length = is_known ? VTD_LENGTH_NONE
                                                        : (int64_t)file->properties.size};
    vtd_response_add(&response, "etag", etag);
    vtd_response_add(&response, "content-type", vtd_static_type(file->path));
    if (file->encoding != NULL) {
        vtd_response_add(&response, "content-encoding", file->encoding);
    }
    add_page_headers(file, &response);
    vtd_exchange_respond(exchange, &response);
    if (is_known || exchange->is_head || file->properties.size == 0) {
        vtd_exchange_finish(exchange);
        return;
    }
    start_pump(file);
}

static void download_writable(vtd_exchange *exchange)
{
    download *file = exchange->state;
    if (file->pump.task != NULL) {
        vtd_pump_step(&file->pump);
    }
}

static void download_gone(vtd_exchange *exchange)
{
    download *file = exchange->state;
    vtd_task_abandon(&file->task);
    vtd_task_release(&file->task);
}

static const vtd_handler download_handler = {.writable = download_writable, .gone = download_gone};

// The path in the web folder, or false when the request path is not one. Nothing is decoded: the
// names of our files need no percent signs.
static bool set_path(download *file, const char *request_path)
{
    size_t size = strlen(request_path);
    if (size == 0 || size > VTB_PATH_SIZE_MAX || request_path[0] != '/' ||
        strchr(request_path, '%') != NULL) {
        return false;
    }
    bool is_folder = request_path[size - 1] == '/';
    (void)snprintf(file->path, sizeof file->path, "%s%s", request_path + 1,
                   is_folder ? "index.html" : "");
    file->path_size = strlen(file->path);
    return vtb_path_check(file->path, file->path_size) == VTB_OK;
}

void vtd_static_begin(vtd_exchange *exchange)
{
    if (exchange->server->setup->web.folder < 0) {
        vtd_answer_status(exchange, 404);
        return;
    }
    download *file = calloc(1, sizeof *file);
    if (file == NULL) {
        vtd_answer_status(exchange, 503);
        return;
    }
    if (!set_path(file, vtb_request_path(&exchange->request))) {
        free(file);
        vtd_answer_status(exchange, 400);
        return;
    }
    const char *accepted = vtb_request_header(&exchange->request, "accept-encoding");
    file->takes_brotli = accepted != NULL && vtb_header_has_token(accepted, "br");
    file->takes_gzip = accepted != NULL && vtb_header_has_token(accepted, "gzip");
    file->descriptor = -1;
    vtd_task_init(&file->task, exchange, download_destroy);
    exchange->handler = &download_handler;
    exchange->state = file;
    vtd_task_run(&file->task, download_open, download_opened);
}
