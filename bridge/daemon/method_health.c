// SPDX-License-Identifier: Apache-2.0
// grpc.health.v1.Health, for probes and load balancers.
#include "vtb_reflection.h"
#include "vtd_methods.h"
#include "vtd_server.h"

static bool is_known(const vtb_place *service)
{
    return !service->is_too_long &&
           (service->share_size == 0 ||
            vtb_reflection_has_service(service->share, service->share_size));
}

static bool send_status(vtd_call *call, vtb_health status)
{
    size_t size = vtb_encode_health(status, NULL, 0);
    vtd_buffer *message = vtd_call_message(call, size);
    if (message == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return false;
    }
    (void)vtb_encode_health(status, message->bytes + message->start, size);
    vtd_call_send(call, message);
    return true;
}

void vtd_method_health_start(vtd_call *call)
{
    if (!is_known(&call->request.place)) {
        vtd_call_finish(call, VTB_E_NOT_FOUND);
    } else if (send_status(call, VTB_HEALTH_SERVING)) {
        vtd_call_finish(call, VTB_OK);
    }
}

// The stream stays open, and says so when the daemon begins to shut down.
void vtd_method_watch_start(vtd_call *call)
{
    bool is_serving = is_known(&call->request.place);
    (void)send_status(call, is_serving ? VTB_HEALTH_SERVING : VTB_HEALTH_UNKNOWN_SERVICE);
}

void vtd_method_watch_drain(vtd_call *call)
{
    // Before the request has come, nothing has been said that would have to be taken back.
    if (!call->reader.has_message || send_status(call, VTB_HEALTH_NOT_SERVING)) {
        vtd_call_finish(call, VTB_E_DRAINING);
    }
}
