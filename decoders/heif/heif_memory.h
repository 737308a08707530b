// SPDX-License-Identifier: Apache-2.0
// What the libraries of pictures call in place of the C library's malloc and free, and now and then
// while they work. Threads: they belong to the call of heif_arena_run under way in the thread.
#ifndef HEIF_MEMORY_H
#define HEIF_MEMORY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// As malloc, memalign (alignments up to 64), realloc and free; but what is refused does not come
// back: heif_arena_run ends. Only within heif_arena_run.
void *heif_memory_allocate(size_t size);
void *heif_memory_align(size_t alignment, size_t size);
void *heif_memory_reallocate(void *pointer, size_t size);
void heif_memory_release(void *pointer);

// Whether a call of heif_arena_run is under way.
int heif_memory_is_open(void);

// A little work has been done: where the caller wants no more, heif_arena_run ends.
void heif_memory_pulse(void);

#ifdef __cplusplus
}
#endif

#endif
