// SPDX-License-Identifier: Apache-2.0
// Checks host names and origins, and answers preflights.
#include "vtd_origin.h"

#include "vtd_router.h"
#include "vtd_server.h"

#include <string.h>
#include <strings.h>

static bool text_is(const char *text, size_t size, const char *known)
{
    return strlen(known) == size && strncasecmp(text, known, size) == 0;
}

// The size of the host in "host", "host:port", "[v6]" or "[v6]:port"; 0 when malformed.
static size_t host_size_of(const char *authority, const char **host_out)
{
    const char *after = NULL;
    if (authority[0] == '[') {
        const char *close = strchr(authority, ']');
        if (close == NULL) {
            return 0;
        }
        *host_out = authority + 1;
        after = close + 1;
    } else {
        *host_out = authority;
        after = authority + strcspn(authority, ":");
    }
    size_t digits = after[0] == ':' ? strspn(after + 1, "0123456789") : 0;
    bool is_legal = after[0] == '\0' || (digits <= 5 && after[1 + digits] == '\0');
    const char *end = authority[0] == '[' ? after - 1 : after;
    return is_legal ? (size_t)(end - *host_out) : 0;
}

bool vtd_host_is_ours(const vtd_exchange *exchange)
{
    const char *host = NULL;
    size_t size = host_size_of(vtb_request_authority(&exchange->request), &host);
    if (size == 0) {
        return false;
    }
    if (text_is(host, size, "localhost") ||
        text_is(host, size, exchange->connection->local_address)) {
        return true;
    }
    const vtd_names *names = &exchange->server->options->hosts;
    for (size_t index = 0; index < names->count; index++) {
        if (text_is(host, size, names->items[index])) {
            return true;
        }
    }
    return false;
}

// An origin of our own differs from the authority only by its scheme, which a TLS proxy changes.
static bool origin_is_own(const vtd_exchange *exchange, const char *origin)
{
    const char *authority = vtb_request_authority(&exchange->request);
    size_t scheme = strncmp(origin, "https://", 8) == 0  ? 8
                    : strncmp(origin, "http://", 7) == 0 ? 7
                                                         : 0;
    return scheme > 0 && strcasecmp(origin + scheme, authority) == 0;
}

static bool origin_is_listed(const vtd_exchange *exchange, const char *origin)
{
    const vtd_names *names = &exchange->server->options->origins;
    for (size_t index = 0; index < names->count; index++) {
        if (strcmp(names->items[index], origin) == 0) {
            return true;
        }
    }
    return false;
}

bool vtd_origin_is_permitted(const vtd_exchange *exchange)
{
    const char *origin = vtb_request_header(&exchange->request, "origin");
    return origin == NULL || origin_is_own(exchange, origin) || origin_is_listed(exchange, origin);
}

void vtd_origin_add_headers(const vtd_exchange *exchange, vtd_response *response)
{
    const char *origin = vtb_request_header(&exchange->request, "origin");
    vtd_response_add(response, "vary", "origin");
    if (origin != NULL && origin_is_listed(exchange, origin)) {
        vtd_response_add(response, "access-control-allow-origin", origin);
        vtd_response_add(response, "access-control-expose-headers",
                         "grpc-status, grpc-message, grpc-status-details-bin, etag, "
                         "content-length, content-range, accept-ranges, last-modified, "
                         "traceparent, retry-after");
    }
}

void vtd_origin_preflight(vtd_exchange *exchange)
{
    const char *origin = vtb_request_header(&exchange->request, "origin");
    if (origin == NULL || !origin_is_listed(exchange, origin)) {
        vtd_answer_status(exchange, 403);
        return;
    }
    vtd_response response = {.status = 204, .content_length = VTD_LENGTH_NONE};
    vtd_response_add(&response, "access-control-allow-origin", origin);
    vtd_response_add(&response, "access-control-allow-methods", "GET, HEAD, POST, OPTIONS");
    vtd_response_add(&response, "access-control-allow-headers",
                     "authorization, content-type, grpc-timeout, if-match, if-modified-since, "
                     "if-none-match, if-range, if-unmodified-since, range, traceparent, "
                     "x-grpc-web, x-user-agent");
    vtd_response_add(&response, "access-control-max-age", "7200");
    vtd_response_add(&response, "vary",
                     "origin, access-control-request-method, access-control-request-headers");
    vtd_answer_empty(exchange, &response);
}
