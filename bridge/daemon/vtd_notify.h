// SPDX-License-Identifier: Apache-2.0
// Tells the service manager how we are, by the datagrams of sd_notify(3), without its library.
#ifndef VTD_NOTIFY_H
#define VTD_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

typedef struct vtd_notify {
    int descriptor;            // -1 without a service manager
    uint64_t watchdog_ms;      // 0: it does not ask for signs of life
    uint64_t watchdog_sent_ms;
} vtd_notify;

// Connects to $NOTIFY_SOCKET, before the walls stand. False when it is set and cannot be reached,
// which is complained about.
bool vtd_notify_start(vtd_notify *notify);
void vtd_notify_ready(vtd_notify *notify);
void vtd_notify_reloading(vtd_notify *notify); // vtd_notify_ready follows
void vtd_notify_stopping(vtd_notify *notify);
// From the event loop, several times a second: a sign of life when one is due.
void vtd_notify_alive(vtd_notify *notify, uint64_t now_ms);
void vtd_notify_stop(vtd_notify *notify);

// The socket that the service manager listens on for us (sd_listen_fds(3)), or -1.
int vtd_notify_listener(void);

#endif
