// SPDX-License-Identifier: Apache-2.0
// What the C library asks of its host, answered inside the module: memory grows by the instruction,
// a failed assertion is the `abort` import, and there are no files, no clock and no environment.
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vtw.h"

enum { WASM_PAGE_SIZE = 65536 };

int emscripten_resize_heap(size_t requested_size);
size_t emscripten_get_heap_max(void);

static int grow(size_t pages)
{
    return __builtin_wasm_memory_grow(0, pages) != (size_t)-1;
}

// Called by sbrk. Growing by an eighth at a time keeps the number of steps small (each makes new
// views in JavaScript); near the maximum only what is asked for is taken.
int emscripten_resize_heap(size_t requested_size)
{
    size_t pages = __builtin_wasm_memory_size(0);
    size_t wanted = (requested_size - 1) / WASM_PAGE_SIZE + 1;

    if (wanted <= pages)
        return 1;
    return grow(wanted - pages > pages / 8 ? wanted - pages : pages / 8) || grow(wanted - pages);
}

size_t emscripten_get_heap_max(void)
{
    return SIZE_MAX - WASM_PAGE_SIZE + 1;
}

_Noreturn void abort(void)
{
    vtw_import_abort("abort", 5);
}

_Noreturn void __assert_fail(const char *text, const char *file, int line, const char *function)
{
    (void)file;
    (void)line;
    (void)function;
    vtw_import_abort(text, (uint32_t)strlen(text));
}
