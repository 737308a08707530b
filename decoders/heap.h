// SPDX-License-Identifier: Apache-2.0
// The memory of one document: the caller's allocator behind a limit that counts what is held.
#ifndef VT_HEAP_H
#define VT_HEAP_H

#include "vt.h"

typedef struct {
    vt_allocator base;
    uint64_t limit;      // bytes that may be held at a time
    uint64_t held;       // bytes held now
    bool limit_was_hit;  // an allocation was refused because of the limit
} vt_heap;

void vt_heap_init(vt_heap *heap, vt_allocator base, uint64_t limit);

// As malloc, realloc and free. NULL when the limit or the allocator refuses.
void *vt_heap_allocate(vt_heap *heap, size_t size);
void *vt_heap_reallocate(vt_heap *heap, void *pointer, size_t size);
void vt_heap_release(vt_heap *heap, void *pointer);

// Zeroed memory of count * item_size bytes; NULL also when the product overflows.
void *vt_heap_allocate_array(vt_heap *heap, size_t count, size_t item_size);

// An array of `count` items that has room for one more, *room items in all. When there is none:
// NULL, and the array stays as it is.
void *vt_heap_grow_array(vt_heap *heap, void *array, uint32_t count, uint32_t *room,
                         size_t item_size);

// Why the last allocation failed: VT_E_LIMIT or VT_E_NOMEM.
vt_error vt_heap_error(const vt_heap *heap);

#endif
