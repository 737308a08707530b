// SPDX-License-Identifier: Apache-2.0
// Session: many calls on one stream, with ids, priorities, credit and cancelling.
#include "vtd_methods.h"
#include "vtd_mux.h"
#include "vtd_server.h"

#include <stdlib.h>
#include <string.h>

// A client that asks and asks and takes no answers is cut off.
enum { ANSWERS_MAX = 1024, CREDIT_FIRST = VTD_PACE_WINDOW_MAX * VTD_PACE_CHUNK_FIRST };

typedef struct session {
    vtd_mux mux;
    bool has_ended; // the client sends no more, or the daemon is shutting down
} session;

static const char *const methods[] = {
    [VTB_ACTION_OPEN] = "vitrine.v1.FileBridge/Open",
    [VTB_ACTION_STAT] = "vitrine.v1.FileBridge/Stat",
    [VTB_ACTION_LIST] = "vitrine.v1.FileBridge/List",
    [VTB_ACTION_READ] = "vitrine.v1.FileBridge/Read",
    [VTB_ACTION_CLOSE] = "vitrine.v1.FileBridge/Close",
};
enum { METHOD_COUNT = sizeof methods / sizeof *methods };

static size_t wrap(vtd_part *part, uint8_t *payload, size_t size)
{
    return vtb_session_head_write(payload, part->id, (uint32_t)(uintptr_t)part->context, size);
}

// What no part sends.
static void answer(vtd_call *call, uint32_t id, uint32_t number, const uint8_t *bytes, size_t size)
{
    vtd_buffer *buffer = vtd_call_message(call, size);
    if (buffer == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    uint8_t *body = buffer->bytes + buffer->start;
    memcpy(body, bytes, size);
    buffer->start -= vtb_session_head_write(body, id, number, size);
    vtd_exchange_send(call->task.exchange, buffer);
}

static void send_done(vtd_call *call, uint32_t id, vtb_error error)
{
    uint8_t done[512];
    size_t size = vtb_encode_done(error, done, sizeof done);
    answer(call, id, VTB_ANSWER_DONE, done, size);
}

static void end_if_idle(vtd_call *call, size_t running)
{
    const session *state = call->progress;
    if (state->has_ended && running == 0) {
        vtd_call_finish(call, call->task.server->drain_until_ms > 0 ? VTB_E_DRAINING : VTB_OK);
    }
}

static void finished(vtd_part *part, vtb_error error)
{
    vtd_call *call = part->mux->call;
    send_done(call, part->id, error);
    end_if_idle(call, part->mux->count - 1);
}

static const vtd_mux_owner owner = {wrap, finished};

void vtd_method_session_start(vtd_call *call)
{
    session *state = calloc(1, sizeof *state);
    if (state == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    vtd_mux_init(&state->mux, call, &owner);
    call->progress = state;
}

static void rank_of(vtb_priority priority, uint64_t *rank_out, unsigned *weight_out)
{
    static const struct {
        uint64_t rank;
        unsigned weight;
    } table[] = {
        [VTB_PRIORITY_UNSPECIFIED] = {2, 1}, [VTB_PRIORITY_METADATA] = {0, 1},
        [VTB_PRIORITY_THUMBNAIL] = {1, 1},   [VTB_PRIORITY_CONTENT] = {2, 1},
        [VTB_PRIORITY_PREFETCH] = {2, 8},
    };
    *rank_out = table[priority].rank;
    *weight_out = table[priority].weight;
}

static void begin(vtd_call *call, const vtb_session_request *request)
{
    session *state = call->progress;
    const vtd_limits *limits = &call->task.server->options->limits;
    const vtd_queue *output = &call->task.exchange->output;
    vtd_part_new values = {
        .id = request->id,
        .method = methods[request->action],
        .body = request->body,
        .body_size = request->body_size,
        .context = (void *)(uintptr_t)request->action,
        .credit = request->credit == 0 ? CREDIT_FIRST : request->credit,
    };
    rank_of(request->priority, &values.rank, &values.weight);
    if (vtd_mux_find(&state->mux, request->id) != NULL) {
        vtd_call_finish(call, VTB_E_ARGUMENT); // answers to both could not be told apart
    } else if (state->mux.count >= limits->session_calls ||
               output->bytes > 2 * limits->stream_buffer_bytes) {
        send_done(call, request->id, VTB_E_LIMIT);
    } else if (!vtd_mux_begin(&state->mux, &values)) {
        send_done(call, request->id, VTB_E_MEMORY);
    }
}

// Without an action: more credit, another priority.
static void adjust(session *state, const vtb_session_request *request)
{
    vtd_part *part = vtd_mux_find(&state->mux, request->id);
    if (part == NULL) {
        return; // it has ended meanwhile
    }
    bool overflows = request->credit > UINT64_MAX - 1 - part->credit;
    part->credit = overflows ? UINT64_MAX - 1 : part->credit + request->credit;
    if (request->priority != VTB_PRIORITY_UNSPECIFIED) {
        rank_of(request->priority, &part->rank, &part->weight);
    }
    vtd_mux_proceed(&state->mux);
}

static void cancel(session *state, uint32_t id)
{
    vtd_part *part = vtd_mux_find(&state->mux, id);
    if (part != NULL) {
        vtd_mux_cancel(part);
    }
}

void vtd_method_session_message(vtd_call *call, const uint8_t *bytes, size_t size)
{
    vtb_session_request request;
    vtb_error error = vtb_decode_session(bytes, size, &request);
    if (error == VTB_OK && call->task.exchange->output.count > ANSWERS_MAX) {
        error = VTB_E_LIMIT;
    }
    if (error != VTB_OK) {
        vtd_call_finish(call, error);
    } else if (request.action == VTB_ACTION_NONE) {
        adjust(call->progress, &request);
    } else if (request.action == VTB_ACTION_CANCEL) {
        cancel(call->progress, request.id);
    } else if (request.action == VTB_ACTION_PING) {
        answer(call, request.id, VTB_ANSWER_PONG, request.body, request.body_size);
    } else if (request.action < METHOD_COUNT && methods[request.action] != NULL) {
        begin(call, &request);
    } else {
        send_done(call, request.id, VTB_E_METHOD);
    }
}

void vtd_method_session_end(vtd_call *call)
{
    session *state = call->progress;
    state->has_ended = true;
    end_if_idle(call, state->mux.count);
}

void vtd_method_session_drain(vtd_call *call)
{
    vtd_method_session_end(call);
}

void vtd_method_session_stop(vtd_call *call)
{
    session *state = call->progress;
    vtd_mux_stop(&state->mux);
}

void vtd_method_session_resume(vtd_call *call)
{
    session *state = call->progress;
    vtd_mux_proceed(&state->mux);
}

void vtd_method_session_discard(vtd_call *call)
{
    free(call->progress);
    call->progress = NULL;
}
