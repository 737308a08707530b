// SPDX-License-Identifier: Apache-2.0
// HTTP/2 on a connection with nghttp2; file bytes go into DATA frames uncopied.
#include "vtb_request.h"
#include "vtd_connection.h"
#include "vtd_exchange.h"
#include "vtd_log.h"
#include "vtd_router.h"
#include "vtd_server.h"

#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME_BUFFERS_MAX = 16, WINDOW_SIZE = 65535 };

typedef struct http2_stream {
    int32_t id;
    vtd_exchange *exchange;
    struct http2_stream *previous;
    struct http2_stream *next;
    vtb_http_status refusal; // first error of the request head
    bool is_routed;
    bool is_request_complete;
    bool has_moved; // output went out since the handler was told
} http2_stream;

typedef struct http2_session {
    nghttp2_session *nghttp2;
    http2_stream *streams;
    size_t stream_count;
} http2_session;

static const vtd_responder http2_responder;

static void stream_free(http2_session *session, http2_stream *stream)
{
    if (stream->previous != NULL) {
        stream->previous->next = stream->next;
    } else {
        session->streams = stream->next;
    }
    if (stream->next != NULL) {
        stream->next->previous = stream->previous;
    }
    session->stream_count--;
    vtd_exchange_free(stream->exchange);
    free(stream);
}

static http2_stream *stream_new(vtd_connection *connection, int32_t id)
{
    http2_session *session = connection->session;
    http2_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        return NULL;
    }
    stream->exchange = vtd_exchange_new(connection->server, connection, &http2_responder, stream);
    if (stream->exchange == NULL) {
        free(stream);
        return NULL;
    }
    stream->id = id;
    stream->next = session->streams;
    if (stream->next != NULL) {
        stream->next->previous = stream;
    }
    session->streams = stream;
    session->stream_count++;
    return stream;
}

static int on_begin_headers(nghttp2_session *nghttp2, const nghttp2_frame *frame, void *data)
{
    vtd_connection *connection = data;
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) {
        return 0;
    }
    http2_stream *stream = stream_new(connection, frame->hd.stream_id);
    if (stream == NULL) {
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    }
    connection->waits_since_ms = uv_now(&connection->server->loop);
    return nghttp2_session_set_stream_user_data(nghttp2, stream->id, stream);
}

static vtb_http_status take_header(vtb_request *request, const char *name, size_t name_size,
                                   const char *value, size_t value_size)
{
    if (name[0] != ':') {
        return vtb_request_add(request, name, name_size, value, value_size);
    }
    if (strcmp(name, ":method") == 0) {
        return vtb_request_set_method(request, value, value_size);
    }
    if (strcmp(name, ":path") == 0) {
        return vtb_request_set_target(request, value, value_size);
    }
    if (strcmp(name, ":authority") == 0) {
        return vtb_request_set_authority(request, value, value_size);
    }
    return 0; // :scheme says nothing that the socket does not
}

static int on_header(nghttp2_session *nghttp2, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_size, const uint8_t *value, size_t value_size, uint8_t flags,
                     void *data)
{
    (void)flags;
    (void)data;
    http2_stream *stream = nghttp2_session_get_stream_user_data(nghttp2, frame->hd.stream_id);
    bool is_request = frame->headers.cat == NGHTTP2_HCAT_REQUEST;
    if (stream != NULL && is_request && stream->refusal == 0) {
        stream->refusal = take_header(&stream->exchange->request, (const char *)name, name_size,
                                      (const char *)value, value_size);
    }
    return 0;
}

static void stream_route(http2_stream *stream)
{
    vtd_exchange *exchange = stream->exchange;
    const char *host = vtb_request_header(&exchange->request, "host");
    if (stream->refusal == 0 && host != NULL && exchange->request.authority == 0) {
        char authority[256];
        size_t size = strlen(host);
        stream->refusal = 400;
        if (size < sizeof authority) {
            memcpy(authority, host, size);
            stream->refusal = vtb_request_set_authority(&exchange->request, authority, size);
        }
    }
    exchange->is_head = strcmp(vtb_request_method(&exchange->request), "HEAD") == 0;
    stream->is_routed = true;
    if (stream->refusal != 0) {
        vtd_answer_status(exchange, stream->refusal);
    } else {
        vtd_route(exchange);
    }
}

static int on_frame_received(nghttp2_session *nghttp2, const nghttp2_frame *frame, void *data)
{
    (void)data;
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA) {
        return 0;
    }
    http2_stream *stream = nghttp2_session_get_stream_user_data(nghttp2, frame->hd.stream_id);
    if (stream == NULL) {
        return 0;
    }
    if (!stream->is_routed) {
        stream_route(stream);
    }
    if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0 && !stream->is_request_complete) {
        stream->is_request_complete = true;
        vtd_exchange_body_end(stream->exchange);
    }
    return 0;
}

static int on_data_chunk(nghttp2_session *nghttp2, uint8_t flags, int32_t stream_id,
                         const uint8_t *bytes, size_t size, void *data)
{
    (void)flags;
    (void)data;
    http2_stream *stream = nghttp2_session_get_stream_user_data(nghttp2, stream_id);
    if (stream != NULL && stream->is_routed) {
        vtd_exchange_body(stream->exchange, bytes, size);
    }
    return 0;
}

static int on_stream_close(nghttp2_session *nghttp2, int32_t stream_id, uint32_t code, void *data)
{
    (void)code;
    vtd_connection *connection = data;
    http2_session *session = connection->session;
    http2_stream *stream = nghttp2_session_get_stream_user_data(nghttp2, stream_id);
    if (stream != NULL) {
        (void)nghttp2_session_set_stream_user_data(nghttp2, stream_id, NULL);
        stream_free(session, stream);
        connection->waits_since_ms = uv_now(&connection->server->loop);
    }
    return 0;
}

// A complete response to an incomplete request: the client may stop sending (RFC 9113 section 8.1).
static int on_frame_sent(nghttp2_session *nghttp2, const nghttp2_frame *frame, void *data)
{
    (void)data;
    bool ends = (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) &&
                (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (ends && nghttp2_session_get_stream_remote_close(nghttp2, frame->hd.stream_id) == 0) {
        (void)nghttp2_submit_rst_stream(nghttp2, NGHTTP2_FLAG_NONE, frame->hd.stream_id,
                                        NGHTTP2_NO_ERROR);
    }
    return 0;
}

static ssize_t on_send(nghttp2_session *nghttp2, const uint8_t *bytes, size_t size, int flags,
                       void *data)
{
    (void)nghttp2;
    (void)flags;
    vtd_connection *connection = data;
    if (!vtd_batch_has_room(connection)) {
        return NGHTTP2_ERR_WOULDBLOCK;
    }
    return vtd_batch_copy(connection, bytes, size) ? (ssize_t)size : NGHTTP2_ERR_CALLBACK_FAILURE;
}

static int on_send_data(nghttp2_session *nghttp2, nghttp2_frame *frame, const uint8_t *head,
                        size_t size, nghttp2_data_source *source, void *data)
{
    (void)nghttp2;
    (void)frame;
    enum { FRAME_HEAD_SIZE = 9 };
    vtd_connection *connection = data;
    http2_stream *stream = source->ptr;
    if (!vtd_batch_has_room(connection)) {
        return NGHTTP2_ERR_WOULDBLOCK;
    }
    if (!vtd_batch_copy(connection, head, FRAME_HEAD_SIZE)) {
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    stream->has_moved = true;
    bool moved = vtd_batch_move(connection, &stream->exchange->output, size) == size;
    return moved ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
}

static nghttp2_nv field_of(const char *name, const char *value)
{
    return (nghttp2_nv){
        .name = (uint8_t *)(uintptr_t)name,
        .value = (uint8_t *)(uintptr_t)value,
        .namelen = strlen(name),
        .valuelen = strlen(value),
        .flags = NGHTTP2_NV_FLAG_NONE,
    };
}

// The body ends: either the stream does, too, or a HEADERS frame with the status follows.
static uint32_t end_flags(nghttp2_session *nghttp2, const http2_stream *stream)
{
    const vtd_trailers *trailers = stream->exchange->trailers;
    if (trailers == NULL) {
        return NGHTTP2_DATA_FLAG_EOF;
    }
    const nghttp2_nv fields[] = {field_of("grpc-status", trailers->status),
                                 field_of("grpc-message", trailers->message),
                                 field_of("grpc-retry-pushback-ms", trailers->retry),
                                 field_of("grpc-status-details-bin", trailers->details)};
    size_t count = trailers->message[0] == '\0' ? 1 : trailers->retry[0] == '\0' ? 2 : 4;
    if (nghttp2_submit_trailer(nghttp2, stream->id, fields, count) != 0) {
        return NGHTTP2_DATA_FLAG_EOF; // without a status, clients see a broken call
    }
    return NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
}

static ssize_t on_data_wanted(nghttp2_session *nghttp2, int32_t stream_id, uint8_t *space,
                              size_t size_max, uint32_t *flags, nghttp2_data_source *source,
                              void *data)
{
    (void)stream_id;
    (void)space;
    (void)data;
    http2_stream *stream = source->ptr;
    const vtd_exchange *exchange = stream->exchange;
    size_t size = 0;
    for (size_t index = 0; index < FRAME_BUFFERS_MAX && size < size_max; index++) {
        const vtd_buffer *buffer = vtd_queue_at(&exchange->output, index);
        size += buffer == NULL ? 0 : buffer->end - buffer->start;
    }
    size = size < size_max ? size : size_max;
    if (size == 0 && !exchange->is_finished) {
        return NGHTTP2_ERR_DEFERRED;
    }
    stream->exchange->output.promised = size;
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (exchange->is_finished && size == exchange->output.bytes) {
        *flags |= end_flags(nghttp2, stream);
    }
    return (ssize_t)size;
}

static nghttp2_session_callbacks *callbacks_new(void)
{
    nghttp2_session_callbacks *callbacks = NULL;
    if (nghttp2_session_callbacks_new(&callbacks) != 0) {
        return NULL;
    }
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame_received);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data_chunk);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, on_frame_sent);
    nghttp2_session_callbacks_set_send_callback(callbacks, on_send);
    nghttp2_session_callbacks_set_send_data_callback(callbacks, on_send_data);
    return callbacks;
}

static nghttp2_session *nghttp2_new(vtd_connection *connection)
{
    nghttp2_session_callbacks *callbacks = callbacks_new();
    nghttp2_option *option = NULL;
    nghttp2_session *nghttp2 = NULL;
    if (callbacks != NULL && nghttp2_option_new(&option) == 0) {
        nghttp2_option_set_no_closed_streams(option, 1);
        if (nghttp2_session_server_new2(&nghttp2, callbacks, connection, option) != 0) {
            nghttp2 = NULL;
        }
        nghttp2_option_del(option);
    }
    nghttp2_session_callbacks_del(callbacks);
    return nghttp2;
}

static bool http2_start(vtd_connection *connection)
{
    http2_session *session = calloc(1, sizeof *session);
    if (session == NULL) {
        return false;
    }
    session->nghttp2 = nghttp2_new(connection);
    const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
         (uint32_t)connection->server->options->limits.streams_per_connection},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, WINDOW_SIZE},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, VTB_REQUEST_HEAD_MAX},
        {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
    };
    if (session->nghttp2 == NULL ||
        nghttp2_submit_settings(session->nghttp2, NGHTTP2_FLAG_NONE, settings,
                                sizeof settings / sizeof *settings) != 0) {
        nghttp2_session_del(session->nghttp2);
        free(session);
        return false;
    }
    connection->session = session;
    return true;
}

static void http2_stop(vtd_connection *connection)
{
    http2_session *session = connection->session;
    while (session->streams != NULL) {
        stream_free(session, session->streams);
    }
    nghttp2_session_del(session->nghttp2);
    free(session);
    connection->session = NULL;
}

static void http2_receive(vtd_connection *connection, const uint8_t *bytes, size_t size)
{
    http2_session *session = connection->session;
    if (nghttp2_session_mem_recv(session->nghttp2, bytes, size) < 0) {
        vtd_connection_close(connection);
    }
}

static void http2_advance(vtd_connection *connection)
{
    http2_session *session = connection->session;
    if (connection->is_writing) {
        return;
    }
    if (nghttp2_session_send(session->nghttp2) != 0) {
        vtd_connection_close(connection);
        return;
    }
    for (http2_stream *stream = session->streams; stream != NULL; stream = stream->next) {
        if (stream->has_moved) {
            stream->has_moved = false;
            vtd_exchange_writable(stream->exchange);
        }
    }
    if (nghttp2_session_want_read(session->nghttp2) == 0 &&
        nghttp2_session_want_write(session->nghttp2) == 0) {
        vtd_connection_end(connection);
    }
}

static void http2_respond(vtd_exchange *exchange, const vtd_response *response)
{
    http2_stream *stream = exchange->stream;
    http2_session *session = exchange->connection->session;
    nghttp2_nv fields[VTD_RESPONSE_HEADERS_MAX + 3];
    size_t count = 0;
    char status[16];
    char length[24];
    (void)snprintf(status, sizeof status, "%d", response->status);
    (void)snprintf(length, sizeof length, "%lld", (long long)response->content_length);
    vtd_header all[VTD_RESPONSE_HEADERS_MAX + 3] = {{":status", status},
                                                    {"date", exchange->server->date}};
    size_t all_count = 2;
    for (size_t index = 0; index < response->header_count; index++) {
        all[all_count++] = response->headers[index];
    }
    if (response->content_length >= 0) {
        all[all_count++] = (vtd_header){"content-length", length};
    }
    for (; count < all_count; count++) {
        fields[count] = field_of(all[count].name, all[count].value);
    }
    nghttp2_data_provider provider = {.source.ptr = stream, .read_callback = on_data_wanted};
    bool has_body = !exchange->is_head && (response->content_length == VTD_LENGTH_STREAM ||
                                           response->content_length > 0);
    if (nghttp2_submit_response(session->nghttp2, stream->id, fields, count,
                                has_body ? &provider : NULL) != 0) {
        vtd_connection_close(exchange->connection);
        return;
    }
    vtd_connection_turn(exchange->connection);
}

static void http2_wake(vtd_exchange *exchange)
{
    http2_stream *stream = exchange->stream;
    http2_session *session = exchange->connection->session;
    if (session != NULL) {
        (void)nghttp2_session_resume_data(session->nghttp2, stream->id);
        vtd_connection_turn(exchange->connection);
    }
}

static void http2_reset(vtd_exchange *exchange)
{
    http2_stream *stream = exchange->stream;
    http2_session *session = exchange->connection->session;
    (void)nghttp2_submit_rst_stream(session->nghttp2, NGHTTP2_FLAG_NONE, stream->id,
                                    NGHTTP2_INTERNAL_ERROR);
    vtd_connection_turn(exchange->connection);
}

static const vtd_responder http2_responder = {http2_respond, http2_wake, http2_reset};

static void http2_drain(vtd_connection *connection)
{
    http2_session *session = connection->session;
    int32_t last = nghttp2_session_get_last_proc_stream_id(session->nghttp2);
    (void)nghttp2_submit_goaway(session->nghttp2, NGHTTP2_FLAG_NONE, last, NGHTTP2_NO_ERROR, NULL,
                                0);
    vtd_connection_turn(connection);
}

static void http2_probe(vtd_connection *connection)
{
    http2_session *session = connection->session;
    (void)nghttp2_submit_ping(session->nghttp2, NGHTTP2_FLAG_NONE, NULL);
    vtd_connection_turn(connection);
}

static bool http2_is_idle(const vtd_connection *connection)
{
    const http2_session *session = connection->session;
    return session->stream_count == 0;
}

// Streams have deadlines of their own from the moment their head is complete.
static bool http2_awaits_request(const vtd_connection *connection)
{
    const http2_session *session = connection->session;
    for (const http2_stream *stream = session->streams; stream != NULL; stream = stream->next) {
        const vtd_exchange *exchange = stream->exchange;
        if (!stream->is_request_complete && !exchange->is_duplex && !exchange->is_finished) {
            return true;
        }
    }
    return false;
}

static bool http2_owes_output(const vtd_connection *connection)
{
    const http2_session *session = connection->session;
    for (const http2_stream *stream = session->streams; stream != NULL; stream = stream->next) {
        if (stream->exchange->output.count > 0) {
            return true;
        }
    }
    return false;
}

const vtd_protocol vtd_http2 = {
    .start = http2_start,
    .receive = http2_receive,
    .advance = http2_advance,
    .drain = http2_drain,
    .is_idle = http2_is_idle,
    .awaits_request = http2_awaits_request,
    .owes_output = http2_owes_output,
    .probe = http2_probe,
    .stop = http2_stop,
};
