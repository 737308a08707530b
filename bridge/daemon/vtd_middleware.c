// SPDX-License-Identifier: Apache-2.0
// One small function per step; a call that fails a step never reaches the next one.
#include "vtd_middleware.h"

#include "vtd_authority.h"
#include "vtd_methods.h"
#include "vtd_trace.h"
#include "vtd_server.h"

#include <string.h>

typedef vtb_error (*middleware)(vtd_call *call);

static vtb_error trace(vtd_call *call)
{
    vtd_trace_begin(&call->task.exchange->request, call->trace);
    return VTB_OK;
}

static vtb_error limits(vtd_call *call)
{
    const vtd_server *server = call->task.server;
    return server->drain_until_ms > 0 ? VTB_E_DRAINING : VTB_OK;
}

static vtb_error method(vtd_call *call)
{
    const vtb_request *request = &call->task.exchange->request;
    const char *encoding = vtb_request_header(request, "grpc-encoding");
    const char *path = vtb_request_path(request);
    call->method = path[0] == '/' ? vtd_method_find(path + 1) : NULL;
    if (call->method == NULL) {
        return VTB_E_METHOD;
    }
    return encoding == NULL || strcmp(encoding, "identity") == 0 ? VTB_OK : VTB_E_ENCODING;
}

static vtb_error deadline(vtd_call *call)
{
    const vtd_limits *maximum = &call->task.server->options->limits;
    const char *text = vtb_request_header(&call->task.exchange->request, "grpc-timeout");
    uint64_t seconds = call->method->is_stream ? maximum->stream_seconds : maximum->unary_seconds;
    call->timeout_ms = seconds * 1000;
    if (text == NULL) {
        return VTB_OK;
    }
    uint64_t wanted_ms = 0;
    vtb_error error = vtb_timeout_parse(text, &wanted_ms);
    if (error == VTB_OK && wanted_ms < call->timeout_ms) {
        call->timeout_ms = wanted_ms;
    }
    return error;
}

static vtb_error authenticate(vtd_call *call)
{
    if (call->method->rights == VTB_RIGHT_NONE) {
        return VTB_OK;
    }
    vtb_error error = vtd_authenticate(call->task.exchange, &call->grant);
    call->has_grant = error == VTB_OK;
    return error;
}

static vtb_error decode(vtd_call *call)
{
    return call->method->decode(call->reader.message, call->reader.message_size, &call->request);
}

static vtb_error locate(vtd_call *call)
{
    return call->method->locate(call);
}

static vtb_error authorise(vtd_call *call)
{
    if (call->method->rights == VTB_RIGHT_NONE) {
        return VTB_OK;
    }
    const char *name =
        call->handle != NULL ? call->handle->share->name : call->request.place.share;
    call->wish = (vtd_wish){.share = name,
                            .path = call->path,
                            .path_size = call->path_size,
                            .rights = call->method->rights,
                            .method = call->method->path,
                            .media_type = call->handle == NULL ? NULL : call->handle->media_type};
    vtb_error error =
        vtd_authorise(call->task.server, &call->grant, &call->wish, &call->share);
    if (error != VTB_OK) {
        return error;
    }
    call->task.circuit = vtd_circuit_of(call->task.server, call->share->name);
    return vtd_circuit_permits(call->task.server, call->task.circuit,
                               &call->task.exchange->retry_ms);
}

static vtb_error current(vtd_call *call)
{
    return call->has_grant ? vtb_grant_is_current(&call->grant, vtd_call_now_s()) : VTB_OK;
}

static vtb_error run(vtd_call *call, const middleware *steps, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        vtb_error error = steps[index](call);
        if (error != VTB_OK) {
            return error;
        }
    }
    return VTB_OK;
}

vtb_error vtd_middleware_head(vtd_call *call)
{
    static const middleware steps[] = {trace, limits, method, deadline, authenticate};
    return run(call, steps, sizeof steps / sizeof *steps);
}

vtb_error vtd_middleware_message(vtd_call *call)
{
    static const middleware steps[] = {decode, locate, authorise};
    return run(call, steps, sizeof steps / sizeof *steps);
}

vtb_error vtd_middleware_part(vtd_call *call)
{
    static const middleware steps[] = {limits, current, locate, authorise};
    return run(call, steps, sizeof steps / sizeof *steps);
}
