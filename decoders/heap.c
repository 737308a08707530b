// SPDX-License-Identifier: Apache-2.0
// Counts the memory that a document holds and refuses what would go over its limit.
#include "heap.h"

#include <string.h>

// Stands before each block so that release and reallocate know its size; keeps malloc's alignment.
typedef union {
    size_t size;
    max_align_t alignment;
} block_head;

void vt_heap_init(vt_heap *heap, vt_allocator base, uint64_t limit)
{
    *heap = (vt_heap){.base = base, .limit = limit};
}

// Says whether `size` more bytes may be held when `released` are given back for them.
static bool heap_has_room(vt_heap *heap, size_t size, size_t released)
{
    if (size > SIZE_MAX - sizeof(block_head))
        return false;
    uint64_t held = heap->held - released;
    bool has_room = held <= heap->limit && size <= heap->limit - held;
    if (!has_room)
        heap->limit_was_hit = true;
    return has_room;
}

void *vt_heap_allocate(vt_heap *heap, size_t size)
{
    if (!heap_has_room(heap, size, 0))
        return NULL;
    block_head *head = heap->base.allocate(heap->base.user, size + sizeof(block_head));
    if (head == NULL) {
        heap->limit_was_hit = false;
        return NULL;
    }
    head->size = size;
    heap->held += size;
    return head + 1;
}

void *vt_heap_reallocate(vt_heap *heap, void *pointer, size_t size)
{
    if (pointer == NULL)
        return vt_heap_allocate(heap, size);
    block_head *head = (block_head *)pointer - 1;
    size_t old_size = head->size;
    if (!heap_has_room(heap, size, old_size))
        return NULL;
    head = heap->base.reallocate(heap->base.user, head, size + sizeof(block_head));
    if (head == NULL) {
        heap->limit_was_hit = false;
        return NULL;
    }
    head->size = size;
    heap->held = heap->held - old_size + size;
    return head + 1;
}

void vt_heap_release(vt_heap *heap, void *pointer)
{
    if (pointer == NULL)
        return;
    block_head *head = (block_head *)pointer - 1;
    heap->held -= head->size;
    heap->base.release(heap->base.user, head);
}

void *vt_heap_allocate_array(vt_heap *heap, size_t count, size_t item_size)
{
    if (item_size != 0 && count > SIZE_MAX / item_size) {
        heap->limit_was_hit = true;
        return NULL;
    }
    void *array = vt_heap_allocate(heap, count * item_size);
    if (array != NULL)
        memset(array, 0, count * item_size);
    return array;
}

void *vt_heap_grow_array(vt_heap *heap, void *array, uint32_t count, uint32_t *room,
                         size_t item_size)
{
    if (count < *room)
        return array;
    uint64_t wanted = (uint64_t)*room * 2 + 4;
    if (wanted > UINT32_MAX || wanted > SIZE_MAX / item_size) {
        heap->limit_was_hit = true;
        return NULL;
    }
    void *grown = vt_heap_reallocate(heap, array, (size_t)wanted * item_size);
    if (grown != NULL)
        *room = (uint32_t)wanted;
    return grown;
}

vt_error vt_heap_error(const vt_heap *heap)
{
    return heap->limit_was_hit ? VT_E_LIMIT : VT_E_NOMEM;
}
