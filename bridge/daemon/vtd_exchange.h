// SPDX-License-Identifier: Apache-2.0
// One request and its response, the same over HTTP/1.1 and HTTP/2.
#ifndef VTD_EXCHANGE_H
#define VTD_EXCHANGE_H

#include "vtb_request.h"
#include "vtb_retry.h"
#include "vtd_buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTD_RESPONSE_HEADERS_MAX 24
#define VTD_LENGTH_STREAM (-1) // the body ends when it is finished
#define VTD_LENGTH_NONE (-2)   // no body and no content-length (204, 304)

struct vtd_server;
struct vtd_connection;
typedef struct vtd_exchange vtd_exchange;

typedef struct vtd_header {
    const char *name; // lower case
    const char *value;
} vtd_header;

// The head of a response; its texts are borrowed until vtd_exchange_respond returns.
typedef struct vtd_response {
    int status;
    int64_t content_length; // bytes, or one of VTD_LENGTH_
    size_t header_count;
    vtd_header headers[VTD_RESPONSE_HEADERS_MAX];
} vtd_response;

void vtd_response_add(vtd_response *response, const char *name, const char *value);

// Fields after the body: of HTTP/2, for native gRPC. They are those of a gRPC status.
typedef struct vtd_trailers {
    char status[4];
    char message[512]; // percent-encoded; "" when there is none
    char retry[16];    // milliseconds, and the same as details; "" when there are none
    char details[VTB_RETRY_DETAILS_MAX];
} vtd_trailers;

// What a protocol session does for an exchange.
typedef struct vtd_responder {
    void (*respond)(vtd_exchange *exchange, const vtd_response *response);
    void (*wake)(vtd_exchange *exchange); // there is output, or the end of it
    void (*reset)(vtd_exchange *exchange);
} vtd_responder;

// What a handler does with an exchange; every pointer may be NULL.
typedef struct vtd_handler {
    void (*body)(vtd_exchange *exchange, const uint8_t *bytes, size_t size);
    void (*body_end)(vtd_exchange *exchange);
    void (*writable)(vtd_exchange *exchange); // part of the output went to the socket
    // The exchange is over, done or cancelled: the last call, the pointer is dead after it.
    void (*gone)(vtd_exchange *exchange);
} vtd_handler;

struct vtd_exchange {
    struct vtd_server *server;
    struct vtd_connection *connection;
    vtb_request request;
    const vtd_responder *responder;
    void *stream; // the session's
    const vtd_handler *handler;
    void *state; // the handler's
    vtd_queue output;
    vtd_trailers *trailers; // owned; NULL where the response has none
    uint64_t retry_ms; // when it may be tried again, after RESOURCE_EXHAUSTED; 0: nobody knows
    bool is_text; // the body goes out in base64, each buffer padded
    bool is_duplex; // the handler takes the body as a stream, for as long as it comes
    bool is_head; // a HEAD request: no body is sent
    bool is_started;
    bool is_finished;
    bool is_reset;
};

vtd_exchange *vtd_exchange_new(struct vtd_server *server, struct vtd_connection *connection,
                               const vtd_responder *responder, void *stream);
// Tells the handler and frees. For sessions.
void vtd_exchange_free(vtd_exchange *exchange);
void vtd_exchange_body(vtd_exchange *exchange, const uint8_t *bytes, size_t size);
void vtd_exchange_body_end(vtd_exchange *exchange);
void vtd_exchange_writable(vtd_exchange *exchange);

// Sends the head, once.
void vtd_exchange_respond(vtd_exchange *exchange, const vtd_response *response);
// Queues a buffer, which is taken.
void vtd_exchange_send(vtd_exchange *exchange, vtd_buffer *taken);
// The response is complete but for its trailers, which HTTP/1.1 sessions do not send. They are
// taken.
void vtd_exchange_finish_with(vtd_exchange *exchange, vtd_trailers *taken);
// The response is complete.
void vtd_exchange_finish(vtd_exchange *exchange);
// Breaks off a response that cannot be completed, so that the client sees it.
void vtd_exchange_reset(vtd_exchange *exchange);

#endif
