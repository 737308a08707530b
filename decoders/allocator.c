// SPDX-License-Identifier: Apache-2.0
// The default allocator: the only place of the decoders that asks the C library for memory.
#include <stdlib.h>

#include "vt.h"

static void *default_allocate(void *user, size_t size)
{
    (void)user;
    return malloc(size);
}

static void *default_reallocate(void *user, void *pointer, size_t size)
{
    (void)user;
    return realloc(pointer, size);
}

static void default_release(void *user, void *pointer)
{
    (void)user;
    free(pointer);
}

vt_allocator vt_allocator_default(void)
{
    return (vt_allocator){default_allocate, default_reallocate, default_release, NULL};
}
