// SPDX-License-Identifier: Apache-2.0
// Runs blocking steps on libuv's threads.
#include "vtd_task.h"

#include "vtd_server.h"

#include <assert.h>

void vtd_task_init(vtd_task *task, vtd_exchange *exchange, void (*destroy)(vtd_task *task))
{
    task->server = exchange->server;
    task->exchange = exchange;
    task->setup = vtd_setup_hold(exchange->server->setup);
    task->references = 1;
    task->destroy = destroy;
    task->request.data = task;
}

void vtd_task_hold(vtd_task *task)
{
    task->references++;
}

void vtd_task_release(vtd_task *task)
{
    if (--task->references == 0) {
        vtd_setup *setup = task->setup;
        task->destroy(task);
        vtd_setup_release(setup);
    }
}

static void task_work(uv_work_t *request)
{
    vtd_task *task = request->data;
    task->work(task);
}

static void task_queue(vtd_task *task);

static void task_finish(vtd_task *task)
{
    task->is_running = false;
    task->done(task);
    vtd_task_release(task);
}

static void task_done(uv_work_t *request, int status)
{
    (void)status;
    vtd_task *task = request->data;
    vtd_task *next =
        task->circuit == NULL ? NULL : vtd_circuit_leave(task->server, task->circuit);
    if (next != NULL && vtd_circuit_enter(next->server, next->circuit)) {
        task_queue(next);
    }
    task_finish(task);
}

static void task_queue(vtd_task *task)
{
    // uv_queue_work fails only for a missing callback.
    (void)uv_queue_work(&task->server->loop, &task->request, task_work, task_done);
}

void vtd_task_abandon(vtd_task *task)
{
    task->exchange = NULL;
    if (task->is_waiting) {
        vtd_circuit_forget(task->circuit, task);
        task_finish(task);
    } else if (task->is_running) {
        (void)uv_cancel((uv_req_t *)&task->request);
    }
}

void vtd_task_run(vtd_task *task, vtd_task_step work, vtd_task_step done)
{
    assert(!task->is_running);
    task->work = work;
    task->done = done;
    task->is_running = true;
    vtd_task_hold(task);
    if (task->circuit == NULL || vtd_circuit_enter(task->server, task->circuit)) {
        task_queue(task);
    } else {
        vtd_circuit_wait(task->circuit, task);
    }
}
