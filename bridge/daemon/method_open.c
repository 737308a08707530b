// SPDX-License-Identifier: Apache-2.0
// Open: one trip gives a handle, the properties, and the first and last bytes.
#include "vtb_media_type.h"
#include "vtd_methods.h"
#include "vtd_quota.h"
#include "vtd_server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EDGE_SIZE_MAX = 65536 };

typedef struct open_progress {
    int descriptor; // -1 when not open or given away
    vtb_properties properties;
    const char *media_type;
    uint8_t *edges; // head, then tail
    size_t head_size;
    size_t tail_size;
} open_progress;

void vtd_method_open_discard(vtd_call *call)
{
    open_progress *progress = call->progress;
    if (progress->descriptor >= 0) {
        close(progress->descriptor);
    }
    free(progress->edges);
    free(progress);
    call->progress = NULL;
}

static vtb_error read_exactly(int descriptor, uint8_t *place, size_t size, uint64_t offset)
{
    while (size > 0) {
        ssize_t taken = pread(descriptor, place, size, (off_t)offset);
        if (taken < 0 && errno == EINTR) {
            continue;
        }
        if (taken <= 0) {
            return taken < 0 ? VTB_E_IO : VTB_E_BUSY; // shorter than it was a moment ago
        }
        place += taken;
        size -= (size_t)taken;
        offset += (uint64_t)taken;
    }
    return VTB_OK;
}

static size_t smaller(uint64_t one, uint64_t other)
{
    return (size_t)(one < other ? one : other);
}

static vtb_error read_edges(open_progress *progress, size_t head_wanted, size_t tail_wanted)
{
    uint64_t size = progress->properties.size;
    // At least as much as the media type is told by; what was not asked for is not sent.
    size_t head_read = smaller(size, head_wanted > VTB_SNIFF_SIZE ? head_wanted : VTB_SNIFF_SIZE);
    progress->head_size = smaller(size, head_wanted);
    progress->tail_size = smaller(size - progress->head_size, tail_wanted);
    progress->edges = malloc(head_read + progress->tail_size + 1);
    if (progress->edges == NULL) {
        return VTB_E_MEMORY;
    }
    vtb_error error = read_exactly(progress->descriptor, progress->edges, head_read, 0);
    if (error == VTB_OK) {
        progress->media_type = vtb_media_type_sniff(progress->edges, head_read);
        error = read_exactly(progress->descriptor, progress->edges + progress->head_size,
                             progress->tail_size, size - progress->tail_size);
    }
    return error;
}

static void open_work(vtd_task *task)
{
    vtd_call *call = (vtd_call *)task;
    open_progress *progress = call->progress;
    call->result =
        vtb_files_open(call->share, call->path, &progress->descriptor, &progress->properties);
    if (call->result == VTB_OK) {
        call->result = vtb_grant_permits_identity(&call->grant, &progress->properties.identity);
    }
    if (call->result == VTB_OK) {
        call->result = read_edges(progress, smaller(call->request.head_size, EDGE_SIZE_MAX),
                                  smaller(call->request.tail_size, EDGE_SIZE_MAX));
    }
}

static vtb_error add_handle(vtd_call *call, open_progress *progress, vtd_handle **out)
{
    vtd_server *server = call->task.server;
    const vtd_limits *limits = &server->options->limits;
    vtd_handle_new values = {
        .token_id = vtb_token_id(&call->grant.token),
        .setup = call->task.setup,
        .share = call->share,
        .path = call->path,
        .path_size = call->path_size,
        .descriptor = progress->descriptor,
        .media_type = progress->media_type,
        .properties = &progress->properties,
    };
    progress->descriptor = -1;
    return vtd_handles_add(&server->handles, &values, uv_now(&server->loop),
                           vtd_server_files_max(server), limits->handles_per_token, out);
}

static vtb_error answer(vtd_call *call, const open_progress *progress, const vtd_handle *handle)
{
    const char *slash = strrchr(call->path, '/');
    vtb_open_answer values = {
        .info = {.name = slash == NULL ? call->path : slash + 1,
                 .media_type = progress->media_type,
                 .properties = &progress->properties},
        .head = progress->edges,
        .head_size = progress->head_size,
        .tail = progress->edges + progress->head_size,
        .tail_size = progress->tail_size,
    };
    memcpy(values.handle, handle->id, VTB_HANDLE_SIZE);
    size_t size = vtb_encode_open(&values, NULL, 0);
    vtd_buffer *message = vtd_call_message(call, size);
    if (message == NULL) {
        return VTB_E_MEMORY;
    }
    if (vtb_encode_open(&values, message->bytes + message->start, size) != size) {
        vtd_buffer_release(message);
        return VTB_E_INTERNAL;
    }
    vtd_call_send(call, message);
    return VTB_OK;
}

static void open_done(vtd_task *task)
{
    vtd_call *call = (vtd_call *)task;
    if (task->exchange == NULL || call->is_finished) {
        return;
    }
    vtd_handle *handle = NULL;
    vtb_error error = call->result;
    if (error == VTB_OK) {
        open_progress *progress = call->progress;
        error = vtd_authority_type(task->server, &call->grant, &call->wish, progress->media_type);
    }
    if (error == VTB_OK) {
        error = add_handle(call, call->progress, &handle);
    }
    if (error == VTB_OK) {
        error = answer(call, call->progress, handle);
        if (error != VTB_OK) {
            vtd_handles_remove(&task->server->handles, handle);
        }
    }
    if (error == VTB_OK) {
        call->handle = handle; // for who carries the call
        handle->references++;
    }
    vtd_call_finish(call, error);
}

void vtd_method_open_start(vtd_call *call)
{
    open_progress *progress = calloc(1, sizeof *progress);
    if (progress == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    progress->descriptor = -1;
    call->progress = progress;
    vtb_error error = vtd_quota_open(call->task.exchange, &call->lease);
    if (error != VTB_OK) {
        vtd_call_finish(call, error);
        return;
    }
    call->result = VTB_E_CANCELLED;
    vtd_task_run(&call->task, open_work, open_done);
}
