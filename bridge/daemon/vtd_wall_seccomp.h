// SPDX-License-Identifier: Apache-2.0
// seccomp: the system calls that serving needs, and no other.
#ifndef VTD_WALL_SECCOMP_H
#define VTD_WALL_SECCOMP_H

#include "vtd_server.h"

// Applies to all threads. *stands_out is false in a build with sanitizers, which need more calls.
// False (errno) on failure.
bool vtd_wall_seccomp(const vtd_server *server, bool *stands_out);

#endif
