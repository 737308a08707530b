// SPDX-License-Identifier: Apache-2.0
// Carries calls on a stream, and decides whose chunk is read next.
#include "vtd_mux.h"

#include "vtd_methods.h"
#include "vtd_middleware.h"
#include "vtd_quota.h"
#include "vtd_server.h"

#include <stdlib.h>

void vtd_mux_init(vtd_mux *mux, vtd_call *call, const vtd_mux_owner *owner)
{
    *mux = (vtd_mux){.call = call, .owner = owner, .credit = UINT64_MAX};
    vtd_pace_init(&mux->pace);
}

static size_t part_wrap(vtd_call *call, uint8_t *payload, size_t size)
{
    vtd_part *part = (vtd_part *)call;
    return part->mux->owner->wrap(part, payload, size);
}

static void part_remove(vtd_part *part)
{
    vtd_mux *mux = part->mux;
    if (part->previous != NULL) {
        part->previous->next = part->next;
    } else {
        mux->parts = part->next;
    }
    if (part->next != NULL) {
        part->next->previous = part->previous;
    }
    mux->count--;
    vtd_task_abandon(&part->call.task);
    vtd_task_release(&part->call.task);
}

static void part_finished(vtd_call *call, vtb_error error)
{
    vtd_part *part = (vtd_part *)call;
    vtd_mux *mux = part->mux;
    if (mux->call->is_finished) {
        return; // vtd_mux_stop is at it
    }
    mux->owner->finished(part, error);
    if (!mux->call->is_finished) {
        part_remove(part);
    }
}

static void pump_proceed(vtd_pump *pump)
{
    vtd_mux_proceed(((vtd_part *)pump->task)->mux);
}

static void part_pump(vtd_call *call, vtd_pump *pump)
{
    vtd_part *part = (vtd_part *)call;
    pump->proceed = pump_proceed;
    part->pump = pump;
    part->chunk_max = call->request.chunk_size == 0 ? 0 : pump->chunk_size;
    vtd_mux_proceed(part->mux);
}

static const vtd_carrier carrier = {part_wrap, part_pump, part_finished};

static vtd_part *part_add(vtd_mux *mux, const vtd_part_new *values)
{
    vtd_part *part = calloc(1, sizeof *part);
    if (part == NULL) {
        return NULL;
    }
    vtd_call_begin_part(&part->call, &carrier, mux->call);
    if (values->owner != 0) {
        part->call.owner = values->owner;
    }
    if (values->part_out != NULL) {
        *values->part_out = part;
    }
    part->mux = mux;
    part->id = values->id;
    part->context = values->context;
    part->rank = values->rank;
    part->weight = values->weight;
    part->credit = values->credit;
    part->turn = mux->turn;
    part->next = mux->parts;
    if (part->next != NULL) {
        part->next->previous = part;
    }
    mux->parts = part;
    mux->count++;
    return part;
}

static vtb_error part_start(vtd_part *part, const vtd_part_new *values)
{
    vtd_call *call = &part->call;
    vtb_error error = VTB_OK;
    call->method = vtd_method_find(values->method);
    if (call->method == NULL) {
        return VTB_E_METHOD;
    }
    error = vtd_quota_begin(call->task.exchange, &call->lease, call->method->is_stream);
    if (error != VTB_OK) {
        return error;
    }
    if (values->body != NULL) {
        error = call->method->decode(values->body, values->body_size, &call->request);
    } else {
        call->request = *values->request;
    }
    if (error == VTB_OK) {
        error = vtd_middleware_part(call);
    }
    if (error == VTB_OK) {
        call->method->start(call);
    }
    return error;
}

bool vtd_mux_begin(vtd_mux *mux, const vtd_part_new *values)
{
    vtd_part *part = part_add(mux, values);
    if (part == NULL) {
        return false;
    }
    vtd_task_hold(&part->call.task);
    vtb_error error = part_start(part, values);
    if (error != VTB_OK) {
        vtd_call_finish(&part->call, error);
    }
    vtd_task_release(&part->call.task);
    return true;
}

vtd_part *vtd_mux_find(const vtd_mux *mux, uint32_t id)
{
    vtd_part *part = mux->parts;
    while (part != NULL && part->id != id) {
        part = part->next;
    }
    return part;
}

void vtd_mux_cancel(vtd_part *part)
{
    vtd_exchange *exchange = part->call.task.exchange;
    exchange->server->bytes_recalled += vtd_queue_recall(&exchange->output, part->call.owner);
    vtd_call_finish(&part->call, VTB_E_CANCELLED);
}

static bool is_over(const vtd_pump *pump)
{
    return pump->position >= pump->end;
}

static bool wants_turn(const vtd_mux *mux, const vtd_part *part)
{
    const vtd_pump *pump = part->pump;
    return pump != NULL && !pump->has_ended && !pump->is_paused &&
           (is_over(pump) || (part->credit > 0 && mux->credit > 0));
}

// Lower ranks go first; within one, who has had least.
static bool goes_before(const vtd_part *one, const vtd_part *other)
{
    return one->rank < other->rank || (one->rank == other->rank && one->turn < other->turn);
}

// Whose turn it is, or NULL. While a chunk is read for a part, none goes after it. The list has
// the newest first, so that of equals the last one found is the oldest.
static vtd_part *next_reader(const vtd_mux *mux)
{
    vtd_part *best = NULL;
    const vtd_part *reading = NULL;
    for (vtd_part *part = mux->parts; part != NULL; part = part->next) {
        if (!wants_turn(mux, part)) {
            continue;
        }
        if (part->call.task.is_running) {
            reading = reading == NULL || goes_before(part, reading) ? part : reading;
        } else if (best == NULL || !goes_before(best, part)) {
            best = part;
        }
    }
    bool must_wait = best != NULL && reading != NULL && goes_before(reading, best);
    return must_wait ? NULL : best;
}

static size_t chunks_on_the_way(const vtd_mux *mux)
{
    size_t count = mux->call->task.exchange->output.count;
    for (const vtd_part *part = mux->parts; part != NULL; part = part->next) {
        count += part->pump != NULL && part->call.task.is_running ? 1 : 0;
    }
    return count;
}

static uint64_t smaller(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

// Reads a chunk, or ends the part when it has read all. False when there is no room after all.
static bool serve(vtd_mux *mux, vtd_part *part)
{
    vtd_pump *pump = part->pump;
    vtd_task_hold(&part->call.task);
    uint64_t size = part->chunk_max == 0 ? mux->pace.chunk_size : part->chunk_max;
    size = smaller(smaller(size, pump->end - pump->position), smaller(part->credit, mux->credit));
    pump->chunk_size = (uint32_t)size;
    vtd_pump_step(pump);
    bool is_reading = part->call.task.is_running;
    bool has_moved = is_reading || part->call.is_finished || pump->is_paused;
    if (is_reading) {
        mux->turn = part->turn;
        part->turn += size * part->weight;
        part->credit -= part->credit == UINT64_MAX ? 0 : size;
        mux->credit -= mux->credit == UINT64_MAX ? 0 : size;
    }
    vtd_task_release(&part->call.task);
    return has_moved;
}

static void resume_others(vtd_mux *mux)
{
    vtd_part *next = NULL;
    for (vtd_part *part = mux->parts; part != NULL && !mux->call->is_finished; part = next) {
        next = part->next;
        vtd_call *call = &part->call;
        if (part->pump == NULL && call->method->resume != NULL && call->progress != NULL) {
            call->method->resume(call);
        }
    }
}

void vtd_mux_proceed(vtd_mux *mux)
{
    vtd_exchange *exchange = mux->call->task.exchange;
    if (mux->is_scheduling || exchange == NULL || mux->call->is_finished) {
        return; // ending a part from in here can lead back to here
    }
    mux->is_scheduling = true;
    vtd_pace_update(&mux->pace, exchange->connection, uv_now(&exchange->server->loop));
    bool has_moved = true;
    while (has_moved && chunks_on_the_way(mux) < mux->pace.window) {
        vtd_part *part = next_reader(mux);
        has_moved = part != NULL && serve(mux, part);
    }
    resume_others(mux);
    mux->is_scheduling = false;
}

void vtd_mux_stop(vtd_mux *mux)
{
    while (mux->parts != NULL) {
        vtd_part *part = mux->parts;
        vtd_call_finish(&part->call, VTB_E_CANCELLED);
        part_remove(part);
    }
}
