// SPDX-License-Identifier: Apache-2.0
// What libde265 takes from its surroundings: memory, and the parts of its threads.cc that are called
// when there is one thread. Those tell how far it is, which makes them the place to stop it at.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <new>

#include "heif_memory.h"
#include "libde265/threads.h"

#undef free // see heif_memory_names.h
#undef malloc

// ---- Memory -------------------------------------------------------------------------------------

// The operators are those of the whole program, so each block tells where it came from.
namespace {
constexpr size_t HEAD = 16;
}

void *operator new(size_t size)
{
    if (size > SIZE_MAX - HEAD)
        abort();
    bool is_ours = heif_memory_is_open() != 0;
    void *block = is_ours ? heif_memory_allocate(size + HEAD) : malloc(size + HEAD);
    if (block == nullptr)
        abort();
    *static_cast<bool *>(block) = is_ours;
    return static_cast<char *>(block) + HEAD;
}

void operator delete(void *pointer) noexcept
{
    if (pointer == nullptr)
        return;
    void *block = static_cast<char *>(pointer) - HEAD;
    if (*static_cast<bool *>(block))
        heif_memory_release(block);
    else
        free(block);
}

void *operator new[](size_t size)
{
    return operator new(size);
}

void operator delete[](void *pointer) noexcept
{
    operator delete(pointer);
}

void operator delete(void *pointer, size_t) noexcept
{
    operator delete(pointer);
}

void operator delete[](void *pointer, size_t) noexcept
{
    operator delete(pointer);
}

// The table of de265_init, made under its lock; slice.cc asks for it by these names.
extern "C" void *de265_host_table(size_t size)
{
    alignas(16) static char table[16384];
    if (size > sizeof table)
        abort();
    return table;
}

extern "C" void de265_host_keep_table(void *)
{
}

// ---- One thread ---------------------------------------------------------------------------------

int de265_thread_create(de265_thread *, void *(*)(void *), void *)
{
    return -1;
}

void de265_mutex_init(de265_mutex *)
{
}

void de265_mutex_destroy(de265_mutex *)
{
}

void de265_mutex_lock(de265_mutex *)
{
}

void de265_mutex_unlock(de265_mutex *)
{
}

void de265_cond_init(de265_cond *)
{
}

void de265_cond_destroy(de265_cond *)
{
}

void de265_cond_broadcast(de265_cond *, de265_mutex *)
{
}

void de265_cond_wait(de265_cond *, de265_mutex *)
{
    abort(); // nobody else could end the wait
}

de265_progress_lock::de265_progress_lock() : mProgress(0)
{
}

de265_progress_lock::~de265_progress_lock()
{
}

void de265_progress_lock::wait_for_progress(int progress)
{
    if (mProgress < progress)
        mProgress = progress; // damage: what is waited for was never decoded
}

// Called for each block of the picture, row by row.
void de265_progress_lock::set_progress(int progress)
{
    static thread_local unsigned blocks = 0;
    if (progress > mProgress)
        mProgress = progress;
    if (++blocks % 64 == 0)
        heif_memory_pulse();
}

void de265_progress_lock::increase_progress(int progress)
{
    mProgress += progress;
}

int de265_progress_lock::get_progress() const
{
    return mProgress;
}

de265_error start_thread_pool(thread_pool *, int)
{
    return DE265_ERROR_CANNOT_START_THREADPOOL;
}

void stop_thread_pool(thread_pool *)
{
}

void add_task(thread_pool *, thread_task *)
{
}
