// SPDX-License-Identifier: Apache-2.0
// Routes requests (the table of docs/vitrined.md), after the host name has been checked.
#include "vtd_router.h"

#include "vtb_grpc.h"
#include "vtd_call.h"
#include "vtd_file_get.h"
#include "vtd_operator.h"
#include "vtd_origin.h"
#include "vtd_server.h"
#include "vtd_static.h"

#include <string.h>

static const vtd_handler ignore_body = {0};

static bool is_for_file(const vtd_exchange *exchange)
{
    const char *path = vtb_request_path(&exchange->request);
    return strncmp(path, VTD_FILE_GET_PREFIX, strlen(VTD_FILE_GET_PREFIX)) == 0;
}

void vtd_answer_empty(vtd_exchange *exchange, vtd_response *response)
{
    exchange->handler = &ignore_body;
    vtd_response_add(response, "x-content-type-options", "nosniff");
    vtd_exchange_respond(exchange, response);
    vtd_exchange_finish(exchange);
}

void vtd_answer_status(vtd_exchange *exchange, int status)
{
    vtd_response response = {.status = status, .content_length = 0};
    vtd_response_add(&response, "cache-control", "no-store");
    if (status == 405) {
        bool is_file = is_for_file(exchange);
        vtd_response_add(&response, "allow",
                         is_file ? "GET, HEAD, OPTIONS" : "GET, HEAD, POST, OPTIONS");
    }
    if (status == 426) {
        vtd_response_add(&response, "sec-websocket-version", "13");
    }
    vtd_answer_empty(exchange, &response);
}

static void route_post(vtd_exchange *exchange)
{
    vtb_content_kind kind =
        vtb_content_kind_of(vtb_request_header(&exchange->request, "content-type"));
    bool is_http2 = exchange->connection->protocol == &vtd_http2;
    if (is_for_file(exchange)) {
        vtd_answer_status(exchange, 405);
        return;
    }
    if (kind == VTB_CONTENT_OTHER || (kind == VTB_CONTENT_GRPC && !is_http2)) {
        vtd_response response = {.status = 415, .content_length = 0};
        vtd_origin_add_headers(exchange, &response);
        vtd_answer_empty(exchange, &response);
        return;
    }
    if (!vtd_origin_is_permitted(exchange)) {
        vtd_answer_status(exchange, 403);
        return;
    }
    vtd_call_begin(exchange, kind);
}

static void route_get(vtd_exchange *exchange)
{
    if (vtd_operator_metrics(exchange)) {
        return;
    }
    if (!is_for_file(exchange)) {
        vtd_static_begin(exchange);
    } else if (!vtd_origin_is_permitted(exchange)) {
        vtd_answer_status(exchange, 403);
    } else {
        vtd_file_get_begin(exchange);
    }
}

void vtd_route(vtd_exchange *exchange)
{
    const vtb_request *request = &exchange->request;
    const char *method = vtb_request_method(request);
    if (vtd_operator_probe(exchange)) {
        return;
    }
    if (!vtd_host_is_ours(exchange)) {
        vtd_answer_status(exchange, 421);
    } else if (strcmp(method, "POST") == 0) {
        route_post(exchange);
    } else if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) {
        route_get(exchange);
    } else if (strcmp(method, "OPTIONS") == 0 &&
               vtb_request_header(request, "access-control-request-method") != NULL) {
        vtd_origin_preflight(exchange);
    } else {
        vtd_answer_status(exchange, 405);
    }
}
