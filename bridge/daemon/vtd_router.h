// SPDX-License-Identifier: Apache-2.0
// Decides what a request is: a call, a static file, a preflight, or nothing of ours.
#ifndef VTD_ROUTER_H
#define VTD_ROUTER_H

#include "vtd_exchange.h"

// Gives the exchange a handler, which may answer at once. The body comes after it.
void vtd_route(vtd_exchange *exchange);

// Answers with a status, an empty body and the headers of every response.
void vtd_answer_status(vtd_exchange *exchange, int status);
// The same for a response that has its own headers.
void vtd_answer_empty(vtd_exchange *exchange, vtd_response *response);

#endif
