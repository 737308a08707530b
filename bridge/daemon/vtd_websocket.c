// SPDX-License-Identifier: Apache-2.0
// One call over a WebSocket: wslay reads the frames and writes those of control; file bytes go into
// messages uncopied.
#include "vtd_websocket.h"

#include "vtb_grpc.h"
#include "vtb_websocket.h"
#include "vtd_call.h"
#include "vtd_connection.h"
#include "vtd_origin.h"
#include "vtd_router.h"
#include "vtd_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wslay/wslay.h>

enum { HEADERS_MAX = 16384, HEAD_TEXT_MAX = 8192 };

typedef struct websocket_session {
    vtd_connection *connection;
    wslay_event_context_ptr context;
    const uint8_t *input; // while it is received
    size_t input_size;
    vtb_request handshake; // until the call begins
    vtd_exchange *exchange; // the call
    vtd_buffer *head;       // of its answer, until it is in a batch
    bool has_begun;         // the first message has come
    bool has_ended;         // the client sends no more of its request
    bool is_closing;        // a close frame is queued: no more messages
} websocket_session;

static const vtd_responder responder;

bool vtd_websocket_accept(vtd_exchange *exchange)
{
    char accept[VTB_WEBSOCKET_ACCEPT_SIZE];
    char text[256];
    if (!vtd_host_is_ours(exchange)) {
        vtd_answer_status(exchange, 421);
        return false;
    }
    if (!vtd_origin_is_permitted(exchange)) {
        vtd_answer_status(exchange, 403);
        return false;
    }
    int status = vtb_websocket_handshake(&exchange->request, accept);
    if (status != 0) {
        vtd_answer_status(exchange, status);
        return false;
    }
    int size = snprintf(text, sizeof text,
                        "HTTP/1.1 101 \r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                        "sec-websocket-accept: %s\r\nsec-websocket-protocol: %s\r\n\r\n",
                        accept, VTB_WEBSOCKET_PROTOCOL);
    return vtd_batch_copy(exchange->connection, text, (size_t)size);
}

// Ends the WebSocket with a reason that clients can read (RFC 6455 section 7.4.1).
static void queue_close(websocket_session *session, uint16_t code)
{
    if (!session->is_closing) {
        session->is_closing = true;
        (void)wslay_event_queue_close(session->context, code, NULL, 0);
        vtd_connection_turn(session->connection);
    }
}

static ssize_t on_receive(wslay_event_context_ptr context, uint8_t *space, size_t size, int flags,
                          void *data)
{
    (void)flags;
    websocket_session *session = data;
    size_t taken = session->input_size < size ? session->input_size : size;
    if (taken == 0) {
        wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    memcpy(space, session->input, taken);
    session->input += taken;
    session->input_size -= taken;
    return (ssize_t)taken;
}

static ssize_t on_send(wslay_event_context_ptr context, const uint8_t *bytes, size_t size,
                       int flags, void *data)
{
    (void)flags;
    websocket_session *session = data;
    if (!vtd_batch_copy(session->connection, bytes, size)) {
        wslay_event_set_error(context, WSLAY_ERR_CALLBACK_FAILURE);
        return -1;
    }
    return (ssize_t)size;
}

// The request of the call: the path and origin of the handshake, the headers of the first message.
static bool make_request(websocket_session *session, const uint8_t *bytes, size_t size,
                         vtb_request *out)
{
    const vtb_request *handshake = &session->handshake;
    const char *path = vtb_request_path(handshake);
    const char *authority = vtb_request_authority(handshake);
    const char *origin = vtb_request_header(handshake, "origin");
    return vtb_websocket_headers(bytes, size, out) == 0 &&
           vtb_request_set_method(out, "POST", 4) == 0 &&
           vtb_request_set_target(out, path, strlen(path)) == 0 &&
           vtb_request_set_authority(out, authority, strlen(authority)) == 0 &&
           (origin == NULL || vtb_request_add(out, "origin", 6, origin, strlen(origin)) == 0) &&
           vtb_content_kind_of(vtb_request_header(out, "content-type")) == VTB_CONTENT_GRPC_WEB;
}

static void begin_call(websocket_session *session, const uint8_t *bytes, size_t size)
{
    vtd_connection *connection = session->connection;
    vtd_exchange *exchange =
        vtd_exchange_new(connection->server, connection, &responder, session);
    if (exchange == NULL) {
        queue_close(session, WSLAY_CODE_INTERNAL_SERVER_ERROR);
        return;
    }
    session->has_begun = true;
    session->exchange = exchange;
    connection->waits_since_ms = uv_now(&connection->server->loop);
    if (!make_request(session, bytes, size, &exchange->request)) {
        queue_close(session, WSLAY_CODE_POLICY_VIOLATION);
        return;
    }
    vtb_request_free(&session->handshake);
    vtd_call_begin(exchange, VTB_CONTENT_GRPC_WEB);
}

static void take_message(websocket_session *session, const uint8_t *bytes, size_t size)
{
    if (!session->has_begun) {
        begin_call(session, bytes, size);
        return;
    }
    vtb_websocket_kind kind = vtb_websocket_kind_of(bytes, size);
    if (session->has_ended || kind == VTB_WEBSOCKET_UNKNOWN) {
        queue_close(session, WSLAY_CODE_POLICY_VIOLATION);
    } else if (kind == VTB_WEBSOCKET_DATA) {
        vtd_exchange_body(session->exchange, bytes + 1, size - 1);
    } else {
        session->has_ended = true;
        vtd_exchange_body_end(session->exchange);
    }
}

static void on_message(wslay_event_context_ptr context,
                       const struct wslay_event_on_msg_recv_arg *message, void *data)
{
    (void)context;
    websocket_session *session = data;
    if (session->is_closing || wslay_is_ctrl_frame(message->opcode)) {
        return; // wslay answers pings and closes
    }
    if (message->opcode != WSLAY_BINARY_FRAME) {
        queue_close(session, WSLAY_CODE_UNSUPPORTED_DATA);
        return;
    }
    take_message(session, message->msg, message->msg_length);
}

static bool websocket_start(vtd_connection *connection)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = on_receive, .send_callback = on_send, .on_msg_recv_callback = on_message};
    const vtd_limits *limits = &connection->server->options->limits;
    websocket_session *session = calloc(1, sizeof *session);
    if (session == NULL ||
        wslay_event_context_server_init(&session->context, &callbacks, session) != 0) {
        free(session);
        return false;
    }
    uint64_t message_max = limits->message_bytes + VTB_FRAME_HEAD_SIZE + 1;
    wslay_event_config_set_max_recv_msg_length(
        session->context, message_max > HEADERS_MAX ? message_max : HEADERS_MAX);
    session->connection = connection;
    connection->session = session;
    return true;
}

bool vtd_websocket_begin(vtd_connection *connection, vtb_request *taken)
{
    connection->protocol = &vtd_websocket;
    connection->waits_since_ms = uv_now(&connection->server->loop);
    if (!websocket_start(connection)) {
        connection->protocol = NULL;
        vtb_request_free(taken);
        return false;
    }
    websocket_session *session = connection->session;
    session->handshake = *taken;
    return true;
}

static void websocket_stop(vtd_connection *connection)
{
    websocket_session *session = connection->session;
    vtd_exchange_free(session->exchange);
    vtd_buffer_release(session->head);
    vtb_request_free(&session->handshake);
    wslay_event_context_free(session->context);
    free(session);
    connection->session = NULL;
}

static void websocket_receive(vtd_connection *connection, const uint8_t *bytes, size_t size)
{
    websocket_session *session = connection->session;
    session->input = bytes;
    session->input_size = size;
    if (wslay_event_recv(session->context) != 0) {
        session->is_closing = true; // a malformed head: wslay has queued a close frame
    }
}

static void put_output(websocket_session *session)
{
    vtd_connection *connection = session->connection;
    vtd_queue *output = &session->exchange->output;
    uint8_t head[VTB_WEBSOCKET_HEAD_MAX];
    if (session->head != NULL) {
        size_t head_size = vtb_websocket_head_write(head, session->head->end);
        (void)vtd_batch_copy(connection, head, head_size);
        vtd_batch_slice(connection, session->head, session->head->end);
        vtd_buffer_release(session->head);
        session->head = NULL;
    }
    // One message for each buffer, which is a frame: clients wait for more behind a 0x80 frame.
    while (output->count > 0 && vtd_batch_has_room(connection)) {
        size_t size = vtd_queue_first(output)->end - vtd_queue_first(output)->start;
        (void)vtd_batch_copy(connection, head, vtb_websocket_head_write(head, size));
        (void)vtd_batch_move(connection, output, size);
    }
    vtd_exchange_writable(session->exchange);
}

// The client closed, or broke the protocol, or was told why we close: the call is over.
static bool is_over(const websocket_session *session)
{
    return session->is_closing || wslay_event_get_read_enabled(session->context) == 0 ||
           wslay_event_get_close_received(session->context) != 0;
}

// Pings, pongs and closing. wslay forgets pongs once a close frame is queued.
static bool put_control(websocket_session *session)
{
    return wslay_event_want_write(session->context) == 0 ||
           !vtd_batch_has_room(session->connection) || wslay_event_send(session->context) == 0;
}

static void websocket_advance(vtd_connection *connection)
{
    websocket_session *session = connection->session;
    if (connection->is_writing) {
        return;
    }
    bool is_well = put_control(session);
    vtd_exchange *exchange = session->exchange;
    if (exchange != NULL && !is_over(session)) {
        put_output(session);
        if (exchange->is_finished && exchange->is_started && exchange->output.count == 0 &&
            session->head == NULL) {
            queue_close(session, WSLAY_CODE_NORMAL_CLOSURE);
        }
    }
    if (is_over(session) && exchange != NULL) {
        session->exchange = NULL;
        vtd_exchange_free(exchange);
    }
    if (!is_well || !put_control(session)) {
        vtd_connection_close(connection);
    } else if (is_over(session) && wslay_event_want_write(session->context) == 0) {
        vtd_connection_end(connection);
    }
}

// The first 0x80 frame holds the headers; with a grpc-status in it, it is the last one, too.
static void websocket_respond(vtd_exchange *exchange, const vtd_response *response)
{
    websocket_session *session = exchange->stream;
    vtd_buffer *head = vtd_buffer_new(HEAD_TEXT_MAX, &exchange->server->buffered_bytes);
    if (head == NULL) {
        vtd_connection_close(exchange->connection);
        return;
    }
    char *text = (char *)head->bytes + VTB_FRAME_HEAD_SIZE;
    size_t room = HEAD_TEXT_MAX - VTB_FRAME_HEAD_SIZE;
    size_t size = 0;
    for (size_t index = 0; index < response->header_count && size < room; index++) {
        size += (size_t)snprintf(text + size, room - size, "%s: %s\r\n",
                                 response->headers[index].name, response->headers[index].value);
    }
    if (size >= room) {
        vtd_buffer_release(head);
        vtd_connection_close(exchange->connection);
        return;
    }
    vtb_frame_head_write(head->bytes, VTB_FRAME_TRAILER, (uint32_t)size);
    head->end = VTB_FRAME_HEAD_SIZE + size;
    session->head = head;
    vtd_connection_turn(exchange->connection);
}

static void websocket_wake(vtd_exchange *exchange)
{
    vtd_connection_turn(exchange->connection);
}

static void websocket_reset(vtd_exchange *exchange)
{
    queue_close(exchange->stream, WSLAY_CODE_INTERNAL_SERVER_ERROR);
}

static const vtd_responder responder = {websocket_respond, websocket_wake, websocket_reset};

static void websocket_drain(vtd_connection *connection)
{
    websocket_session *session = connection->session;
    if (session->exchange == NULL) {
        queue_close(session, WSLAY_CODE_GOING_AWAY);
    }
}

static void websocket_probe(vtd_connection *connection)
{
    websocket_session *session = connection->session;
    const struct wslay_event_msg ping = {.opcode = WSLAY_PING};
    (void)wslay_event_queue_msg(session->context, &ping);
    vtd_connection_turn(connection);
}

static bool websocket_is_idle(const vtd_connection *connection)
{
    const websocket_session *session = connection->session;
    return session->exchange == NULL;
}

static bool websocket_awaits_request(const vtd_connection *connection)
{
    const websocket_session *session = connection->session;
    return !session->has_begun ||
           (session->exchange != NULL && !session->has_ended && !session->exchange->is_duplex &&
            !session->exchange->is_finished);
}

static bool websocket_owes_output(const vtd_connection *connection)
{
    const websocket_session *session = connection->session;
    return session->exchange != NULL && session->exchange->output.count > 0;
}

const vtd_protocol vtd_websocket = {
    .start = websocket_start,
    .receive = websocket_receive,
    .advance = websocket_advance,
    .drain = websocket_drain,
    .is_idle = websocket_is_idle,
    .awaits_request = websocket_awaits_request,
    .owes_output = websocket_owes_output,
    .probe = websocket_probe,
    .stop = websocket_stop,
};
