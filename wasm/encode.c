// SPDX-License-Identifier: Apache-2.0
// The PNG writer of the native command as a module, for the Node runner.
#include "vtw_encode.h"

#include <stdlib.h>

#include "png_writer.h"

static png_file file;

static void *allocate(void *user, size_t size)
{
    (void)user;
    return malloc(size);
}

static void *reallocate(void *user, void *pointer, size_t size)
{
    (void)user;
    return realloc(pointer, size);
}

static void release(void *user, void *pointer)
{
    (void)user;
    free(pointer);
}

int32_t vtw_png_encode(const void *rgba, uint32_t width, uint32_t height)
{
    vt_allocator allocator = {allocate, reallocate, release, NULL};

    free(file.bytes);
    return (int32_t)png_file_make(&file, allocator, rgba, width, height);
}

const void *vtw_png_bytes(void)
{
    return file.bytes;
}

uint32_t vtw_png_size(void)
{
    return (uint32_t)file.size;
}
