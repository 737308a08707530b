// SPDX-License-Identifier: Apache-2.0
// The table of methods, and how calls find the file that they are about.
#include "vtd_methods.h"

#include "vtd_server.h"

#include <string.h>

static const vtd_method methods[] = {
#define VTD_METHOD(path, rights, is_stream, decoder, locate, start, resume, discard)               \
    {path,  rights, is_stream, vtb_decode_##decoder, locate, start,                                \
     NULL,  NULL,   NULL,      NULL,                 resume, discard},
#define VTD_STREAM(path, rights, name)                                                             \
    {path,                                                                                         \
     rights,                                                                                       \
     true,                                                                                         \
     NULL,                                                                                         \
     NULL,                                                                                         \
     vtd_method_##name##_start,                                                                    \
     vtd_method_##name##_message,                                                                  \
     vtd_method_##name##_end,                                                                      \
     vtd_method_##name##_drain,                                                                    \
     vtd_method_##name##_stop,                                                                     \
     vtd_method_##name##_resume,                                                                   \
     vtd_method_##name##_discard},
#define VTD_ANSWERS(address, name)                                                                 \
    {.path = address,                                                                              \
     .is_stream = true,                                                                            \
     .start = vtd_method_##name##_start,                                                           \
     .message = vtd_method_##name##_message,                                                       \
     .end = vtd_method_##name##_end,                                                               \
     .drain = vtd_method_##name##_drain},
#define VTD_WATCH(address, decoder, name)                                                          \
    {.path = address,                                                                              \
     .is_stream = true,                                                                            \
     .decode = vtb_decode_##decoder,                                                               \
     .locate = vtd_locate_nothing,                                                                 \
     .start = vtd_method_##name##_start,                                                           \
     .drain = vtd_method_##name##_drain},
#include "methods.def"
#undef VTD_METHOD
#undef VTD_STREAM
#undef VTD_ANSWERS
#undef VTD_WATCH
};

const vtd_method *vtd_method_find(const char *path)
{
    for (size_t index = 0; index < sizeof methods / sizeof *methods; index++) {
        if (strcmp(methods[index].path, path) == 0) {
            return &methods[index];
        }
    }
    return NULL;
}

vtb_error vtd_locate_place(vtd_call *call)
{
    const vtb_place *place = &call->request.place;
    if (place->is_too_long) {
        return VTB_E_PATH;
    }
    if (!vtb_path_is_component(place->share, place->share_size)) {
        return VTB_E_ARGUMENT;
    }
    call->path = place->path;
    call->path_size = place->path_size;
    vtb_error error = vtb_path_check(place->path, place->path_size);
    if (error != VTB_OK) {
        call->path = "";
        call->path_size = 0;
    }
    return error;
}

vtb_error vtd_locate_handle(vtd_call *call)
{
    vtd_server *server = call->task.server;
    if (call->request.handle_size == VTB_HANDLE_SIZE) {
        call->handle =
            vtd_handles_hold(&server->handles, call->request.handle,
                             vtb_token_id(&call->grant.token), uv_now(&server->loop));
    }
    if (call->handle == NULL) {
        return VTB_E_HANDLE;
    }
    call->path = call->handle->path;
    call->path_size = call->handle->path_size;
    return VTB_OK;
}

vtb_error vtd_locate_nothing(vtd_call *call)
{
    (void)call;
    return VTB_OK;
}
