// SPDX-License-Identifier: Apache-2.0
// Maps errors to HTTP statuses and writes problem details.
#include "vtd_problem.h"

#include "vtd_origin.h"
#include "vtd_server.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A row for each gRPC status that errors have (google/rpc/code.proto names the HTTP ones).
static const struct {
    int grpc;
    int http;
    const char *title;
} statuses[] = {
    {3, 400, "Bad Request"},          {4, 504, "Gateway Timeout"},
    {5, 404, "Not Found"},            {7, 403, "Forbidden"},
    {8, 429, "Too Many Requests"},    {9, 400, "Bad Request"},
    {10, 409, "Conflict"},            {11, 416, "Range Not Satisfiable"},
    {12, 501, "Not Implemented"},     {14, 503, "Service Unavailable"},
    {16, 401, "Unauthorized"},        {412, 412, "Precondition Failed"},
    {13, 500, "Internal Server Error"},
};
enum { STATUS_COUNT = sizeof statuses / sizeof *statuses };

static size_t row_of(vtb_error error)
{
    int status = error == VTB_E_MEMORY         ? 14
                 : error == VTB_E_PRECONDITION ? 412
                                               : vtb_error_status(error);
    size_t row = 0;
    while (row < STATUS_COUNT - 1 && statuses[row].grpc != status) {
        row++;
    }
    return row; // the last one stands for all others
}

int vtd_problem_status(vtb_error error)
{
    return statuses[row_of(error)].http;
}

static vtd_buffer *print_problem(vtd_exchange *exchange, vtb_error error)
{
    size_t row = row_of(error);
    json_t *problem = json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", "about:blank", "title",
                                statuses[row].title, "status", statuses[row].http, "detail",
                                vtb_error_sentence(error), "code", vtb_error_name(error));
    char *text = problem == NULL ? NULL : json_dumps(problem, JSON_COMPACT);
    json_decref(problem);
    size_t size = text == NULL ? 0 : strlen(text);
    vtd_buffer *buffer =
        text == NULL ? NULL : vtd_buffer_new(size, &exchange->server->buffered_bytes);
    if (buffer != NULL) {
        memcpy(buffer->bytes, text, size);
        buffer->end = size;
    }
    free(text);
    return buffer;
}

void vtd_problem_answer(vtd_exchange *exchange, vtb_error error, const vtd_header *headers,
                        size_t header_count)
{
    char seconds[24];
    vtd_buffer *body = print_problem(exchange, error);
    vtd_response response = {.status = vtd_problem_status(error),
                             .content_length = body == NULL ? 0 : (int64_t)body->end};
    vtd_response_add(&response, "content-type", "application/problem+json");
    vtd_response_add(&response, "cache-control", "no-store");
    vtd_response_add(&response, "x-content-type-options", "nosniff");
    if (response.status == 401) { // RFC 6750 section 3
        vtd_response_add(&response, "www-authenticate",
                         error == VTB_E_TOKEN_MISSING ? "Bearer"
                                                      : "Bearer error=\"invalid_token\"");
    } else if (response.status == 429 || response.status == 503) {
        (void)snprintf(seconds, sizeof seconds, "%llu",
                       (unsigned long long)(exchange->retry_ms + 999) / 1000);
        vtd_response_add(&response, "retry-after", exchange->retry_ms == 0 ? "1" : seconds);
    }
    for (size_t index = 0; index < header_count; index++) {
        vtd_response_add(&response, headers[index].name, headers[index].value);
    }
    vtd_origin_add_headers(exchange, &response);
    vtd_exchange_respond(exchange, &response);
    if (body != NULL) {
        vtd_exchange_send(exchange, body);
    }
    vtd_exchange_finish(exchange);
}
