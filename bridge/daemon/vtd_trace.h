// SPDX-License-Identifier: Apache-2.0
// W3C Trace Context (Recommendation of 2021-11-23): a request goes on with the trace of its client
// or begins one.
#ifndef VTD_TRACE_H
#define VTD_TRACE_H

#include "vtb_request.h"

#define VTD_TRACE_SIZE 56    // "00-<32 hex>-<16 hex>-<2 hex>" and a terminator
#define VTD_TRACE_ID_SIZE 32 // digits

// The traceparent of our answer: the client's trace id and flags, or fresh ones when it sent none
// or a malformed one, and a span id of our own. "" when the system gives no random bytes.
void vtd_trace_begin(const vtb_request *request, char out[VTD_TRACE_SIZE]);
// The digits of the trace id in it; not terminated by a zero.
const char *vtd_trace_id(const char trace[VTD_TRACE_SIZE]);

#endif
