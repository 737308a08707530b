// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 on a connection: one request after the other, answers in chunks or of known length.
#include "vtb_http1.h"
#include "vtb_websocket.h"
#include "vtd_connection.h"
#include "vtd_exchange.h"
#include "vtd_router.h"
#include "vtd_server.h"
#include "vtd_websocket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_PAUSE = 131072, HEAD_TEXT_MAX = 8192, DISCARD_MAX = 131072 };

typedef struct http1_session {
    uint8_t *input;
    size_t input_size;
    size_t input_capacity;
    vtb_http1_body body;
    vtd_exchange *exchange; // NULL between requests
    vtd_buffer *head;       // of the response, until it is in a batch
    bool is_request_complete;
    bool is_discarding;    // the answer is out, the rest of the request body is thrown away
    uint64_t discard_left; // bytes that may still be thrown away
    bool is_chunked;
    bool keeps_alive;
    bool owes_continue;
} http1_session;

static const vtd_responder http1_responder;

static bool http1_start(vtd_connection *connection)
{
    http1_session *session = calloc(1, sizeof *session);
    connection->session = session;
    if (session != NULL) {
        session->keeps_alive = true;
    }
    return session != NULL;
}

static void http1_stop(vtd_connection *connection)
{
    http1_session *session = connection->session;
    vtd_exchange_free(session->exchange);
    vtd_buffer_release(session->head);
    free(session->input);
    free(session);
    connection->session = NULL;
}

static bool input_append(http1_session *session, const uint8_t *bytes, size_t size)
{
    size_t needed = session->input_size + size;
    if (needed > session->input_capacity) {
        size_t capacity = session->input_capacity == 0 ? 2048 : session->input_capacity;
        while (capacity < needed) {
            capacity *= 2;
        }
        uint8_t *input = realloc(session->input, capacity);
        if (input == NULL) {
            return false;
        }
        session->input = input;
        session->input_capacity = capacity;
    }
    memcpy(session->input + session->input_size, bytes, size);
    session->input_size += size;
    return true;
}

static void input_consume(http1_session *session, size_t size)
{
    session->input_size -= size;
    if (size > 0 && session->input_size > 0) {
        memmove(session->input, session->input + size, session->input_size);
    }
}

static void http1_receive(vtd_connection *connection, const uint8_t *bytes, size_t size)
{
    http1_session *session = connection->session;
    if (session->exchange == NULL && session->input_size == 0) {
        connection->waits_since_ms = uv_now(&connection->server->loop);
    }
    if (!input_append(session, bytes, size)) {
        vtd_connection_close(connection);
        return;
    }
    if (session->input_size > INPUT_PAUSE) {
        vtd_connection_read(connection, false);
    }
}

// A refusal before there is an exchange; the connection ends after it.
static void answer_refusal(vtd_connection *connection, int status)
{
    char text[128];
    int size = snprintf(text, sizeof text,
                        "HTTP/1.1 %d \r\ncontent-length: 0\r\nconnection: close\r\n\r\n", status);
    (void)vtd_batch_copy(connection, text, (size_t)size);
    vtd_connection_end(connection);
}

// The request wants another protocol. Whether it got it: then this session is gone.
static bool become_websocket(vtd_connection *connection)
{
    http1_session *session = connection->session;
    vtb_request handshake = session->exchange->request;
    uint8_t *input = session->input;
    size_t input_size = session->input_size;
    if (session->body.kind != VTB_BODY_NONE) {
        vtd_answer_status(session->exchange, 400);
        return false;
    }
    if (!vtd_websocket_accept(session->exchange)) {
        return false;
    }
    vtb_request_init(&session->exchange->request);
    session->input = NULL;
    http1_stop(connection);
    if (!vtd_websocket_begin(connection, &handshake)) {
        vtd_connection_close(connection);
    } else if (input_size > 0) {
        connection->protocol->receive(connection, input, input_size);
    }
    free(input);
    vtd_connection_turn(connection);
    return true;
}

// False when the session is gone.
static bool begin_exchange(vtd_connection *connection)
{
    http1_session *session = connection->session;
    vtd_exchange *exchange =
        vtd_exchange_new(connection->server, connection, &http1_responder, session);
    if (exchange == NULL) {
        answer_refusal(connection, 503);
        return true;
    }
    vtb_http1_head head;
    int status = vtb_http1_parse((const char *)session->input, session->input_size,
                                 &exchange->request, &head);
    if (status != 0) {
        vtd_exchange_free(exchange);
        if (status != VTB_HTTP1_MORE) {
            answer_refusal(connection, status);
        }
        return true;
    }
    input_consume(session, head.size);
    session->exchange = exchange;
    session->body = (vtb_http1_body){.kind = head.body, .left = head.body_size};
    session->is_request_complete = head.body == VTB_BODY_NONE;
    session->owes_continue = head.expects_continue && head.body != VTB_BODY_NONE;
    session->keeps_alive = head.keep_alive && connection->server->drain_until_ms == 0;
    connection->waits_since_ms = uv_now(&connection->server->loop);
    exchange->is_head = strcmp(vtb_request_method(&exchange->request), "HEAD") == 0;
    if (vtb_websocket_is_wanted(&exchange->request)) {
        if (become_websocket(connection)) {
            return false;
        }
    } else {
        vtd_route(exchange);
    }
    if (session->is_request_complete) {
        vtd_exchange_body_end(exchange);
    }
    return true;
}

// Decodes what has come of the body. The handler may answer meanwhile, but the exchange stays
// until we end it. False when the connection had to be closed.
static bool take_body(vtd_connection *connection)
{
    http1_session *session = connection->session;
    size_t offset = 0;
    while (!session->body.done && offset < session->input_size) {
        size_t used = 0;
        const char *piece = NULL;
        size_t piece_size = 0;
        int status = vtb_http1_body_read(&session->body, (const char *)session->input + offset,
                                         session->input_size - offset, &used, &piece, &piece_size);
        if (status != 0 || (session->is_discarding && used > session->discard_left)) {
            vtd_connection_close(connection);
            return false;
        }
        session->discard_left -= session->is_discarding ? used : 0;
        if (piece_size > 0 && !session->is_discarding) {
            vtd_exchange_body(session->exchange, (const uint8_t *)piece, piece_size);
        }
        offset += used;
    }
    input_consume(session, offset);
    return true;
}

static void receive_body(vtd_connection *connection)
{
    http1_session *session = connection->session;
    if (session->is_request_complete || session->exchange->is_finished ||
        !take_body(connection) || !session->body.done) {
        return;
    }
    session->is_request_complete = true;
    session->owes_continue = false;
    vtd_exchange_body_end(session->exchange);
}

// A call that is refused from its head is answered before its body has come. The body is short as a
// rule: taking it keeps the connection.
static void discard_body(vtd_connection *connection)
{
    http1_session *session = connection->session;
    if (take_body(connection) && session->body.done) {
        session->is_discarding = false;
        connection->waits_since_ms = uv_now(&connection->server->loop);
    }
}

static void put_output(vtd_connection *connection)
{
    http1_session *session = connection->session;
    vtd_exchange *exchange = session->exchange;
    if (session->head != NULL) {
        vtd_batch_slice(connection, session->head, session->head->end);
        vtd_buffer_release(session->head);
        session->head = NULL;
    } else if (session->owes_continue && !exchange->is_started) {
        static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
        session->owes_continue = false;
        (void)vtd_batch_copy(connection, text, sizeof text - 1);
    }
    while (exchange->output.count > 0 && vtd_batch_has_room(connection)) {
        vtd_buffer *first = vtd_queue_first(&exchange->output);
        size_t size = first->end - first->start;
        char line[24];
        if (session->is_chunked) {
            int line_size = snprintf(line, sizeof line, "%zx\r\n", size);
            (void)vtd_batch_copy(connection, line, (size_t)line_size);
        }
        (void)vtd_batch_move(connection, &exchange->output, size);
        if (session->is_chunked) {
            (void)vtd_batch_copy(connection, "\r\n", 2);
        }
    }
    vtd_exchange_writable(exchange);
}

static void end_exchange(vtd_connection *connection)
{
    http1_session *session = connection->session;
    if (session->is_chunked) {
        (void)vtd_batch_copy(connection, "0\r\n\r\n", 5);
    }
    session->is_discarding = !session->is_request_complete;
    session->discard_left = DISCARD_MAX;
    vtd_exchange_free(session->exchange);
    session->exchange = NULL;
    session->is_chunked = false;
    if (session->input_size == 0) { // an idle connection holds no buffer
        free(session->input);
        session->input = NULL;
        session->input_capacity = 0;
    }
    connection->waits_since_ms = uv_now(&connection->server->loop);
    if (!session->keeps_alive) {
        vtd_connection_end(connection);
        return;
    }
    vtd_connection_turn(connection);
}

static void http1_advance(vtd_connection *connection)
{
    http1_session *session = connection->session;
    if (session->is_discarding) {
        discard_body(connection);
    }
    bool is_between = session->exchange == NULL && !session->is_discarding;
    if (is_between && session->input_size > 0 && !connection->is_writing &&
        !begin_exchange(connection)) {
        return;
    }
    if (session->exchange != NULL) {
        receive_body(connection);
    }
    vtd_connection_read(connection, session->input_size <= INPUT_PAUSE);
    if (session->exchange == NULL || connection->is_writing || connection->is_closing) {
        return;
    }
    put_output(connection);
    vtd_exchange *exchange = session->exchange;
    if (exchange->is_finished && exchange->is_started && exchange->output.count == 0 &&
        session->head == NULL) {
        end_exchange(connection);
    }
}

static void http1_respond(vtd_exchange *exchange, const vtd_response *response)
{
    http1_session *session = exchange->stream;
    vtd_buffer *head = vtd_buffer_new(HEAD_TEXT_MAX, &exchange->server->buffered_bytes);
    if (head == NULL) {
        vtd_connection_close(exchange->connection);
        return;
    }
    char *text = (char *)head->bytes;
    int size = snprintf(text, HEAD_TEXT_MAX, "HTTP/1.1 %d \r\ndate: %s\r\n", response->status,
                        exchange->server->date);
    for (size_t index = 0; index < response->header_count && size < HEAD_TEXT_MAX; index++) {
        size += snprintf(text + size, (size_t)(HEAD_TEXT_MAX - size), "%s: %s\r\n",
                         response->headers[index].name, response->headers[index].value);
    }
    session->is_chunked = response->content_length == VTD_LENGTH_STREAM && !exchange->is_head;
    bool is_body_short = session->is_request_complete ||
                         session->body.kind == VTB_BODY_CHUNKED ||
                         session->body.left <= DISCARD_MAX;
    session->keeps_alive = session->keeps_alive && is_body_short;
    char length[48] = "";
    if (response->content_length == VTD_LENGTH_STREAM) {
        (void)snprintf(length, sizeof length, "transfer-encoding: chunked\r\n");
    } else if (response->content_length >= 0) {
        (void)snprintf(length, sizeof length, "content-length: %lld\r\n",
                       (long long)response->content_length);
    }
    if (size < HEAD_TEXT_MAX) {
        size += snprintf(text + size, (size_t)(HEAD_TEXT_MAX - size), "%s%s\r\n", length,
                         session->keeps_alive ? "" : "connection: close\r\n");
    }
    if (size >= HEAD_TEXT_MAX) {
        vtd_buffer_release(head);
        vtd_connection_close(exchange->connection);
        return;
    }
    head->end = (size_t)size;
    session->head = head;
    vtd_connection_turn(exchange->connection);
}

static void http1_wake(vtd_exchange *exchange)
{
    vtd_connection_turn(exchange->connection);
}

// A response of HTTP/1.1 can only be broken off together with its connection.
static void http1_reset(vtd_exchange *exchange)
{
    vtd_connection_close(exchange->connection);
}

static const vtd_responder http1_responder = {http1_respond, http1_wake, http1_reset};

static void http1_drain(vtd_connection *connection)
{
    http1_session *session = connection->session;
    session->keeps_alive = false;
    if (session->exchange == NULL) {
        vtd_connection_end(connection);
    }
}

static bool http1_is_idle(const vtd_connection *connection)
{
    const http1_session *session = connection->session;
    return session->exchange == NULL;
}

static bool http1_awaits_request(const vtd_connection *connection)
{
    const http1_session *session = connection->session;
    return session->exchange == NULL ? session->input_size > 0 || session->is_discarding
                                     : !session->is_request_complete &&
                                           !session->exchange->is_duplex &&
                                           !session->exchange->is_finished;
}

static bool http1_owes_output(const vtd_connection *connection)
{
    const http1_session *session = connection->session;
    return session->exchange != NULL && session->exchange->output.count > 0;
}

const vtd_protocol vtd_http1 = {
    .start = http1_start,
    .receive = http1_receive,
    .advance = http1_advance,
    .drain = http1_drain,
    .is_idle = http1_is_idle,
    .awaits_request = http1_awaits_request,
    .owes_output = http1_owes_output,
    .stop = http1_stop,
};
