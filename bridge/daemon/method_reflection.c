// SPDX-License-Identifier: Apache-2.0
// grpc.reflection.v1.ServerReflection, for grpcurl and its like.
#include "vtb_reflection.h"
#include "vtd_methods.h"
#include "vtd_server.h"

enum { ANSWERS_MAX = 64 };

void vtd_method_reflection_start(vtd_call *call)
{
    (void)call;
}

void vtd_method_reflection_message(vtd_call *call, const uint8_t *bytes, size_t size)
{
    if (call->task.exchange->output.count > ANSWERS_MAX) {
        vtd_call_finish(call, VTB_E_LIMIT); // it asks and takes no answers
        return;
    }
    vtd_buffer *message = vtd_call_message(call, vtb_reflection_size_max(size));
    size_t answer_size = 0;
    if (message == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    vtb_error error =
        vtb_reflection_answer(bytes, size, message->bytes + message->start, &answer_size);
    if (error != VTB_OK) {
        vtd_buffer_release(message);
        vtd_call_finish(call, error);
        return;
    }
    message->end = message->start + answer_size;
    vtd_call_send(call, message);
}

void vtd_method_reflection_end(vtd_call *call)
{
    vtd_call_finish(call, VTB_OK);
}

void vtd_method_reflection_drain(vtd_call *call)
{
    vtd_call_finish(call, VTB_E_DRAINING);
}
