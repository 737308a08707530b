// SPDX-License-Identifier: Apache-2.0
// One small function per step; a call that fails a step never reaches the next one.
#include "vtd_middleware.h"

#include "vtd_methods.h"
#include "vtd_server.h"

#include <string.h>
#include <strings.h>

typedef vtb_error (*middleware)(vtd_call *call);

// W3C Trace Context: "00-<32 hex>-<16 hex>-<2 hex>". Anything else is no trace.
static vtb_error trace(vtd_call *call)
{
    const char *parent = vtb_request_header(&call->task.exchange->request, "traceparent");
    if (parent != NULL && strlen(parent) == 55 && strncmp(parent, "00-", 3) == 0 &&
        strspn(parent + 3, "0123456789abcdef") == 32) {
        memcpy(call->trace, parent + 3, 32);
    }
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
    const vtd_server *server = call->task.server;
    const vtb_request *request = &call->task.exchange->request;
    if (call->method->rights == VTB_RIGHT_NONE) {
        return VTB_OK;
    }
    const char *header = vtb_request_header(request, "authorization");
    if (header == NULL || strncasecmp(header, "Bearer ", 7) != 0) {
        return VTB_E_TOKEN_MISSING;
    }
    vtb_token token;
    vtb_error error = vtb_token_parse(header + 7, strlen(header + 7), &token);
    if (error == VTB_OK) {
        error = vtb_token_verify(&token, &server->keys);
    }
    if (error != VTB_OK) {
        return error;
    }
    const char *origin = vtb_request_header(request, "origin");
    vtb_circumstances circumstances = {
        .now_s = vtd_call_now_s(),
        .server_id = server->options->server_name == NULL ? NULL : server->server_id,
        .origin = origin,
        .origin_size = origin == NULL ? 0 : strlen(origin),
    };
    error = vtb_grant_judge(&token, &circumstances, &call->grant);
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
    vtb_target target = {
        .share_id = vtb_share_id(name, strlen(name)),
        .path = call->path,
        .path_size = call->path_size,
        .rights = call->method->rights,
        .method = call->method->path,
    };
    call->share = vtd_server_find_share(call->task.server, name);
    target.share_epoch =
        call->share == NULL ? vtb_token_epoch(&call->grant.token) : call->share->epoch;
    vtb_error error = vtb_grant_permits(&call->grant, &target);
    if (error != VTB_OK) {
        return error;
    }
    return call->share == NULL ? VTB_E_NOT_FOUND : VTB_OK;
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
