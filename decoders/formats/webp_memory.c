// SPDX-License-Identifier: Apache-2.0
// In place of libwebp's utils.c: the functions through which all of it takes memory, and one that
// copies a plane.
#include "webp_memory.h"

#include <string.h>

// The declarations are those of libwebp's src/utils/utils.h, which is not for others to include.
void *WebPSafeMalloc(uint64_t count, size_t size);
void *WebPSafeCalloc(uint64_t count, size_t size);
void WebPSafeFree(void *pointer);
void *WebPMalloc(size_t size);
void WebPFree(void *pointer);
void WebPCopyPlane(const uint8_t *from, int from_stride, uint8_t *to, int to_stride, int width,
                   int height);

static _Thread_local struct {
    vt_heap *heap;
    bool was_refused;
} current;

void webp_memory_begin(vt_heap *heap)
{
    current.heap = heap;
    current.was_refused = false;
}

bool webp_memory_end(void)
{
    current.heap = NULL;
    return current.was_refused;
}

void *WebPSafeCalloc(uint64_t count, size_t size)
{
    void *block = NULL;
    if (current.heap != NULL && count <= SIZE_MAX)
        block = vt_heap_allocate_array(current.heap, (size_t)count, size);
    current.was_refused = current.was_refused || block == NULL;
    return block;
}

// Zeroed too: what a damaged file leaves unwritten is the same everywhere.
void *WebPSafeMalloc(uint64_t count, size_t size)
{
    return WebPSafeCalloc(count, size);
}

void *WebPMalloc(size_t size)
{
    return WebPSafeCalloc(1, size);
}

void WebPSafeFree(void *pointer)
{
    if (pointer != NULL)
        vt_heap_release(current.heap, pointer);
}

void WebPFree(void *pointer)
{
    WebPSafeFree(pointer);
}

void WebPCopyPlane(const uint8_t *from, int from_stride, uint8_t *to, int to_stride, int width,
                   int height)
{
    for (; height > 0; height--, from += from_stride, to += to_stride)
        memcpy(to, from, (size_t)width);
}
