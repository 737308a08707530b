// SPDX-License-Identifier: Apache-2.0
// The system-dependent part of libjpeg's memory manager (its jmemsys.h), over the document's
// memory.
// It takes the place of the library's jmemnobs.c: the linker finds these functions first.
#include "jpeg_memory.h"

#include <jerror.h>

// As jmemsys.h of libjpeg declares them; the header is not an installed one.
void *jpeg_get_small(j_common_ptr cinfo, size_t size);
void jpeg_free_small(j_common_ptr cinfo, void *object, size_t size);
void *jpeg_get_large(j_common_ptr cinfo, size_t size);
void jpeg_free_large(j_common_ptr cinfo, void *object, size_t size);
size_t jpeg_mem_available(j_common_ptr cinfo, size_t least, size_t most, size_t allocated);
void jpeg_open_backing_store(j_common_ptr cinfo, void *store, long total_bytes_needed);
long jpeg_mem_init(j_common_ptr cinfo);
void jpeg_mem_term(j_common_ptr cinfo);

void jpeg_memory_use(j_decompress_ptr cinfo, vt_heap *heap)
{
    cinfo->client_data = heap;
}

void *jpeg_get_small(j_common_ptr cinfo, size_t size)
{
    return vt_heap_allocate(cinfo->client_data, size);
}

void jpeg_free_small(j_common_ptr cinfo, void *object, size_t size)
{
    (void)size;
    vt_heap_release(cinfo->client_data, object);
}

void *jpeg_get_large(j_common_ptr cinfo, size_t size)
{
    return vt_heap_allocate(cinfo->client_data, size);
}

void jpeg_free_large(j_common_ptr cinfo, void *object, size_t size)
{
    (void)size;
    vt_heap_release(cinfo->client_data, object);
}

// All that is wanted: the heap itself refuses what goes over the limit.
size_t jpeg_mem_available(j_common_ptr cinfo, size_t least, size_t most, size_t allocated)
{
    (void)cinfo;
    (void)least;
    (void)allocated;
    return most;
}

// Not reached, as jpeg_mem_available never answers less than what is wanted.
void jpeg_open_backing_store(j_common_ptr cinfo, void *store, long total_bytes_needed)
{
    (void)store;
    (void)total_bytes_needed;
    ERREXIT(cinfo, JERR_NO_BACKING_STORE);
}

long jpeg_mem_init(j_common_ptr cinfo)
{
    (void)cinfo;
    return 0;
}

void jpeg_mem_term(j_common_ptr cinfo)
{
    (void)cinfo;
}
