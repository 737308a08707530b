// SPDX-License-Identifier: Apache-2.0
// What the C library asks of its host, answered inside the module: memory grows by the instruction,
// a failed assertion is the `abort` import, and there are no files, no clock and no environment.
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "vtw.h"

enum { WASM_PAGE_SIZE = 65536, STEP_MIN = 128 };

static const uint16_t no_such_file = 8; // EBADF of WASI

// What the C library declares for itself only, or with types of WASI. __wasi_errno_t is a uint16_t.
int __wrap_emscripten_resize_heap(size_t requested_size);
void emscripten_notify_memory_growth(size_t memory_index);
double emscripten_get_now(void);
uint16_t __wasi_clock_time_get(uint32_t clock, uint64_t precision, uint64_t *time_out);
uint16_t __wasi_fd_close(int32_t file);
uint16_t __wasi_fd_read(int32_t file, const void *parts, size_t part_count, size_t *size_out);
uint16_t __wasi_fd_seek(int32_t file, int64_t offset, uint8_t whence, int64_t *position_out);
uint16_t __wasi_fd_write(int32_t file, const void *parts, size_t part_count, size_t *size_out);

static int grow(size_t pages)
{
    return __builtin_wasm_memory_grow(0, pages) != (size_t)-1;
}

// In place of emscripten_resize_heap (--wrap at the link), called by sbrk. Large steps keep their
// number small: each makes new views in JavaScript, and sets the engine's garbage collector going.
// Memory that was not written to yet costs nothing; near the maximum only what is asked for is
// taken.
int __wrap_emscripten_resize_heap(size_t requested_size)
{
    size_t pages = __builtin_wasm_memory_size(0);
    size_t wanted = (requested_size - 1) / WASM_PAGE_SIZE + 1;
    size_t step = pages / 2 > STEP_MIN ? pages / 2 : STEP_MIN;

    if (wanted <= pages)
        return 1;
    return grow(wanted - pages > step ? wanted - pages : step) || grow(wanted - pages);
}

// The C library's own emscripten_resize_heap would call it; an import otherwise.
void emscripten_notify_memory_growth(size_t memory_index)
{
    (void)memory_index;
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

// ---- No clock and no environment: it is always 1970, and nothing is set ------------------------

double emscripten_get_now(void)
{
    return 0;
}

uint16_t __wasi_clock_time_get(uint32_t clock, uint64_t precision, uint64_t *time_out)
{
    (void)clock;
    (void)precision;
    *time_out = 0;
    return 0;
}

time_t time(time_t *out)
{
    if (out != NULL)
        *out = 0;
    return 0;
}

char *getenv(const char *name)
{
    (void)name;
    return NULL;
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
