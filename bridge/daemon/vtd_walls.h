// SPDX-License-Identifier: Apache-2.0
// What the process gives up once it has what it needs.
#ifndef VTD_WALLS_H
#define VTD_WALLS_H

#include "vtd_server.h"

#include <stdbool.h>

// A sanitizer traces its own process and makes system calls that serving does not.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define VTD_HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define VTD_HAS_SANITIZER 1
#endif
#endif
#ifndef VTD_HAS_SANITIZER
#define VTD_HAS_SANITIZER 0
#endif

// Which walls stand, for the log.
typedef struct vtd_walls {
    bool has_no_new_privileges;
    bool has_no_dumps; // no core file, no ptrace by others of the same user
    bool has_no_capabilities;
    int landlock_abi; // 0: the kernel has none
    bool has_seccomp;
} vtd_walls;

// Before the first disk thread starts: takes effect on threads that start later. Files outside the
// shares and the web folder are out of reach after it. False with the reason in the log when a
// wall that this kernel has could not be built.
bool vtd_walls_before_threads(vtd_server *server, vtd_walls *walls);
// When all threads run: system calls that are not needed any more are refused for all of them.
bool vtd_walls_after_threads(const vtd_server *server, vtd_walls *walls);

#endif
