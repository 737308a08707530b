// SPDX-License-Identifier: Apache-2.0
// Counts threads and failures for each share.
#include "vtd_circuit.h"

#include "vtd_log.h"
#include "vtd_server.h"
#include "vtd_task.h"

#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, THREADS_OF_ONE = 4, FAILURES_MAX = 5, RETRY_MS = 5000, PROBE_MS = 1000 };

void vtd_circuit_start_threads(void)
{
    (void)setenv("UV_THREADPOOL_SIZE", "8", 1); // THREADS, before libuv reads it
}

vtd_circuit *vtd_circuit_of(vtd_server *server, const char *share)
{
    vtd_circuit *unused = NULL;
    for (size_t index = 0; index < VTD_SHARES_MAX; index++) {
        vtd_circuit *circuit = &server->circuits[index];
        if (strcmp(circuit->name, share) == 0) {
            return circuit;
        }
        bool is_free =
            circuit->running == 0 && circuit->waiting == NULL &&
            (circuit->name[0] == '\0' || !vtd_setup_find_share(server->setup, circuit->name));
        unused = unused == NULL && is_free ? circuit : unused;
    }
    if (unused != NULL && strlen(share) < sizeof unused->name) {
        *unused = (vtd_circuit){0};
        memcpy(unused->name, share, strlen(share) + 1);
    }
    return unused;
}

vtb_error vtd_circuit_permits(vtd_server *server, vtd_circuit *circuit, uint64_t *wait_ms)
{
    uint64_t now_ms = uv_now(&server->loop);
    if (circuit == NULL) {
        return VTB_OK;
    }
    if (circuit->is_hung) {
        *wait_ms = RETRY_MS;
        return VTB_E_SHARE;
    }
    if (circuit->failures < FAILURES_MAX) {
        return VTB_OK;
    }
    if (now_ms < circuit->tried_ms) {
        *wait_ms = circuit->tried_ms - now_ms;
        return VTB_E_SHARE;
    }
    circuit->tried_ms = now_ms + PROBE_MS; // one request finds out for the others
    return VTB_OK;
}

void vtd_circuit_note(vtd_server *server, const char *share, vtb_error result)
{
    vtd_circuit *circuit = share[0] == '\0' ? NULL : vtd_circuit_of(server, share);
    if (circuit == NULL || (result != VTB_OK && result != VTB_E_IO)) {
        return;
    }
    if (result == VTB_OK) {
        if (circuit->failures >= FAILURES_MAX) {
            vtd_log("info", "share works again", "{s:s}", "share", share);
        }
        circuit->failures = 0;
        return;
    }
    circuit->failures++;
    if (circuit->failures >= FAILURES_MAX) {
        circuit->tried_ms = uv_now(&server->loop) + RETRY_MS;
    }
    if (circuit->failures == FAILURES_MAX) {
        vtd_log("error", "share fails", "{s:s}", "share", share);
    }
}

static size_t end_requests(vtd_server *server, const char *share)
{
    size_t count = 0;
    for (vtd_lease *lease = server->revocation.leases; lease != NULL;) {
        vtd_lease *next = lease->next; // ending one request ends no other
        if (lease->wish->share != NULL && strcmp(lease->wish->share, share) == 0) {
            count++;
            lease->revoke(lease, VTB_E_SHARE);
        }
        lease = next;
    }
    return count;
}

void vtd_circuit_check(vtd_server *server)
{
    uint64_t now_ms = uv_now(&server->loop);
    uint64_t limit_ms = server->options->limits.share_seconds * 1000;
    for (size_t index = 0; index < VTD_SHARES_MAX; index++) {
        vtd_circuit *circuit = &server->circuits[index];
        bool is_late = circuit->running > 0 && now_ms - circuit->progress_ms > limit_ms;
        if (!is_late || circuit->is_hung) {
            continue;
        }
        circuit->is_hung = true;
        size_t ended = end_requests(server, circuit->name);
        vtd_log("error", "share hangs", "{s:s, s:i, s:i}", "share", circuit->name, "threads",
                (int)circuit->running, "ended", (int)ended);
    }
}

unsigned vtd_circuit_open_count(const vtd_server *server)
{
    unsigned count = 0;
    for (size_t index = 0; index < VTD_SHARES_MAX; index++) {
        const vtd_circuit *circuit = &server->circuits[index];
        count += circuit->is_hung || circuit->failures >= FAILURES_MAX ? 1 : 0;
    }
    return count;
}

unsigned vtd_circuit_running(const vtd_server *server)
{
    unsigned count = 0;
    for (size_t index = 0; index < VTD_SHARES_MAX; index++) {
        count += server->circuits[index].running;
    }
    return count;
}

bool vtd_circuit_enter(vtd_server *server, vtd_circuit *circuit)
{
    // One thread is always left, for the page.
    unsigned most = server->setup->share_count > 1 ? THREADS_OF_ONE : THREADS - 1;
    if (circuit->running >= most) {
        return false;
    }
    if (circuit->running++ == 0) {
        circuit->progress_ms = uv_now(&server->loop);
    }
    return true;
}

vtd_task *vtd_circuit_leave(vtd_server *server, vtd_circuit *circuit)
{
    circuit->running--;
    circuit->progress_ms = uv_now(&server->loop);
    if (circuit->is_hung) {
        circuit->is_hung = false;
        vtd_log("info", "share answers again", "{s:s}", "share", circuit->name);
    }
    vtd_task *next = circuit->waiting;
    if (next != NULL) {
        vtd_circuit_forget(circuit, next);
    }
    return next;
}

void vtd_circuit_wait(vtd_circuit *circuit, vtd_task *task)
{
    task->is_waiting = true;
    task->next_waiting = NULL;
    if (circuit->waiting == NULL) {
        circuit->waiting = task;
    } else {
        circuit->last_waiting->next_waiting = task;
    }
    circuit->last_waiting = task;
}

void vtd_circuit_forget(vtd_circuit *circuit, vtd_task *task)
{
    vtd_task *before = NULL;
    for (vtd_task *each = circuit->waiting; each != NULL && each != task;
         each = each->next_waiting) {
        before = each;
    }
    if (before == NULL) {
        circuit->waiting = task->next_waiting;
    } else {
        before->next_waiting = task->next_waiting;
    }
    if (circuit->last_waiting == task) {
        circuit->last_waiting = before;
    }
    task->is_waiting = false;
}
