// SPDX-License-Identifier: Apache-2.0
// Included before each source of the libraries of pictures in HEIF files: moves the names of the C
// library's memory functions to those of decoders/heif/heif_memory.h, once the system's own headers
// have been read.
#include <malloc.h>
#include <stdlib.h>

#include "heif_memory.h"

#define memalign heif_memory_align
#define realloc heif_memory_reallocate
#ifdef DE265_HOST_TABLE
// The one table that libde265 makes for all decoders does not belong to the one that came first.
extern "C" void *de265_host_table(size_t size);
extern "C" void de265_host_keep_table(void *table);
#define malloc de265_host_table
#define free de265_host_keep_table
#else
#define malloc heif_memory_allocate
#define free heif_memory_release
#endif
