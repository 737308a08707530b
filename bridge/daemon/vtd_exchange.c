// SPDX-License-Identifier: Apache-2.0
// The life of one request and its response.
#include "vtd_exchange.h"

#include "vtb_text.h"
#include "vtd_server.h"

#include <assert.h>
#include <stdlib.h>

void vtd_response_add(vtd_response *response, const char *name, const char *value)
{
    assert(response->header_count < VTD_RESPONSE_HEADERS_MAX);
    if (response->header_count < VTD_RESPONSE_HEADERS_MAX) {
        response->headers[response->header_count++] = (vtd_header){name, value};
    }
}

vtd_exchange *vtd_exchange_new(struct vtd_server *server, struct vtd_connection *connection,
                               const vtd_responder *responder, void *stream)
{
    vtd_exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL) {
        return NULL;
    }
    exchange->server = server;
    exchange->connection = connection;
    exchange->responder = responder;
    exchange->stream = stream;
    vtb_request_init(&exchange->request);
    return exchange;
}

void vtd_exchange_free(vtd_exchange *exchange)
{
    if (exchange == NULL) {
        return;
    }
    if (exchange->handler != NULL && exchange->handler->gone != NULL) {
        exchange->handler->gone(exchange);
    }
    vtd_queue_clear(&exchange->output);
    free(exchange->trailers);
    vtb_request_free(&exchange->request);
    free(exchange);
}

void vtd_exchange_body(vtd_exchange *exchange, const uint8_t *bytes, size_t size)
{
    if (exchange->handler != NULL && exchange->handler->body != NULL) {
        exchange->handler->body(exchange, bytes, size);
    }
}

void vtd_exchange_body_end(vtd_exchange *exchange)
{
    if (exchange->handler != NULL && exchange->handler->body_end != NULL) {
        exchange->handler->body_end(exchange);
    }
}

void vtd_exchange_writable(vtd_exchange *exchange)
{
    bool wanted = !exchange->is_finished && !exchange->is_reset && exchange->handler != NULL;
    if (wanted && exchange->handler->writable != NULL) {
        exchange->handler->writable(exchange);
    }
}

void vtd_exchange_respond(vtd_exchange *exchange, const vtd_response *response)
{
    assert(!exchange->is_started);
    exchange->is_started = true;
    exchange->responder->respond(exchange, response);
}

static vtd_buffer *encode_text(vtd_exchange *exchange, vtd_buffer *taken)
{
    size_t size = taken->end - taken->start;
    size_t text_size = vtb_text_size(size);
    vtd_buffer *text = vtd_buffer_new(text_size + 1, &exchange->server->buffered_bytes);
    if (text != NULL) {
        vtb_text_encode(taken->bytes + taken->start, size, (char *)text->bytes);
        text->end = text_size;
        text->owner = taken->owner;
    }
    vtd_buffer_release(taken);
    return text;
}

void vtd_exchange_send(vtd_exchange *exchange, vtd_buffer *taken)
{
    assert(exchange->is_started && !exchange->is_finished);
    if (exchange->is_head || exchange->is_reset || taken->start == taken->end) {
        vtd_buffer_release(taken);
        return;
    }
    if (exchange->is_text) {
        taken = encode_text(exchange, taken);
    }
    if (taken == NULL || !vtd_queue_push(&exchange->output, taken)) {
        vtd_exchange_reset(exchange);
        return;
    }
    exchange->responder->wake(exchange);
}

void vtd_exchange_finish_with(vtd_exchange *exchange, vtd_trailers *taken)
{
    exchange->trailers = taken;
    vtd_exchange_finish(exchange);
}

void vtd_exchange_finish(vtd_exchange *exchange)
{
    exchange->is_finished = true;
    exchange->responder->wake(exchange);
}

void vtd_exchange_reset(vtd_exchange *exchange)
{
    if (!exchange->is_reset) {
        exchange->is_reset = true;
        exchange->responder->reset(exchange);
    }
}
