// SPDX-License-Identifier: Apache-2.0
// What operators and their machines ask for: /healthz, /readyz, /metrics.
#ifndef VTD_OPERATOR_H
#define VTD_OPERATOR_H

#include "vtd_exchange.h"

// Answers a GET or HEAD of /healthz or /readyz, which say nothing that is worth hiding and may be
// asked for under any host name. False for other paths.
bool vtd_operator_probe(vtd_exchange *exchange);
// Answers /metrics: to loopback peers that no proxy speaks for, and to those of "metrics-from".
// False for other paths.
bool vtd_operator_metrics(vtd_exchange *exchange);

#endif
