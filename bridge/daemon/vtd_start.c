// SPDX-License-Identifier: Apache-2.0
// The socket and the user: what the daemon needs before it gives up its rights.
#include "vtd_start.h"

#include "vtd_complain.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char wrong_address[] = "an address is written 127.0.0.1:8080 or [::1]:8080";

static bool parse_address(const char *text, struct sockaddr_storage *out)
{
    const char *colon = strrchr(text, ':');
    char address[64];
    char *end = NULL;
    if (colon == NULL || (size_t)(colon - text) >= sizeof address) {
        return false;
    }
    unsigned long port = strtoul(colon + 1, &end, 10);
    if (end == colon + 1 || *end != '\0' || port > 65535) {
        return false;
    }
    bool is_bracketed = text[0] == '[' && colon > text && colon[-1] == ']';
    size_t size = (size_t)(colon - text) - (is_bracketed ? 2 : 0);
    memcpy(address, text + (is_bracketed ? 1 : 0), size);
    address[size] = '\0';
    if (is_bracketed) {
        return uv_ip6_addr(address, (int)port, (struct sockaddr_in6 *)out) == 0;
    }
    const char *name = strcmp(address, "localhost") == 0 ? "127.0.0.1" : address;
    return uv_ip4_addr(name, (int)port, (struct sockaddr_in *)out) == 0;
}

bool vtd_start_listener(vtd_server *server)
{
    struct sockaddr_storage address;
    const char *text = server->options->listen;
    if (!parse_address(text, &address)) {
        return vtd_complain(text, wrong_address);
    }
    int status = uv_tcp_init(&server->loop, &server->listener);
    server->listener.data = server;
    int inherited = vtd_notify_listener();
    if (status == 0 && inherited >= 0) {
        status = uv_tcp_open(&server->listener, inherited);
    } else if (status == 0) {
        status = uv_tcp_bind(&server->listener, (const struct sockaddr *)&address, 0);
    }
    // libuv reports a busy port only here or when listening.
    return status == 0 || vtd_complain(text, uv_strerror(status));
}

bool vtd_start_user(const char *user)
{
    if (user == NULL) {
        return true;
    }
    const struct passwd *entry = getpwnam(user);
    if (entry == NULL) {
        return vtd_complain(user, "there is no such user");
    }
    if (initgroups(user, entry->pw_gid) != 0 ||
        setresgid(entry->pw_gid, entry->pw_gid, entry->pw_gid) != 0 ||
        setresuid(entry->pw_uid, entry->pw_uid, entry->pw_uid) != 0) {
        return vtd_complain(user, strerror(errno));
    }
    return true;
}

bool vtd_start_check(const vtd_options *options)
{
    struct sockaddr_storage address;
    if (!parse_address(options->listen, &address)) {
        return vtd_complain(options->listen, wrong_address);
    }
    return options->user == NULL || getpwnam(options->user) != NULL ||
           vtd_complain(options->user, "there is no such user");
}

bool vtd_start_announce(const vtd_server *server)
{
    struct sockaddr_storage address;
    int size = sizeof address;
    char name[64] = "";
    if (uv_tcp_getsockname(&server->listener, (struct sockaddr *)&address, &size) != 0) {
        return false;
    }
    bool is_v6 = address.ss_family == AF_INET6;
    unsigned port = ntohs(is_v6 ? ((const struct sockaddr_in6 *)&address)->sin6_port
                                : ((const struct sockaddr_in *)&address)->sin_port);
    if (is_v6) {
        (void)uv_ip6_name((const struct sockaddr_in6 *)&address, name, sizeof name);
    } else {
        (void)uv_ip4_name((const struct sockaddr_in *)&address, name, sizeof name);
    }
    (void)printf("listening on %s://%s%s%s:%u\n", server->setup->tls == NULL ? "http" : "https",
                 is_v6 ? "[" : "", name, is_v6 ? "]" : "", port);
    return fflush(stdout) == 0;
}
