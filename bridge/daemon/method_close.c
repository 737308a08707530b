// SPDX-License-Identifier: Apache-2.0
// Close: gives a handle back.
#include "vtd_methods.h"
#include "vtd_server.h"

void vtd_method_close_start(vtd_call *call)
{
    vtd_handles_remove(&call->task.server->handles, call->handle);
    vtd_buffer *message = vtd_call_message(call, 0); // CloseResponse has no fields
    if (message == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    vtd_call_send(call, message);
    vtd_call_finish(call, VTB_OK);
}
