// SPDX-License-Identifier: Apache-2.0
// The version of the daemon.
#ifndef VTD_VERSION_H
#define VTD_VERSION_H

#define VTD_VERSION "0.1.0"

#endif
