// SPDX-License-Identifier: Apache-2.0
// The steps of starting that no reload repeats: socket and user. Each complains of what is wrong.
#ifndef VTD_START_H
#define VTD_START_H

#include "vtd_server.h"

// Whether the address and the user make sense, for --check.
bool vtd_start_check(const vtd_options *options);
bool vtd_start_listener(vtd_server *server); // binds, or takes the service manager's socket
bool vtd_start_user(const char *user);       // NULL: stays who we are
// Prints the address on stdout, for scripts.
bool vtd_start_announce(const vtd_server *server);

#endif
