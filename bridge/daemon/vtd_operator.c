// SPDX-License-Identifier: Apache-2.0
// Small texts without a token.
#include "vtd_operator.h"

#include "vtd_metrics.h"
#include "vtd_router.h"
#include "vtd_server.h"

#include <stdlib.h>
#include <string.h>

static const vtd_handler nothing = {0};

static void answer_text(vtd_exchange *exchange, int status, const char *type, const char *text,
                        size_t size)
{
    vtd_response response = {.status = status, .content_length = (int64_t)size};
    vtd_buffer *body = vtd_buffer_new(size, &exchange->server->buffered_bytes);
    if (body == NULL) {
        vtd_answer_status(exchange, 503);
        return;
    }
    memcpy(body->bytes, text, size);
    body->end = size;
    exchange->handler = &nothing;
    vtd_response_add(&response, "content-type", type);
    vtd_response_add(&response, "cache-control", "no-store");
    vtd_response_add(&response, "x-content-type-options", "nosniff");
    vtd_exchange_respond(exchange, &response);
    vtd_exchange_send(exchange, body);
    vtd_exchange_finish(exchange);
}

static bool is_fetched(const vtd_exchange *exchange)
{
    const char *method = vtb_request_method(&exchange->request);
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

bool vtd_operator_probe(vtd_exchange *exchange)
{
    const char *path = vtb_request_path(&exchange->request);
    if (!is_fetched(exchange)) {
        return false;
    }
    if (strcmp(path, "/healthz") == 0) {
        answer_text(exchange, 200, "text/plain", "ok\n", 3);
        return true;
    }
    if (strcmp(path, "/readyz") != 0) {
        return false;
    }
    const vtd_server *server = exchange->server;
    bool is_draining = server->drain_until_ms > 0;
    bool is_ready = !is_draining && vtd_circuit_open_count(server) < server->setup->share_count;
    const char *text = is_ready ? "ready\n" : is_draining ? "draining\n" : "no share answers\n";
    answer_text(exchange, is_ready ? 200 : 503, "text/plain", text, strlen(text));
    return true;
}

// A proxy on this machine is a loopback peer too, for whoever comes through it.
static bool is_forwarded(const vtb_request *request)
{
    static const char *const marks[] = {"forwarded", "x-forwarded-for", "x-real-ip", "via"};
    for (size_t index = 0; index < sizeof marks / sizeof *marks; index++) {
        if (vtb_request_header(request, marks[index]) != NULL) {
            return true;
        }
    }
    return false;
}

static bool may_see_metrics(const vtd_exchange *exchange)
{
    const char *peer = exchange->connection->peer_address;
    const vtd_names *names = &exchange->server->options->metrics_peers;
    if (is_forwarded(&exchange->request)) {
        return false;
    }
    bool is_known = strncmp(peer, "127.", 4) == 0 || strcmp(peer, "::1") == 0;
    for (size_t index = 0; index < names->count; index++) {
        is_known = is_known || strcmp(peer, names->items[index]) == 0;
    }
    return is_known;
}

bool vtd_operator_metrics(vtd_exchange *exchange)
{
    if (strcmp(vtb_request_path(&exchange->request), "/metrics") != 0) {
        return false;
    }
    if (!may_see_metrics(exchange)) {
        vtd_answer_status(exchange, 403);
        return true;
    }
    size_t size = 0;
    char *text = vtd_metrics_print(exchange->server, &size);
    if (text == NULL) {
        vtd_answer_status(exchange, 503);
        return true;
    }
    answer_text(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", text, size);
    free(text);
    return true;
}
