// SPDX-License-Identifier: Apache-2.0
// One datagram of NAME=VALUE lines for each piece of news.
#include "vtd_notify.h"

#include "vtd_complain.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_LISTENER = 3 }; // SD_LISTEN_FDS_START

static uint64_t number_of(const char *name)
{
    const char *text = getenv(name);
    char *end = NULL;
    uint64_t value = text == NULL ? 0 : strtoull(text, &end, 10);
    return text == NULL || end == text || *end != '\0' ? 0 : value;
}

// For us, and not for a process that started us.
static bool is_for_us(const char *process_name)
{
    return getenv(process_name) == NULL || number_of(process_name) == (uint64_t)getpid();
}

bool vtd_notify_start(vtd_notify *notify)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = path == NULL ? 0 : strlen(path);
    *notify = (vtd_notify){.descriptor = -1};
    if (size == 0) {
        return true;
    }
    if (size >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@')) {
        return vtd_complain("NOTIFY_SOCKET", "this is not the path of a socket");
    }
    memcpy(address.sun_path, path, size);
    address.sun_path[0] = path[0] == '@' ? '\0' : path[0]; // an abstract one
    socklen_t address_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0 ||
        connect(descriptor, (const struct sockaddr *)&address, address_size) != 0) {
        int reason = errno;
        if (descriptor >= 0) {
            close(descriptor);
        }
        return vtd_complain("NOTIFY_SOCKET", strerror(reason));
    }
    notify->descriptor = descriptor;
    // Half of what it waits for.
    notify->watchdog_ms = is_for_us("WATCHDOG_PID") ? number_of("WATCHDOG_USEC") / 2000 : 0;
    return true;
}

// A manager that does not listen is not our trouble.
static void send_text(const vtd_notify *notify, const char *text)
{
    if (notify->descriptor >= 0) {
        (void)!send(notify->descriptor, text, strlen(text), MSG_NOSIGNAL);
    }
}

void vtd_notify_ready(vtd_notify *notify)
{
    send_text(notify, "READY=1\nSTATUS=serving\n");
}

void vtd_notify_reloading(vtd_notify *notify)
{
    struct timespec now = {0};
    char text[96];
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    (void)snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%llu\n",
                   (unsigned long long)now.tv_sec * 1000000 +
                       (unsigned long long)now.tv_nsec / 1000);
    send_text(notify, text);
}

void vtd_notify_stopping(vtd_notify *notify)
{
    send_text(notify, "STOPPING=1\nSTATUS=draining\n");
}

void vtd_notify_alive(vtd_notify *notify, uint64_t now_ms)
{
    if (notify->watchdog_ms > 0 && now_ms - notify->watchdog_sent_ms >= notify->watchdog_ms) {
        notify->watchdog_sent_ms = now_ms;
        send_text(notify, "WATCHDOG=1\n");
    }
}

void vtd_notify_stop(vtd_notify *notify)
{
    if (notify->descriptor >= 0) {
        close(notify->descriptor);
        notify->descriptor = -1;
    }
}

int vtd_notify_listener(void)
{
    bool is_ours = getenv("LISTEN_PID") != NULL && is_for_us("LISTEN_PID");
    if (!is_ours || number_of("LISTEN_FDS") == 0) {
        return -1;
    }
    (void)fcntl(FIRST_LISTENER, F_SETFD, FD_CLOEXEC);
    return FIRST_LISTENER;
}
