// SPDX-License-Identifier: Apache-2.0
// Reads chunks on the disk threads and queues them; one read at a time, ahead of the socket by a
// bounded number of bytes.
#include "vtd_pump.h"

#include "vtd_server.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PAUSE_MS = 20 };

void vtd_pump_end(vtd_pump *pump, vtb_error error)
{
    if (!pump->has_ended) {
        pump->has_ended = true;
        pump->ended(pump, error);
    }
}

// Worker thread. The file must still be what it was when it was opened, before and after.
static void pump_read(vtd_task *task)
{
    vtd_pump *pump = task->pump;
    uint8_t *place = pump->buffer->bytes + pump->headroom;
    uint64_t left = pump->end - pump->position;
    size_t wanted = left < pump->chunk_size ? (size_t)left : pump->chunk_size;
    pump->filled = 0;
    while (pump->filled < wanted) {
        ssize_t size = pread(pump->descriptor, place + pump->filled, wanted - pump->filled,
                             (off_t)(pump->position + pump->filled));
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size <= 0) {
            pump->error = size < 0 ? VTB_E_IO : VTB_E_CHANGED;
            return;
        }
        pump->filled += (size_t)size;
    }
    vtb_properties now;
    pump->error = vtb_files_measure(pump->descriptor, &now);
    if (pump->error == VTB_OK && memcmp(now.etag, pump->etag, VTB_ETAG_SIZE) != 0) {
        pump->error = VTB_E_CHANGED;
    }
}

static void pump_proceed(vtd_pump *pump)
{
    if (pump->task->exchange != NULL) {
        (pump->proceed == NULL ? vtd_pump_step : pump->proceed)(pump);
    }
}

static void pump_read_done(vtd_task *task)
{
    vtd_pump *pump = task->pump;
    vtd_buffer *buffer = pump->buffer;
    pump->buffer = NULL;
    // A deadline or a revocation may have ended the answer while the thread read.
    bool is_over = task->exchange == NULL || task->exchange->is_finished || pump->has_ended;
    if (is_over || pump->error != VTB_OK || pump->filled == 0) {
        vtd_buffer_release(buffer);
        if (!is_over) {
            vtd_pump_end(pump, pump->error == VTB_OK ? VTB_E_INTERNAL : pump->error);
        }
        return;
    }
    size_t head_size =
        pump->head == NULL ? 0
                           : pump->head(pump, buffer->bytes + pump->headroom, pump->filled);
    buffer->start = pump->headroom - head_size;
    buffer->end = pump->headroom + pump->filled;
    pump->position += pump->filled;
    if (pump->sent != NULL) {
        *pump->sent += buffer->end - buffer->start;
    }
    buffer->owner = pump->owner;
    vtd_exchange_send(task->exchange, buffer);
    pump_proceed(pump);
}

// Above buffer_bytes each stream gets one chunk at a time; above twice that, vtd_pump_step ends
// streams, so that no number of clients that do not read takes all memory.
static bool pump_has_room(const vtd_pump *pump)
{
    const vtd_server *server = pump->task->server;
    const vtd_limits *limits = &server->options->limits;
    const vtd_queue *output = &pump->task->exchange->output;
    if (output->count == 0) {
        return true;
    }
    return output->bytes + pump->chunk_size <= limits->stream_buffer_bytes &&
           output->count < limits->stream_buffer_chunks &&
           server->buffered_bytes + pump->chunk_size <= limits->buffer_bytes;
}

static void pace_passed(uv_timer_t *timer)
{
    vtd_pump_resume_all(timer->data);
}

// It holds its task, and so itself, until the timer lets it go on.
static void pump_pause(vtd_pump *pump)
{
    vtd_server *server = pump->task->server;
    if (!pump->is_paused) {
        pump->is_paused = true;
        pump->next_paused = server->paused;
        server->paused = pump;
        vtd_task_hold(pump->task);
    }
    server->pace.data = server;
    if (!uv_is_active((uv_handle_t *)&server->pace)) {
        (void)uv_timer_start(&server->pace, pace_passed, PAUSE_MS, 0);
    }
}

void vtd_pump_resume_all(vtd_server *server)
{
    vtd_pump *pump = server->paused;
    server->paused = NULL;
    while (pump != NULL) {
        vtd_pump *next = pump->next_paused;
        vtd_task *task = pump->task;
        pump->is_paused = false;
        pump_proceed(pump);
        vtd_task_release(task);
        pump = next;
    }
}

void vtd_pump_step(vtd_pump *pump)
{
    vtd_task *task = pump->task;
    if (task->exchange == NULL || task->exchange->is_finished || pump->has_ended ||
        task->is_running || pump->is_paused) {
        return;
    }
    if (pump->position >= pump->end) {
        vtd_pump_end(pump, VTB_OK);
        return;
    }
    if (!pump_has_room(pump)) {
        return;
    }
    vtb_error error = pump->permits == NULL ? VTB_OK : pump->permits(pump);
    if (task->server->buffered_bytes > 2 * task->server->options->limits.buffer_bytes) {
        error = VTB_E_LIMIT;
    }
    if (error == VTB_E_RATE) {
        pump_pause(pump);
        return;
    }
    if (error != VTB_OK) {
        vtd_pump_end(pump, error);
        return;
    }
    uint64_t left = pump->end - pump->position;
    size_t size = left < pump->chunk_size ? (size_t)left : pump->chunk_size;
    pump->buffer = vtd_buffer_new(pump->headroom + size, &task->server->buffered_bytes);
    if (pump->buffer == NULL) {
        vtd_pump_end(pump, VTB_E_MEMORY);
        return;
    }
    task->pump = pump;
    vtd_task_run(task, pump_read, pump_read_done);
}
