// SPDX-License-Identifier: Apache-2.0
// The steps of starting: keys, shares, socket, user. Each says on stderr what is wrong.
#ifndef VTD_START_H
#define VTD_START_H

#include "vtd_server.h"

bool vtd_start_keys(vtd_server *server); // token keys and TLS
bool vtd_start_shares(vtd_server *server);
bool vtd_start_listener(vtd_server *server); // binds
bool vtd_start_user(const char *user);       // NULL: stays who we are
// Prints the address on stdout, for scripts.
bool vtd_start_announce(const vtd_server *server);

#endif
