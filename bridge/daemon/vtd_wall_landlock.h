// SPDX-License-Identifier: Apache-2.0
// Landlock: the kernel's own list of folders that this process may read.
#ifndef VTD_WALL_LANDLOCK_H
#define VTD_WALL_LANDLOCK_H

#include "vtd_server.h"

// Best effort by ABI: *abi_out is 0 where the kernel has no Landlock. False (errno) on failure.
bool vtd_wall_landlock(const vtd_server *server, int *abi_out);

#endif
