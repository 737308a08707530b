// SPDX-License-Identifier: Apache-2.0
// The methods of the services, from methods.def.
#ifndef VTD_METHODS_H
#define VTD_METHODS_H

#include "vtd_call.h"

// The method of the path "package.Service/Method", or NULL. Static.
const vtd_method *vtd_method_find(const char *path);

// How a call finds what it is about.
vtb_error vtd_locate_place(vtd_call *call);  // from share and path in the request
vtb_error vtd_locate_handle(vtd_call *call); // from the handle
vtb_error vtd_locate_nothing(vtd_call *call);

// One file each: method_<name>.c.
void vtd_method_open_start(vtd_call *call);
void vtd_method_open_discard(vtd_call *call);
void vtd_method_stat_start(vtd_call *call);
void vtd_method_stat_discard(vtd_call *call);
void vtd_method_list_start(vtd_call *call);
void vtd_method_list_resume(vtd_call *call);
void vtd_method_list_discard(vtd_call *call);
void vtd_method_read_start(vtd_call *call);
void vtd_method_read_resume(vtd_call *call);
void vtd_method_read_discard(vtd_call *call);
void vtd_method_close_start(vtd_call *call);
void vtd_method_health_start(vtd_call *call);
void vtd_method_watch_start(vtd_call *call);
void vtd_method_watch_drain(vtd_call *call);
void vtd_method_reflection_start(vtd_call *call);
void vtd_method_reflection_message(vtd_call *call, const uint8_t *bytes, size_t size);
void vtd_method_reflection_end(vtd_call *call);
void vtd_method_reflection_drain(vtd_call *call);

#define VTD_STREAM_FUNCTIONS(name)                                                                 \
    void vtd_method_##name##_start(vtd_call *call);                                                \
    void vtd_method_##name##_message(vtd_call *call, const uint8_t *bytes, size_t size);           \
    void vtd_method_##name##_end(vtd_call *call);                                                  \
    void vtd_method_##name##_drain(vtd_call *call);                                                \
    void vtd_method_##name##_stop(vtd_call *call);                                                 \
    void vtd_method_##name##_resume(vtd_call *call);                                               \
    void vtd_method_##name##_discard(vtd_call *call)

VTD_STREAM_FUNCTIONS(session);
VTD_STREAM_FUNCTIONS(preview);

#endif
