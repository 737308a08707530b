// SPDX-License-Identifier: Apache-2.0
// Read: a range of an open file, straight from the disk into frames.
#include "vtd_methods.h"
#include "vtd_server.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE_DEFAULT = 65536, CHUNK_SIZE_MAX = 1048576 };

void vtd_method_read_discard(vtd_call *call)
{
    call->handle->used_ms = uv_now(&call->task.server->loop);
    free(call->progress);
    call->progress = NULL;
}

void vtd_method_read_resume(vtd_call *call)
{
    vtd_pump_step(call->progress);
}

static vtb_error check_request(const vtd_call *call)
{
    const vtb_call_request *request = &call->request;
    const vtb_properties *properties = &call->handle->properties;
    if (request->etag_size != 0 && request->etag_size != VTB_ETAG_SIZE) {
        return VTB_E_ARGUMENT;
    }
    if (request->etag_size != 0 && memcmp(request->etag, properties->etag, VTB_ETAG_SIZE) != 0) {
        return VTB_E_CHANGED;
    }
    if (request->offset > properties->size) {
        return VTB_E_RANGE;
    }
    return vtb_grant_permits_identity(&call->grant, &properties->identity);
}

static size_t head_write(vtd_pump *pump, uint8_t *data, size_t size)
{
    size_t head_size = vtb_read_head_write(data, pump->position, size);
    return head_size + vtd_call_wrap((vtd_call *)pump->task, data - head_size, head_size + size);
}

void vtd_method_read_start(vtd_call *call)
{
    const vtb_call_request *request = &call->request;
    vtb_error error = check_request(call);
    vtd_pump *pump = error == VTB_OK ? calloc(1, sizeof *pump) : NULL;
    if (pump == NULL) {
        vtd_call_finish(call, error == VTB_OK ? VTB_E_MEMORY : error);
        return;
    }
    call->progress = pump;
    uint64_t left = call->handle->properties.size - request->offset;
    uint32_t chunk = request->chunk_size == 0 ? CHUNK_SIZE_DEFAULT : request->chunk_size;
    pump->descriptor = call->handle->descriptor;
    pump->etag = call->handle->properties.etag;
    pump->position = request->offset;
    pump->end =
        request->offset + (request->length == 0 || request->length > left ? left : request->length);
    pump->chunk_size = chunk > CHUNK_SIZE_MAX ? CHUNK_SIZE_MAX : chunk;
    pump->headroom = VTB_ENVELOPE_MAX + VTB_READ_HEAD_MAX;
    pump->head = head_write;
    vtd_call_pump(call, pump);
}
