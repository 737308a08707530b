// SPDX-License-Identifier: Apache-2.0
// grpc.health.v1.Health/Check, for probes.
#include "vtd_methods.h"
#include "vtd_server.h"

#include <string.h>

void vtd_method_health_start(vtd_call *call)
{
    const vtb_place *service = &call->request.place;
    bool is_known = !service->is_too_long && (service->share_size == 0 ||
                                              strcmp(service->share, "vitrine.v1.FileBridge") == 0);
    if (!is_known) {
        vtd_call_finish(call, VTB_E_NOT_FOUND);
        return;
    }
    size_t size = vtb_encode_health(true, NULL, 0);
    vtd_buffer *message = vtd_call_message(call, size);
    if (message == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    (void)vtb_encode_health(true, message->bytes + message->start, size);
    vtd_call_send(call, message);
    vtd_call_finish(call, VTB_OK);
}
