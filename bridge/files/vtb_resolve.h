// SPDX-License-Identifier: Apache-2.0
// Turns a legal relative path into a descriptor, without leaving the folder of the share.
#ifndef VTB_RESOLVE_H
#define VTB_RESOLVE_H

#include "vtb_files.h"

// Opens `path` below the share with the flags of open(2); O_NOFOLLOW and O_CLOEXEC must be among
// them. -1 with errno: EXDEV or ELOOP where the path would leave the share.
int vtb_resolve(const vtb_share *share, const char *path, int flags);

// Opens a path of the operator's, not of a client: any path, links and all. By openat2 where the
// kernel has it, which the daemon's system call filter permits.
int vtb_open_trusted(const char *path, int flags);

// The best resolver that the kernel has.
vtb_resolver vtb_resolve_probe(int folder);

#endif
