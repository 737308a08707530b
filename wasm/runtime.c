// SPDX-License-Identifier: Apache-2.0
// What the C library asks of its host, answered inside the module: memory grows by the instruction,
// a failed assertion is the `abort` import, and there are no files, no clock and no environment.
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vtw.h"

enum { WASM_PAGE_SIZE = 65536 };

static const uint16_t no_such_file = 8; // EBADF of WASI

// What the C library declares for itself only, or with types of WASI. __wasi_errno_t is a uint16_t.
int emscripten_resize_heap(size_t requested_size);
size_t emscripten_get_heap_max(void);
double emscripten_get_now(void);
uint16_t __wasi_fd_close(int32_t file);
uint16_t __wasi_fd_read(int32_t file, const void *parts, size_t part_count, size_t *size_out);
uint16_t __wasi_fd_seek(int32_t file, int64_t offset, uint8_t whence, int64_t *position_out);
uint16_t __wasi_fd_write(int32_t file, const void *parts, size_t part_count, size_t *size_out);

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

_Noreturn void exit(int status)
{
    (void)status;
    vtw_import_abort("exit", 4);
}

double emscripten_get_now(void)
{
    return 0;
}

// ---- Standard streams: what a library prints goes nowhere ---------------------------------------

uint16_t __wasi_fd_close(int32_t file)
{
    (void)file;
    return no_such_file;
}

uint16_t __wasi_fd_read(int32_t file, const void *parts, size_t part_count, size_t *size_out)
{
    (void)file;
    (void)parts;
    (void)part_count;
    (void)size_out;
    return no_such_file;
}

uint16_t __wasi_fd_seek(int32_t file, int64_t offset, uint8_t whence, int64_t *position_out)
{
    (void)file;
    (void)offset;
    (void)whence;
    (void)position_out;
    return no_such_file;
}

uint16_t __wasi_fd_write(int32_t file, const void *parts, size_t part_count, size_t *size_out)
{
    (void)file;
    (void)parts;
    (void)part_count;
    (void)size_out;
    return no_such_file;
}
