// SPDX-License-Identifier: Apache-2.0
// Starts the daemon, keeps its clock, and ends it.
#include "vtd_server.h"

#include "vtd_call.h"
#include "vtd_complain.h"
#include "vtd_log.h"
#include "vtd_reload.h"
#include "vtd_start.h"
#include "vtd_tls.h"
#include "vtd_version.h"
#include "vtd_walls.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

// Half a second, so that a revoked token's streams end within one.
enum { TICK_MS = 500, DRAIN_TICK_MS = 50, HUNG_MS = 1000, SIGNAL_COUNT = 3 };

uint64_t vtd_server_files_max(const vtd_server *server)
{
    uint64_t wanted = server->options->limits.handles;
    uint64_t possible = server->descriptors - server->descriptors / 4;
    return wanted < possible ? wanted : possible;
}

bool vtd_server_has_room(const vtd_server *server)
{
    uint64_t files = server->handles.count + server->file_gets;
    return server->connection_count <= server->options->limits.connections &&
           server->connection_count + files <= server->descriptors;
}

static void update_date(vtd_server *server)
{
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    (void)strftime(server->date, sizeof server->date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
}

static void close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

// A thread that the kernel does not let go would keep us from ending.
static void leave_hung_threads(vtd_server *server, uint64_t now_ms)
{
    if (now_ms >= server->drain_until_ms + HUNG_MS) {
        vtd_log("warning", "stopped while reads hang", "{s:i}", "threads",
                (int)vtd_circuit_running(server));
        vtd_audit_stop(&server->audit);
        _exit(0);
    }
}

static void check_drained(vtd_server *server, uint64_t now_ms)
{
    if (server->drain_until_ms == 0) {
        return;
    }
    if (now_ms >= server->drain_until_ms) {
        for (vtd_connection *connection = server->connections; connection != NULL;
             connection = connection->next) {
            vtd_connection_close(connection);
        }
    }
    if (server->connection_count == 0 && vtd_circuit_running(server) > 0) {
        leave_hung_threads(server, now_ms);
    } else if (server->connection_count == 0) {
        vtd_pump_resume_all(server); // whom nobody waits for any more
        close_handle((uv_handle_t *)&server->pace);
        close_handle((uv_handle_t *)&server->tick);
        close_handle((uv_handle_t *)&server->prepare);
        for (size_t index = 0; index < SIGNAL_COUNT; index++) {
            close_handle((uv_handle_t *)&server->signals[index]);
        }
    }
}

static void on_tick(uv_timer_t *timer)
{
    vtd_server *server = timer->data;
    uint64_t now_ms = uv_now(&server->loop);
    update_date(server);
    for (vtd_connection *connection = server->connections; connection != NULL;
         connection = connection->next) {
        vtd_connection_check_time(connection, now_ms);
    }
    vtd_circuit_check(server);
    vtd_notify_alive(&server->notify, now_ms);
    vtd_revocation_check(server);
    vtb_quotas_expire(&server->quotas, (uint64_t)time(NULL));
    vtd_calls_check(server);
    vtd_handles_expire(&server->handles, now_ms,
                       server->options->limits.handle_idle_seconds * 1000);
    if (server->connections_refused > 0) {
        vtd_log("warning", "connections refused", "{s:I, s:I}", "count",
                (long long)server->connections_refused, "limit",
                (long long)server->options->limits.connections);
        server->connections_refused = 0;
    }
    check_drained(server, now_ms);
}

// Stops accepting; running calls may end, and what is left is cut after drain_seconds.
static void on_signal(uv_signal_t *signal_handle, int number)
{
    vtd_server *server = signal_handle->data;
    if (server->drain_until_ms > 0) { // asked twice: at once
        server->drain_until_ms = uv_now(&server->loop);
        return;
    }
    vtd_notify_stopping(&server->notify);
    vtd_log("info", "draining", "{s:i, s:i}", "signal", number, "connections",
            (int)server->connection_count);
    server->drain_until_ms =
        uv_now(&server->loop) + server->options->limits.drain_seconds * 1000 + 1;
    close_handle((uv_handle_t *)&server->listener);
    vtd_calls_drain(server);
    for (vtd_connection *connection = server->connections; connection != NULL;
         connection = connection->next) {
        if (connection->protocol != NULL && !connection->is_closing) {
            connection->protocol->drain(connection);
        } else {
            vtd_connection_close(connection);
        }
    }
    (void)uv_timer_start(&server->tick, on_tick, 0, DRAIN_TICK_MS);
}

static void on_reload(uv_signal_t *signal_handle, int number)
{
    vtd_log("info", "reloading", "{s:i}", "signal", number);
    vtd_server *server = signal_handle->data;
    vtd_notify_reloading(&server->notify);
    vtd_reload(server);
    vtd_notify_ready(&server->notify);
}

static void on_prepare(uv_prepare_t *prepare)
{
    vtd_connection_run_turns(prepare->data);
}

static void on_connection(uv_stream_t *listener, int status)
{
    vtd_server *server = listener->data;
    if (status != 0) {
        vtd_log("warning", "accept failed", "{s:s}", "reason", uv_strerror(status));
        return;
    }
    vtd_connection_accept(server, listener);
}

static bool start_clock(vtd_server *server)
{
    static const int numbers[SIGNAL_COUNT] = {SIGTERM, SIGINT, SIGHUP};
    update_date(server);
    server->tick.data = server;
    server->prepare.data = server;
    if (uv_prepare_init(&server->loop, &server->prepare) != 0 ||
        uv_prepare_start(&server->prepare, on_prepare) != 0) {
        return false;
    }
    if (uv_timer_init(&server->loop, &server->pace) != 0 ||
        uv_timer_init(&server->loop, &server->tick) != 0 ||
        uv_timer_start(&server->tick, on_tick, TICK_MS, TICK_MS) != 0) {
        return false;
    }
    for (size_t index = 0; index < SIGNAL_COUNT; index++) {
        server->signals[index].data = server;
        if (uv_signal_init(&server->loop, &server->signals[index]) != 0 ||
            uv_signal_start(&server->signals[index],
                            numbers[index] == SIGHUP ? on_reload : on_signal,
                            numbers[index]) != 0) {
            return false;
        }
    }
    return true;
}

static void work_nothing(uv_work_t *request)
{
    (void)request;
}

static void work_nothing_done(uv_work_t *request, int status)
{
    (void)request;
    (void)status;
}

// libuv starts all of its threads with the first piece of work.
static bool start_threads(vtd_server *server)
{
    uv_work_t request;
    vtd_circuit_start_threads();
    return uv_queue_work(&server->loop, &request, work_nothing, work_nothing_done) == 0 &&
           uv_run(&server->loop, UV_RUN_ONCE) >= 0;
}

static void log_start(const vtd_server *server, const vtd_walls *walls)
{
    const vtd_setup *setup = server->setup;
    vtd_log("info", "serving", "{s:s, s:i, s:s, s:s, s:{s:b, s:b, s:b, s:i, s:b, s:s}, s:s}",
            "version", VTD_VERSION, "shares", (int)setup->share_count, "tls",
            setup->tls == NULL ? "off" : "1.3", "certificate",
            setup->tls == NULL ? "" : vtd_tls_fingerprint(setup->tls), "walls", "no-new-privileges",
            walls->has_no_new_privileges, "no-dumps", walls->has_no_dumps, "no-capabilities",
            walls->has_no_capabilities, "landlock-abi", walls->landlock_abi, "seccomp",
            walls->has_seccomp, "paths",
            setup->shares[0].resolver == VTB_RESOLVER_OPENAT2 ? "openat2" : "walk", "audit",
            server->audit.head.chain);
}

static bool start(vtd_server *server)
{
    vtd_walls walls = {0};
    if (!vtd_revocation_start(server, server->options->revoked_file) ||
        !vtd_audit_start(&server->audit, server->options->audit_file) ||
        !vtd_notify_start(&server->notify) || !vtd_start_listener(server) ||
        !vtd_start_user(server->options->user) || !vtd_walls_before_threads(server, &walls) ||
        !start_threads(server) || !start_clock(server) ||
        !vtd_walls_after_threads(server, &walls)) {
        return false;
    }
    int status = uv_listen((uv_stream_t *)&server->listener, 128, on_connection);
    if (status != 0) {
        vtd_log("error", "listen failed", "{s:s}", "reason", uv_strerror(status));
        return false;
    }
    log_start(server, &walls);
    vtd_complain_in_log();
    vtd_notify_ready(&server->notify);
    return vtd_start_announce(server);
}

static void close_any(uv_handle_t *handle, void *argument)
{
    (void)argument;
    close_handle(handle);
}

static void server_free(vtd_server *server)
{
    // After a clean drain nothing is open any more; after a failed start, something may be.
    uv_walk(&server->loop, close_any, NULL);
    (void)uv_run(&server->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&server->loop);
    vtd_handles_clear(&server->handles);
    vtb_quotas_clear(&server->quotas);
    vtd_revocation_free(&server->revocation);
    vtd_audit_stop(&server->audit);
    vtd_notify_stop(&server->notify);
    vtd_setup_release(server->setup);
    free(server);
}

// --check: everything is looked at, nothing is opened for good.
static bool check(vtd_server *server)
{
    bool done = vtd_start_check(server->options) &&
                vtd_revocation_start(server, server->options->revoked_file);
    return done && puts("the configuration is fine") != EOF;
}

static bool serve(vtd_server *server)
{
    vtd_log_plainly(server->options->logs_plainly);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); // a limit of files is an error of writing
    bool done = start(server);
    if (done) {
        (void)uv_run(&server->loop, UV_RUN_DEFAULT);
        vtd_log("info", "stopped", "{s:I}", "calls", (long long)server->calls_started);
    }
    return done;
}

int vtd_server_run(int argument_count, char **arguments)
{
    int status = 1;
    vtd_setup *setup = vtd_setup_new(argument_count, arguments, NULL, &status);
    vtd_server *server = setup == NULL ? NULL : calloc(1, sizeof *server);
    if (server == NULL || uv_loop_init(&server->loop) != 0) {
        free(server);
        vtd_setup_release(setup);
        return status;
    }
    server->argument_count = argument_count;
    server->arguments = arguments;
    server->setup = setup;
    server->options = &setup->options;
    server->metrics.started_s = (uint64_t)time(NULL);
    server->revocation.folder.folder = -1;
    server->audit.descriptor = -1;
    server->notify.descriptor = -1;
    bool done = setup->options.is_check ? check(server) : serve(server);
    server_free(server);
    return done ? 0 : 1;
}
