// SPDX-License-Identifier: Apache-2.0
// The life of a call: head, message, method, trailers, log line.
#include "vtd_call.h"

#include "vtb_retry.h"
#include "vtd_middleware.h"
#include "vtd_origin.h"
#include "vtd_quota.h"
#include "vtd_record.h"
#include "vtd_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t vtd_call_now_s(void)
{
    time_t now = time(NULL);
    return now < 0 ? 0 : (uint64_t)now;
}

static void call_destroy(vtd_task *task)
{
    vtd_call *call = (vtd_call *)task;
    if (call->method != NULL && call->method->discard != NULL && call->progress != NULL) {
        call->method->discard(call);
    }
    vtd_handle_release(call->handle);
    vtb_frame_reader_free(&call->reader);
    free(call);
}

static void open_list_add(vtd_call *call)
{
    vtd_server *server = call->task.server;
    call->next_open = server->open_calls;
    if (call->next_open != NULL) {
        call->next_open->previous_open = call;
    }
    server->open_calls = call;
}

static void open_list_remove(vtd_call *call)
{
    vtd_server *server = call->task.server;
    if (call->previous_open == NULL && server->open_calls != call) {
        return;
    }
    if (call->previous_open != NULL) {
        call->previous_open->next_open = call->next_open;
    } else {
        server->open_calls = call->next_open;
    }
    if (call->next_open != NULL) {
        call->next_open->previous_open = call->previous_open;
    }
    call->next_open = call->previous_open = NULL;
}

void vtd_calls_check(vtd_server *server)
{
    for (vtd_call *call = server->open_calls; call != NULL;) {
        vtd_call *next = call->next_open; // the parts of a call are not in the list
        vtb_error error = call->has_grant ? vtb_grant_is_current(&call->grant, vtd_call_now_s())
                                          : VTB_OK;
        if (error != VTB_OK) {
            vtd_call_finish(call, error);
        }
        call = next;
    }
}

void vtd_calls_drain(vtd_server *server)
{
    for (vtd_call *call = server->open_calls; call != NULL;) {
        vtd_call *next = call->next_open;
        call->method->drain(call);
        call = next;
    }
}

static void add_common_headers(vtd_call *call, vtd_response *response)
{
    vtd_response_add(response, "content-type", vtb_content_type(call->kind));
    vtd_response_add(response, "traceparent", call->trace);
    if (call->kind == VTB_CONTENT_GRPC) {
        return; // the others are for browsers, and would be metadata here
    }
    vtd_response_add(response, "cache-control", "no-store, no-transform");
    vtd_response_add(response, "x-content-type-options", "nosniff");
    vtd_response_add(response, "x-accel-buffering", "no");
    vtd_response_add(response, "cross-origin-resource-policy", "same-origin");
    vtd_origin_add_headers(call->task.exchange, response);
}

static void record_call(const vtd_call *call, vtb_error error)
{
    const vtd_exchange *exchange = call->task.exchange;
    const vtd_record record = {
        .method = call->method == NULL ? "unknown" : call->method->path,
        .result = error,
        .peer = exchange == NULL ? "" : exchange->connection->peer_address,
        .grant = call->has_grant ? &call->grant : NULL,
        .share = call->share == NULL ? "" : call->share->name,
        .path = call->share == NULL ? "" : call->path,
        .bytes = call->bytes_sent,
        .started_ms = call->started_ms,
        .trace = call->trace,
    };
    vtd_record_write(call->task.server, &record);
}

static void deadline_closed(uv_handle_t *timer)
{
    vtd_task_release(timer->data);
}

static void call_settle(vtd_call *call, vtb_error error)
{
    call->is_finished = true;
    open_list_remove(call);
    if (call->method != NULL && call->method->stop != NULL && call->progress != NULL) {
        call->method->stop(call);
    }
    vtd_lease_end(&call->task.server->revocation, &call->lease);
    vtd_quota_end(call->task.server, &call->lease, call->bytes_sent);
    record_call(call, error);
    if (call->timeout_ms > 0) {
        uv_close((uv_handle_t *)&call->deadline, deadline_closed);
    }
}

static void print_status(vtb_error error, uint64_t retry_ms, vtd_trailers *out)
{
    const char *sentence = error == VTB_OK ? "" : vtb_error_sentence(error);
    uint64_t wait_ms = vtb_retry_ms(error, retry_ms);
    (void)snprintf(out->status, sizeof out->status, "%d", vtb_error_status(error) % 100);
    (void)vtb_grpc_message_encode(sentence, out->message, sizeof out->message);
    out->retry[0] = out->details[0] = '\0';
    if (wait_ms > 0) {
        (void)snprintf(out->retry, sizeof out->retry, "%llu", (unsigned long long)wait_ms);
        (void)vtb_retry_details_print(error, wait_ms, out->details);
    }
}

// Nothing has been sent yet: the status goes into the head (Trailers-Only).
static void answer_trailers_only(vtd_call *call, vtb_error error)
{
    vtd_trailers trailers;
    bool is_native = call->kind == VTB_CONTENT_GRPC;
    vtd_response response = {.status = 200, .content_length = is_native ? VTD_LENGTH_NONE : 0};
    print_status(error, call->task.exchange->retry_ms, &trailers);
    add_common_headers(call, &response);
    vtd_response_add(&response, "grpc-status", trailers.status);
    vtd_response_add(&response, "grpc-message", trailers.message);
    if (trailers.retry[0] != '\0') {
        vtd_response_add(&response, "grpc-retry-pushback-ms", trailers.retry);
        vtd_response_add(&response, "grpc-status-details-bin", trailers.details);
    }
    if (error == VTB_E_ENCODING) {
        vtd_response_add(&response, "grpc-accept-encoding", "identity");
    }
    vtd_exchange_respond(call->task.exchange, &response);
}

void vtd_call_open_answer(vtd_call *call)
{
    vtd_exchange *exchange = call->task.exchange;
    if (!exchange->is_started) {
        vtd_response response = {.status = 200, .content_length = VTD_LENGTH_STREAM};
        add_common_headers(call, &response);
        vtd_exchange_respond(exchange, &response);
    }
}

// gRPC-Web: the trailers are the last frame of the body.
static void send_trailer_frame(vtd_call *call, vtb_error error)
{
    char text[VTB_TRAILER_MAX];
    uint64_t retry_ms = vtb_retry_ms(error, call->task.exchange->retry_ms);
    size_t size = vtb_grpc_trailer_print(error, text);
    size += vtb_retry_print(error, retry_ms, text + size, sizeof text - size);
    vtd_buffer *buffer =
        vtd_buffer_new(VTB_FRAME_HEAD_SIZE + size, &call->task.server->buffered_bytes);
    if (buffer == NULL) {
        vtd_exchange_reset(call->task.exchange);
        return;
    }
    vtb_frame_head_write(buffer->bytes, VTB_FRAME_TRAILER, (uint32_t)size);
    memcpy(buffer->bytes + VTB_FRAME_HEAD_SIZE, text, size);
    buffer->end = VTB_FRAME_HEAD_SIZE + size;
    vtd_exchange_send(call->task.exchange, buffer);
}

static void finish_with_trailers(vtd_call *call, vtb_error error)
{
    vtd_trailers *trailers = malloc(sizeof *trailers);
    if (trailers == NULL) {
        vtd_exchange_reset(call->task.exchange);
        return;
    }
    print_status(error, call->task.exchange->retry_ms, trailers);
    vtd_exchange_finish_with(call->task.exchange, trailers);
}

void vtd_call_finish(vtd_call *call, vtb_error error)
{
    vtd_exchange *exchange = call->task.exchange;
    if (call->is_finished || exchange == NULL) {
        return;
    }
    call_settle(call, error);
    if (call->carrier != NULL) {
        call->carrier->finished(call, error);
        return;
    }
    if (!exchange->is_started && error != VTB_OK) {
        answer_trailers_only(call, error);
        vtd_exchange_finish(exchange);
        return;
    }
    vtd_call_open_answer(call);
    if (call->kind == VTB_CONTENT_GRPC) {
        finish_with_trailers(call, error);
        return;
    }
    send_trailer_frame(call, error);
    vtd_exchange_finish(exchange);
}

size_t vtd_call_wrap(vtd_call *call, uint8_t *payload, size_t size)
{
    if (call->carrier != NULL) {
        return call->carrier->wrap(call, payload, size);
    }
    vtb_frame_head_write(payload - VTB_FRAME_HEAD_SIZE, VTB_FRAME_MESSAGE, (uint32_t)size);
    return VTB_FRAME_HEAD_SIZE;
}

void vtd_call_send(vtd_call *call, vtd_buffer *taken)
{
    if (call->is_finished || call->task.exchange == NULL) {
        vtd_buffer_release(taken);
        return;
    }
    vtd_call_open_answer(call);
    taken->start -= vtd_call_wrap(call, taken->bytes + taken->start, taken->end - taken->start);
    taken->owner = call->owner;
    call->bytes_sent += taken->end - taken->start;
    vtd_exchange_send(call->task.exchange, taken);
}

vtd_buffer *vtd_call_message(vtd_call *call, size_t size)
{
    vtd_buffer *buffer =
        vtd_buffer_new(VTB_ENVELOPE_MAX + size, &call->task.server->buffered_bytes);
    if (buffer != NULL) {
        buffer->start = VTB_ENVELOPE_MAX;
        buffer->end = VTB_ENVELOPE_MAX + size;
    }
    return buffer;
}

static void pump_ended(vtd_pump *pump, vtb_error error)
{
    vtd_call_finish((vtd_call *)pump->task, error);
}

static vtb_error pump_permits(vtd_pump *pump)
{
    vtd_call *call = (vtd_call *)pump->task;
    vtb_error error = vtb_grant_is_current(&call->grant, vtd_call_now_s());
    return error == VTB_OK ? vtd_quota_permit(call->task.exchange, &call->lease, call->bytes_sent)
                           : error;
}

void vtd_call_pump(vtd_call *call, vtd_pump *pump)
{
    pump->task = &call->task;
    pump->ended = pump_ended;
    pump->permits = pump_permits;
    pump->sent = &call->bytes_sent;
    pump->owner = call->owner;
    if (call->carrier != NULL) {
        call->carrier->pump(call, pump);
        return;
    }
    if (pump->position < pump->end) {
        vtd_call_open_answer(call);
    }
    vtd_pump_step(pump);
}

static void deadline_passed(uv_timer_t *timer)
{
    vtd_call_finish(timer->data, VTB_E_DEADLINE);
}

static void call_revoked(vtd_lease *lease, vtb_error error)
{
    vtd_call_finish(lease->owner, error);
}

static bool start_deadline(vtd_call *call)
{
    if (uv_timer_init(&call->task.server->loop, &call->deadline) != 0) {
        call->timeout_ms = 0;
        return false;
    }
    call->deadline.data = call;
    vtd_task_hold(&call->task); // until the timer is closed
    return uv_timer_start(&call->deadline, deadline_passed, call->timeout_ms, 0) == 0;
}

static vtb_error feed_text(vtd_call *call, const uint8_t *text, size_t size)
{
    enum { STEP = 4096 };
    uint8_t bytes[VTB_TEXT_DECODED_MAX(STEP)];
    vtb_error error = VTB_OK;
    for (size_t offset = 0; error == VTB_OK && offset < size; offset += STEP) {
        size_t piece = size - offset < STEP ? size - offset : STEP;
        size_t decoded = 0;
        error = vtb_text_reader_feed(&call->text, (const char *)text + offset, piece, bytes,
                                     &decoded);
        if (error == VTB_OK) {
            error = vtb_frame_reader_feed(&call->reader, bytes, decoded);
        }
    }
    return error;
}

static void call_body(vtd_exchange *exchange, const uint8_t *bytes, size_t size)
{
    vtd_call *call = exchange->state;
    if (call->is_finished) {
        return;
    }
    vtb_error error = call->kind == VTB_CONTENT_GRPC_WEB_TEXT
                          ? feed_text(call, bytes, size)
                          : vtb_frame_reader_feed(&call->reader, bytes, size);
    if (error != VTB_OK) {
        vtd_call_finish(call, error);
    }
}

static void call_body_end(vtd_exchange *exchange)
{
    vtd_call *call = exchange->state;
    if (call->is_finished) {
        return;
    }
    vtb_error error = vtb_text_reader_finish(&call->text);
    if (error == VTB_OK) {
        error = vtb_frame_reader_finish(&call->reader);
    }
    if (error == VTB_OK && call->method->message == NULL) {
        error = vtd_middleware_message(call);
    }
    if (error != VTB_OK) {
        vtd_call_finish(call, error);
    } else if (call->method->message == NULL) {
        call->method->start(call);
    } else {
        call->method->end(call);
    }
}

static void call_writable(vtd_exchange *exchange)
{
    vtd_call *call = exchange->state;
    if (!call->is_finished && call->method->resume != NULL && call->progress != NULL) {
        call->method->resume(call);
    }
}

static void call_gone(vtd_exchange *exchange)
{
    vtd_call *call = exchange->state;
    if (!call->is_finished) {
        call_settle(call, VTB_E_CANCELLED);
    }
    vtd_task_abandon(&call->task);
    vtd_task_release(&call->task);
}

static vtb_error deliver(void *owner, const uint8_t *message, size_t size)
{
    vtd_call *call = owner;
    if (!call->is_finished) {
        call->method->message(call, message, size);
    }
    return VTB_OK;
}

// The method takes a stream of messages: it starts before the first one comes.
static void start_stream(vtd_call *call)
{
    call->reader.deliver = deliver;
    call->reader.owner = call;
    call->task.exchange->is_duplex = true;
    vtd_call_open_answer(call);
    call->method->start(call);
}

static void begin_lease(vtd_call *call)
{
    call->lease = (vtd_lease){
        .grant = &call->grant, .wish = &call->wish, .revoke = call_revoked, .owner = call};
    vtd_lease_begin(&call->task.server->revocation, &call->lease);
}

void vtd_call_begin_part(vtd_call *call, const vtd_carrier *carrier, const vtd_call *whole)
{
    vtd_exchange *exchange = whole->task.exchange;
    vtd_task_init(&call->task, exchange, call_destroy);
    call->carrier = carrier;
    call->kind = whole->kind;
    call->path = "";
    call->started_ms = uv_now(&exchange->server->loop);
    call->grant = whole->grant;
    call->has_grant = whole->has_grant;
    memcpy(call->trace, whole->trace, sizeof call->trace);
    call->owner = ++exchange->server->last_owner;
    exchange->server->calls_started++;
    begin_lease(call);
}

static const vtd_handler call_handler = {call_body, call_body_end, call_writable, call_gone};

void vtd_call_begin(vtd_exchange *exchange, vtb_content_kind kind)
{
    vtd_call *call = calloc(1, sizeof *call);
    if (call == NULL) {
        vtd_exchange_reset(exchange);
        return;
    }
    vtd_task_init(&call->task, exchange, call_destroy);
    exchange->handler = &call_handler;
    exchange->state = call;
    call->path = "";
    call->kind = kind;
    exchange->is_text = kind == VTB_CONTENT_GRPC_WEB_TEXT;
    call->started_ms = uv_now(&exchange->server->loop);
    exchange->server->calls_started++;
    vtb_frame_reader_init(&call->reader, exchange->server->options->limits.message_bytes);
    vtb_error error = vtd_middleware_head(call);
    if (error != VTB_OK) {
        call->timeout_ms = 0; // no timer runs
        vtd_call_finish(call, error);
        return;
    }
    if (call->has_grant) {
        begin_lease(call);
        error = vtd_quota_begin(exchange, &call->lease, call->method->is_stream);
    }
    if (error != VTB_OK) {
        call->timeout_ms = 0; // no timer runs
        vtd_call_finish(call, error);
    } else if (call->timeout_ms == 0) {
        vtd_call_finish(call, VTB_E_DEADLINE);
    } else if (!start_deadline(call)) {
        vtd_call_finish(call, VTB_E_INTERNAL);
    }
    if (!call->is_finished && call->method->drain != NULL) {
        open_list_add(call);
    }
    if (!call->is_finished && call->method->message != NULL) {
        start_stream(call);
    }
}
