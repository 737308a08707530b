// SPDX-License-Identifier: Apache-2.0
// SIGHUP: the whole configuration is read again, looked at, and put in use, or nothing of it.
#ifndef VTD_RELOAD_H
#define VTD_RELOAD_H

struct vtd_server;

// What is served goes on; requests and handles that the new configuration does not permit end.
void vtd_reload(struct vtd_server *server);

#endif
