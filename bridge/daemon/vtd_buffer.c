// SPDX-License-Identifier: Apache-2.0
// Counted buffers and their queues.
#include "vtd_buffer.h"

#include <stdlib.h>
#include <string.h>

vtd_buffer *vtd_buffer_new(size_t capacity, uint64_t *total)
{
    vtd_buffer *buffer = malloc(sizeof *buffer + capacity);
    if (buffer == NULL) {
        return NULL;
    }
    *buffer = (vtd_buffer){.references = 1, .capacity = capacity, .total = total};
    *total += capacity;
    return buffer;
}

vtd_buffer *vtd_buffer_hold(vtd_buffer *buffer)
{
    buffer->references++;
    return buffer;
}

void vtd_buffer_release(vtd_buffer *buffer)
{
    if (buffer != NULL && --buffer->references == 0) {
        *buffer->total -= buffer->capacity;
        free(buffer);
    }
}

static bool queue_reserve(vtd_queue *queue)
{
    if (queue->first + queue->count < queue->capacity) {
        return true;
    }
    if (queue->first > 0) {
        memmove(queue->items, queue->items + queue->first, queue->count * sizeof *queue->items);
        queue->first = 0;
        return true;
    }
    size_t capacity = queue->capacity == 0 ? 8 : queue->capacity * 2;
    vtd_buffer **items = realloc(queue->items, capacity * sizeof *items);
    if (items == NULL) {
        return false;
    }
    queue->items = items;
    queue->capacity = capacity;
    return true;
}

bool vtd_queue_push(vtd_queue *queue, vtd_buffer *taken)
{
    if (!queue_reserve(queue)) {
        vtd_buffer_release(taken);
        return false;
    }
    queue->items[queue->first + queue->count++] = taken;
    queue->bytes += taken->end - taken->start;
    return true;
}

vtd_buffer *vtd_queue_at(const vtd_queue *queue, size_t index)
{
    return index < queue->count ? queue->items[queue->first + index] : NULL;
}

vtd_buffer *vtd_queue_first(const vtd_queue *queue)
{
    return vtd_queue_at(queue, 0);
}

void vtd_queue_advance(vtd_queue *queue, size_t size)
{
    vtd_buffer *first = vtd_queue_first(queue);
    first->start += size;
    first->has_begun = true;
    queue->promised -= size < queue->promised ? size : queue->promised;
    queue->bytes -= size;
    if (first->start == first->end) {
        queue->first++;
        queue->count--;
        vtd_buffer_release(first);
    }
}

uint64_t vtd_queue_recall(vtd_queue *queue, uint64_t owner)
{
    uint64_t before = 0;
    uint64_t recalled = 0;
    size_t kept = 0;
    for (size_t index = 0; index < queue->count; index++) {
        vtd_buffer *buffer = vtd_queue_at(queue, index);
        uint64_t size = buffer->end - buffer->start;
        if (buffer->owner == owner && !buffer->has_begun && before >= queue->promised) {
            recalled += size;
            vtd_buffer_release(buffer);
        } else {
            queue->items[queue->first + kept++] = buffer;
        }
        before += size;
    }
    queue->count = kept;
    queue->bytes -= recalled;
    return recalled;
}

void vtd_queue_clear(vtd_queue *queue)
{
    for (size_t index = 0; index < queue->count; index++) {
        vtd_buffer_release(queue->items[queue->first + index]);
    }
    free(queue->items);
    *queue = (vtd_queue){0};
}
