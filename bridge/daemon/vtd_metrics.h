// SPDX-License-Identifier: Apache-2.0
// What is counted, and its text for Prometheus (exposition format 0.0.4).
#ifndef VTD_METRICS_H
#define VTD_METRICS_H

#include "vtb_error.h"

#include <stddef.h>
#include <stdint.h>

#define VTD_METRICS_METHODS_MAX 40
#define VTD_METRICS_STATUSES 17
#define VTD_METRICS_BUCKETS 12

// One method: of gRPC, or GET, HEAD and "unknown".
typedef struct vtd_metrics_method {
    const char *name; // static
    uint64_t by_status[VTD_METRICS_STATUSES];
    uint64_t by_duration[VTD_METRICS_BUCKETS]; // not cumulative; the longer ones are in none
    uint64_t duration_ms;
    uint64_t bytes;
    uint64_t cancelled_bytes; // of requests that the client broke off
} vtd_metrics_method;

typedef struct vtd_metrics {
    vtd_metrics_method methods[VTD_METRICS_METHODS_MAX];
    size_t method_count;
    uint64_t denied[VTB_ERROR_COUNT]; // by error: statuses 7, 8 and 16
    uint64_t connections_refused;
    uint64_t reloads;
    uint64_t reload_failures;
    uint64_t started_s;
} vtd_metrics;

struct vtd_server;

// `method` is static text.
void vtd_metrics_count(vtd_metrics *metrics, const char *method, vtb_error result,
                       uint64_t duration_ms, uint64_t bytes);
// The whole text; the caller frees it. NULL without memory.
char *vtd_metrics_print(const struct vtd_server *server, size_t *size_out);

#endif
