// SPDX-License-Identifier: Apache-2.0
// The daemon's state: configuration, loop, connections and handles.
#ifndef VTD_SERVER_H
#define VTD_SERVER_H

#include "vtd_audit.h"
#include "vtd_authority.h"
#include "vtd_circuit.h"
#include "vtd_connection.h"
#include "vtd_handles.h"
#include "vtd_metrics.h"
#include "vtd_notify.h"
#include "vtd_options.h"
#include "vtd_pump.h"
#include "vtd_revocation.h"
#include "vtd_setup.h"

#include <uv.h>

typedef struct vtd_server {
    int argument_count; // of the command line, for reloads
    char **arguments;
    vtd_setup *setup;           // in use
    const vtd_options *options; // of that setup
    uv_loop_t loop;
    uv_tcp_t listener;
    uv_timer_t tick;
    uv_prepare_t prepare; // before the loop waits, connections take their turns
    uv_signal_t signals[3];
    vtd_connection *connections; // list
    size_t connection_count;
    vtd_connection *turns; // list of those that want a turn
    vtd_handles handles;
    struct vtd_call *open_calls; // list of those that last until one side ends them
    vtd_verified verified;
    vtd_revocation revocation;
    vtd_circuit circuits[VTD_SHARES_MAX];
    vtb_quotas quotas;
    vtd_pump *paused; // list of those that wait for their quota
    uv_timer_t pace;  // until they go on
    vtd_notify notify;
    vtd_audit audit;
    vtd_metrics metrics;
    uint64_t buffered_bytes;     // of all vtd_buffers
    uint64_t descriptors; // that connections and open files may take
    uint64_t drain_until_ms;     // 0 while serving
    uint64_t calls_started;
    uint64_t last_owner; // of buffers
    uint64_t bytes_recalled; // queued for clients that did not want them any more
    uint64_t file_gets; // running; they count as handles
    uint64_t connections_refused; // since the log said so
    char date[32]; // for the date header, of this second
    uint8_t read_space[65536];
} vtd_server;

// Serves until a signal ends it, or does what the command line asks instead. Returns the exit
// status; errors are complained about or logged.
int vtd_server_run(int argument_count, char **arguments);

// How many files may be open: the limit, or what descriptors allow; a quarter is for connections.
uint64_t vtd_server_files_max(const vtd_server *server);
// Whether another connection can be served.
bool vtd_server_has_room(const vtd_server *server);

#endif
