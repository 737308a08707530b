// SPDX-License-Identifier: Apache-2.0
// Counted buffers, and queues of slices of them: file bytes travel to the socket uncopied.
#ifndef VTD_BUFFER_H
#define VTD_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// `bytes[start .. end)` is filled. Loop thread only, except that a worker thread may fill the bytes
// of a buffer that is nobody else's yet.
typedef struct vtd_buffer {
    unsigned references;
    size_t capacity;
    size_t start;
    size_t end;
    uint64_t owner; // who may take it back; 0: nobody
    bool has_begun;    // part of it is on its way
    uint64_t *total; // the daemon's count of buffered bytes
    uint8_t bytes[];
} vtd_buffer;

// A buffer with one reference, or NULL without memory. `total` outlives it.
vtd_buffer *vtd_buffer_new(size_t capacity, uint64_t *total);
vtd_buffer *vtd_buffer_hold(vtd_buffer *buffer);
// NULL is allowed.
void vtd_buffer_release(vtd_buffer *buffer);

// Buffers waiting in order, and how far the first one is taken.
typedef struct vtd_queue {
    vtd_buffer **items;
    size_t first;
    size_t count;
    size_t capacity;
    uint64_t bytes;
    uint64_t promised; // bytes at the front that must stay: their size has been announced
} vtd_queue;

// Takes the buffer, also when it fails for lack of memory.
bool vtd_queue_push(vtd_queue *queue, vtd_buffer *taken);
// The first buffer, or NULL. Borrowed.
vtd_buffer *vtd_queue_first(const vtd_queue *queue);
vtd_buffer *vtd_queue_at(const vtd_queue *queue, size_t index);
// Moves on by `size` bytes of the first buffer, releasing it when it is used up.
void vtd_queue_advance(vtd_queue *queue, size_t size);
// Takes back the buffers of an owner that have not begun to go out. Returns their bytes.
uint64_t vtd_queue_recall(vtd_queue *queue, uint64_t owner);
void vtd_queue_clear(vtd_queue *queue);

#endif
