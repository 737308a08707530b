// SPDX-License-Identifier: Apache-2.0
// libwebp's memory from a document's heap. libwebp has no place for a context, so the heap is that
// of the call under way in this thread; nothing of libwebp's outlives such a call.
#ifndef VT_WEBP_MEMORY_H
#define VT_WEBP_MEMORY_H

#include "heap.h"

// Between these two, libwebp may be called. End answers whether an allocation was refused.
void webp_memory_begin(vt_heap *heap);
bool webp_memory_end(void);

#endif
