// SPDX-License-Identifier: Apache-2.0
// Keeps a share whose disk fails or hangs from taking the others with it.
#ifndef VTD_CIRCUIT_H
#define VTD_CIRCUIT_H

#include "vtb_error.h"
#include "vtb_files.h"

#include <stdbool.h>
#include <stdint.h>

struct vtd_server;
struct vtd_task;

// One for each share, by its name; reloads keep it. While it is open, requests for the share are
// refused at once.
typedef struct vtd_circuit {
    char name[VTB_SHARE_NAME_MAX + 1];
    unsigned running;             // disk threads that work for the share
    struct vtd_task *waiting;     // list of tasks for which there was no thread left
    struct vtd_task *last_waiting;
    uint64_t progress_ms;         // when a thread last came back, or the first one went
    bool is_hung;                 // none has come back for share_seconds
    unsigned failures;            // errors of the disk one after the other
    uint64_t tried_ms;            // after that many, when it may be tried again
} vtd_circuit;

// The threads that libuv shall have, before it starts them.
void vtd_circuit_start_threads(void);
// The circuit of a share, or NULL when there are too many names.
vtd_circuit *vtd_circuit_of(struct vtd_server *server, const char *share);
// Whether a request for the share may begin. Errors: SHARE, with the time to wait.
VTB_NODISCARD vtb_error vtd_circuit_permits(struct vtd_server *server, vtd_circuit *circuit,
                                            uint64_t *wait_ms);
// What came of a request that reached the disk.
void vtd_circuit_note(struct vtd_server *server, const char *share, vtb_error result);
// Often: finds shares that hang, and ends what waits for them.
void vtd_circuit_check(struct vtd_server *server);
// How many circuits are open, and how many threads work.
unsigned vtd_circuit_open_count(const struct vtd_server *server);
unsigned vtd_circuit_running(const struct vtd_server *server);

// For tasks: whether a thread may be taken now; if so, it is taken. vtd_circuit_leave gives it back
// and answers the next task that waits, or NULL.
bool vtd_circuit_enter(struct vtd_server *server, vtd_circuit *circuit);
struct vtd_task *vtd_circuit_leave(struct vtd_server *server, vtd_circuit *circuit);
void vtd_circuit_wait(vtd_circuit *circuit, struct vtd_task *task);
// Takes a waiting task out of the list.
void vtd_circuit_forget(vtd_circuit *circuit, struct vtd_task *task);

#endif
