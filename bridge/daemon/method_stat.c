// SPDX-License-Identifier: Apache-2.0
// Stat: the properties of a file or folder, without opening it.
#include "vtd_methods.h"

#include <stdlib.h>
#include <string.h>

void vtd_method_stat_discard(vtd_call *call)
{
    free(call->progress);
    call->progress = NULL;
}

static void stat_work(vtd_task *task)
{
    vtd_call *call = (vtd_call *)task;
    vtb_properties *properties = call->progress;
    call->result = vtb_files_stat(call->share, call->path, properties);
    if (call->result == VTB_OK) {
        call->result = vtb_grant_permits_identity(&call->grant, &properties->identity);
    }
}

static void stat_done(vtd_task *task)
{
    vtd_call *call = (vtd_call *)task;
    if (call->result != VTB_OK || task->exchange == NULL) {
        vtd_call_finish(call, call->result);
        return;
    }
    const char *slash = strrchr(call->path, '/');
    vtb_file_info info = {.name = slash == NULL ? call->path : slash + 1,
                          .properties = call->progress};
    size_t size = vtb_encode_stat(&info, NULL, 0);
    vtd_buffer *message = vtd_call_message(call, size);
    if (message == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    bool encoded = vtb_encode_stat(&info, message->bytes + message->start, size) == size;
    if (!encoded) {
        vtd_buffer_release(message);
    } else {
        vtd_call_send(call, message);
    }
    vtd_call_finish(call, encoded ? VTB_OK : VTB_E_INTERNAL);
}

void vtd_method_stat_start(vtd_call *call)
{
    call->progress = calloc(1, sizeof(vtb_properties));
    call->result = VTB_E_CANCELLED;
    if (call->progress == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    vtd_task_run(&call->task, stat_work, stat_done);
}
