// SPDX-License-Identifier: Apache-2.0
// Any bytes as a request for a WebSocket, and as the first message on one.
#include "vtb_http1.h"
#include "vtb_websocket.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_headers(const uint8_t *bytes, size_t size)
{
    vtb_request request;
    vtb_request_init(&request);
    vtb_http_status status = vtb_websocket_headers(bytes, size, &request);
    if (vtb_request_header(&request, "origin") != NULL ||
        vtb_request_header(&request, "host") != NULL ||
        (status != 0 && status != 400 && status != 431 && status != 503)) {
        abort();
    }
    vtb_request_free(&request);
}

static void check_handshake(const uint8_t *bytes, size_t size)
{
    vtb_request request;
    vtb_http1_head head;
    char accept[VTB_WEBSOCKET_ACCEPT_SIZE];
    vtb_request_init(&request);
    if (vtb_http1_parse((const char *)bytes, size, &request, &head) == 0 &&
        vtb_websocket_is_wanted(&request) && vtb_websocket_handshake(&request, accept) == 0 &&
        strlen(accept) != VTB_WEBSOCKET_ACCEPT_SIZE - 1) {
        abort();
    }
    vtb_request_free(&request);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    check_headers(bytes, size);
    check_handshake(bytes, size);
    vtb_websocket_kind kind = vtb_websocket_kind_of(bytes, size);
    if (kind == VTB_WEBSOCKET_DATA && size == 0) {
        abort();
    }
    return 0;
}
