// SPDX-License-Identifier: Apache-2.0
// Work for an exchange that goes through the disk threads and may outlive the exchange.
#ifndef VTD_TASK_H
#define VTD_TASK_H

#include "vtd_exchange.h"

#include <uv.h>

struct vtd_pump;
typedef struct vtd_task vtd_task;
typedef void (*vtd_task_step)(vtd_task *task);

// Embed it as the first member. Loop thread only, except for `work`.
struct vtd_task {
    struct vtd_server *server;
    vtd_exchange *exchange; // NULL once the client is gone
    struct vtd_setup *setup; // held: what the work step may use of the configuration
    unsigned references;
    void (*destroy)(vtd_task *task);
    struct vtd_circuit *circuit; // of the share whose disk the steps ask; NULL for none
    struct vtd_task *next_waiting;
    uv_work_t request;
    bool is_waiting; // for a thread, in the list of its circuit
    bool is_running; // a work step is queued or under way
    vtd_task_step work;
    vtd_task_step done;
    struct vtd_pump *pump; // the one that streams for this task, or NULL
};

// One reference for the caller.
void vtd_task_init(vtd_task *task, vtd_exchange *exchange, void (*destroy)(vtd_task *task));
void vtd_task_hold(vtd_task *task);
void vtd_task_release(vtd_task *task);
// The exchange has ended: forgets it and drops work that no thread has begun.
void vtd_task_abandon(vtd_task *task);
// Runs `work` on a disk thread, then `done` on the loop, also when the exchange ended meanwhile or
// the work was dropped: `done` must look at task->exchange. One at a time. Holds a reference.
void vtd_task_run(vtd_task *task, vtd_task_step work, vtd_task_step done);

#endif
