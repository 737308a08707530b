// SPDX-License-Identifier: Apache-2.0
// Counts requests and prints the counters; no path, name or token is ever a label.
#include "vtd_metrics.h"

#include "vtd_server.h"
#include "vtd_version.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    uint64_t most_ms;
    const char *label; // in seconds
} buckets[VTD_METRICS_BUCKETS] = {
    {1, "0.001"}, {5, "0.005"},   {10, "0.01"},  {25, "0.025"},  {50, "0.05"},   {100, "0.1"},
    {250, "0.25"}, {500, "0.5"}, {1000, "1"}, {2500, "2.5"}, {10000, "10"}, {60000, "60"},
};

static vtd_metrics_method *find_method(vtd_metrics *metrics, const char *name)
{
    for (size_t index = 0; index < metrics->method_count; index++) {
        if (strcmp(metrics->methods[index].name, name) == 0) {
            return &metrics->methods[index];
        }
    }
    if (metrics->method_count == VTD_METRICS_METHODS_MAX) {
        return &metrics->methods[VTD_METRICS_METHODS_MAX - 1];
    }
    vtd_metrics_method *method = &metrics->methods[metrics->method_count++];
    method->name = name;
    return method;
}

void vtd_metrics_count(vtd_metrics *metrics, const char *method, vtb_error result,
                       uint64_t duration_ms, uint64_t bytes)
{
    vtd_metrics_method *row = find_method(metrics, method);
    int status = vtb_error_status(result);
    row->by_status[status]++;
    row->duration_ms += duration_ms;
    row->bytes += bytes;
    row->cancelled_bytes += result == VTB_E_CANCELLED ? bytes : 0;
    for (size_t index = 0; index < VTD_METRICS_BUCKETS; index++) {
        if (duration_ms <= buckets[index].most_ms) {
            row->by_duration[index]++;
            break;
        }
    }
    if ((status == 7 || status == 8 || status == 16) && (size_t)result < VTB_ERROR_COUNT) {
        metrics->denied[result]++;
    }
}

static void print_help(FILE *out, const char *name, const char *type, const char *help)
{
    (void)fprintf(out, "# HELP vitrined_%s %s\n# TYPE vitrined_%s %s\n", name, help, name, type);
}

static void print_one(FILE *out, const char *name, const char *type, const char *help,
                      uint64_t value)
{
    print_help(out, name, type, help);
    (void)fprintf(out, "vitrined_%s %" PRIu64 "\n", name, value);
}

static void print_seconds(FILE *out, uint64_t milliseconds)
{
    (void)fprintf(out, "%" PRIu64 ".%03u", milliseconds / 1000, (unsigned)(milliseconds % 1000));
}

static void print_durations(FILE *out, const vtd_metrics_method *method)
{
    uint64_t count = 0;
    uint64_t below = 0;
    for (size_t status = 0; status < VTD_METRICS_STATUSES; status++) {
        count += method->by_status[status];
    }
    for (size_t index = 0; index < VTD_METRICS_BUCKETS; index++) {
        below += method->by_duration[index];
        (void)fprintf(out,
                      "vitrined_request_duration_seconds_bucket{method=\"%s\",le=\"%s\"} %" PRIu64
                      "\n",
                      method->name, buckets[index].label, below);
    }
    (void)fprintf(out,
                  "vitrined_request_duration_seconds_bucket{method=\"%s\",le=\"+Inf\"} %" PRIu64
                  "\nvitrined_request_duration_seconds_sum{method=\"%s\"} ",
                  method->name, count, method->name);
    print_seconds(out, method->duration_ms);
    (void)fprintf(out, "\nvitrined_request_duration_seconds_count{method=\"%s\"} %" PRIu64 "\n",
                  method->name, count);
}

static void print_methods(FILE *out, const vtd_metrics *metrics)
{
    const vtd_metrics_method *end = metrics->methods + metrics->method_count;
    print_help(out, "requests_total", "counter", "Requests that have ended, by gRPC status.");
    for (const vtd_metrics_method *method = metrics->methods; method < end; method++) {
        for (int status = 0; status < VTD_METRICS_STATUSES; status++) {
            if (method->by_status[status] > 0) {
                (void)fprintf(out,
                              "vitrined_requests_total{method=\"%s\",code=\"%d\"} %" PRIu64 "\n",
                              method->name, status, method->by_status[status]);
            }
        }
    }
    print_help(out, "request_duration_seconds", "histogram", "From the head to the last byte.");
    for (const vtd_metrics_method *method = metrics->methods; method < end; method++) {
        print_durations(out, method);
    }
    print_help(out, "sent_bytes_total", "counter", "Bytes of answers.");
    for (const vtd_metrics_method *method = metrics->methods; method < end; method++) {
        (void)fprintf(out, "vitrined_sent_bytes_total{method=\"%s\"} %" PRIu64 "\n", method->name,
                      method->bytes);
    }
    print_help(out, "cancelled_bytes_total", "counter",
               "Bytes of answers that the client broke off.");
    for (const vtd_metrics_method *method = metrics->methods; method < end; method++) {
        (void)fprintf(out, "vitrined_cancelled_bytes_total{method=\"%s\"} %" PRIu64 "\n",
                      method->name, method->cancelled_bytes);
    }
}

static void print_denials(FILE *out, const vtd_metrics *metrics)
{
    print_help(out, "denied_total", "counter", "Requests that were refused, by reason.");
    for (size_t error = 0; error < VTB_ERROR_COUNT; error++) {
        if (metrics->denied[error] > 0) {
            (void)fprintf(out, "vitrined_denied_total{reason=\"%s\"} %" PRIu64 "\n",
                          vtb_error_name((vtb_error)error), metrics->denied[error]);
        }
    }
}

static uint64_t count_leases(const vtd_server *server)
{
    uint64_t count = 0;
    for (const vtd_lease *lease = server->revocation.leases; lease != NULL; lease = lease->next) {
        count++;
    }
    return count;
}

char *vtd_metrics_print(const vtd_server *server, size_t *size_out)
{
    char *text = NULL;
    const vtd_metrics *metrics = &server->metrics;
    FILE *out = open_memstream(&text, size_out);
    if (out == NULL) {
        return NULL;
    }
    print_help(out, "build_info", "gauge", "The version that runs.");
    (void)fprintf(out, "vitrined_build_info{version=\"%s\"} 1\n", VTD_VERSION);
    print_one(out, "start_time_seconds", "gauge", "Start, in seconds since 1970.",
              metrics->started_s);
    print_methods(out, metrics);
    print_denials(out, metrics);
    print_one(out, "connections", "gauge", "Open connections.", server->connection_count);
    print_one(out, "connections_refused_total", "counter", "Connections above the limit.",
              metrics->connections_refused);
    print_one(out, "requests_in_progress", "gauge", "Requests with a token that run.",
              count_leases(server));
    print_one(out, "handles", "gauge", "Open file handles.", server->handles.count);
    print_one(out, "recalled_bytes_total", "counter",
              "Bytes taken back from sockets' queues when calls on a stream were cancelled.",
              server->bytes_recalled);
    print_one(out, "buffered_bytes", "gauge", "Bytes that wait for sockets.",
              server->buffered_bytes);
    print_one(out, "shares", "gauge", "Shares that are served.", server->setup->share_count);
    print_one(out, "shares_failing", "gauge", "Shares whose disk fails or hangs.",
              vtd_circuit_open_count(server));
    print_one(out, "audit_failures_total", "counter", "Lines that the audit log lacks.",
              server->audit.failures);
    print_one(out, "config_reloads_total", "counter", "Reloads that were taken.",
              metrics->reloads);
    print_one(out, "config_reload_failures_total", "counter",
              "Reloads that were refused because the configuration was wrong.",
              metrics->reload_failures);
    print_one(out, "draining", "gauge", "1 while the server shuts down.",
              server->drain_until_ms > 0 ? 1 : 0);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}
