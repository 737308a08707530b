// SPDX-License-Identifier: Apache-2.0
// List: the entries of a folder, in pages, as the socket takes them.
#include "vtb_listing.h"
#include "vtd_methods.h"
#include "vtd_server.h"

#include <stdlib.h>
#include <unistd.h>

enum { PAGE_SIZE_DEFAULT = 256, PAGE_SIZE_MAX = 1024 };

typedef struct list_progress {
    vtb_listing listing;
    size_t sent;
    bool is_read;
} list_progress;

void vtd_method_list_discard(vtd_call *call)
{
    list_progress *progress = call->progress;
    vtb_listing_free(&progress->listing);
    free(progress);
    call->progress = NULL;
}

static void list_work(vtd_task *task)
{
    vtd_call *call = (vtd_call *)task;
    list_progress *progress = call->progress;
    int descriptor = -1;
    call->result = vtb_files_open_folder(call->share, call->path, &descriptor);
    vtb_properties properties;
    if (call->result == VTB_OK) {
        call->result = vtb_files_measure(descriptor, &properties);
    }
    if (call->result == VTB_OK) {
        call->result = vtb_grant_permits_identity(&call->grant, &properties.identity);
    }
    if (call->result == VTB_OK) {
        call->result = vtb_listing_read(descriptor, task->setup->options.limits.list_entries,
                                        &progress->listing);
    } else if (descriptor >= 0) {
        close(descriptor);
    }
}

static vtb_error send_page(vtd_call *call, list_progress *progress)
{
    size_t page = call->request.page_size == 0 ? PAGE_SIZE_DEFAULT : call->request.page_size;
    page = page > PAGE_SIZE_MAX ? PAGE_SIZE_MAX : page;
    size_t left = progress->listing.count - progress->sent;
    size_t count = left < page ? left : page;
    const vtb_listing_entry *entries = progress->listing.entries + progress->sent;
    size_t size = vtb_encode_entries(entries, count, NULL, 0);
    vtd_buffer *message = vtd_call_message(call, size);
    if (message == NULL) {
        return VTB_E_MEMORY;
    }
    if (vtb_encode_entries(entries, count, message->bytes + message->start, size) != size) {
        vtd_buffer_release(message);
        return VTB_E_INTERNAL;
    }
    progress->sent += count;
    vtd_call_send(call, message);
    return VTB_OK;
}

static bool has_room(const vtd_call *call)
{
    const vtd_exchange *exchange = call->task.exchange;
    const vtd_limits *limits = &call->task.server->options->limits;
    return exchange != NULL && exchange->output.count < limits->stream_buffer_chunks &&
           exchange->output.bytes < limits->stream_buffer_bytes;
}

void vtd_method_list_resume(vtd_call *call)
{
    list_progress *progress = call->progress;
    vtb_error error = VTB_OK;
    if (!progress->is_read) {
        return;
    }
    while (error == VTB_OK && progress->sent < progress->listing.count && has_room(call)) {
        error = send_page(call, progress);
    }
    if (error != VTB_OK || progress->sent == progress->listing.count) {
        vtd_call_finish(call, error);
    }
}

static void list_done(vtd_task *task)
{
    vtd_call *call = (vtd_call *)task;
    list_progress *progress = call->progress;
    if (call->result != VTB_OK) {
        vtd_call_finish(call, call->result);
        return;
    }
    progress->is_read = true;
    vtd_method_list_resume(call);
}

void vtd_method_list_start(vtd_call *call)
{
    call->progress = calloc(1, sizeof(list_progress));
    call->result = VTB_E_CANCELLED;
    if (call->progress == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    vtd_task_run(&call->task, list_work, list_done);
}
