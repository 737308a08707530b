// SPDX-License-Identifier: Apache-2.0
// Errors for plain HTTP clients: application/problem+json (RFC 9457).
#ifndef VTD_PROBLEM_H
#define VTD_PROBLEM_H

#include "vtb_error.h"
#include "vtd_exchange.h"

// The HTTP status that stands for an error.
int vtd_problem_status(vtb_error error);

// Answers with an error and finishes the exchange. `headers` may hold more headers, or be NULL.
void vtd_problem_answer(vtd_exchange *exchange, vtb_error error, const vtd_header *headers,
                        size_t header_count);

#endif
