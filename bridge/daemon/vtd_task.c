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

void vtd_task_abandon(vtd_task *task)
{
    task->exchange = NULL;
    if (task->is_running) {
        (void)uv_cancel((uv_req_t *)&task->request);
    }
}

static void task_work(uv_work_t *request)
{
    vtd_task *task = request->data;
    task->work(task);
}

static void task_done(uv_work_t *request, int status)
{
    (void)status;
    vtd_task *task = request->data;
    task->is_running = false;
    task->done(task);
    vtd_task_release(task);
}

void vtd_task_run(vtd_task *task, vtd_task_step work, vtd_task_step done)
{
    assert(!task->is_running);
    task->work = work;
    task->done = done;
    task->is_running = true;
    vtd_task_hold(task);
    // uv_queue_work fails only for a missing callback.
    (void)uv_queue_work(&task->server->loop, &task->request, task_work, task_done);
}
