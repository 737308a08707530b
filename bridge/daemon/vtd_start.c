// SPDX-License-Identifier: Apache-2.0
// Acquires what the daemon needs before it gives up its rights.
#include "vtd_start.h"

#include "vtd_key_file.h"
#include "vtd_tls.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool complain(const char *what, const char *reason)
{
    (void)fprintf(stderr, "vitrined: %s: %s\n", what, reason);
    return false;
}

bool vtd_start_keys(vtd_server *server)
{
    const vtd_options *options = server->options;
    if (!vtd_key_file_read(options->key_file, &server->keys)) {
        return false;
    }
    if (options->server_name != NULL) {
        vtb_server_id(options->server_name, strlen(options->server_name), server->server_id);
    }
    if (options->tls_certificate != NULL) {
        server->tls = vtd_tls_context_new(options->tls_certificate, options->tls_key);
        return server->tls != NULL;
    }
    return true;
}

static bool open_share(vtb_share *share, const char *name, const char *folder)
{
    if (strlen(name) > VTB_SHARE_NAME_MAX) {
        return complain(name, "the name of a share has at most 63 bytes");
    }
    memcpy(share->name, name, strlen(name) + 1);
    vtb_error error = vtb_share_open(share, folder);
    return error == VTB_OK || complain(folder, vtb_error_sentence(error));
}

// Two names with one id would open each other's tokens.
static bool share_ids_differ(const vtd_server *server)
{
    for (size_t index = 1; index < server->share_count; index++) {
        for (size_t other = 0; other < index; other++) {
            if (server->shares[index].id == server->shares[other].id) {
                return complain(server->shares[index].name,
                                "another share has the same id: rename one of them");
            }
        }
    }
    return true;
}

bool vtd_start_shares(vtd_server *server)
{
    const vtd_options *options = server->options;
    server->shares = calloc(options->share_count, sizeof *server->shares);
    if (server->shares == NULL) {
        return complain("shares", "out of memory");
    }
    for (size_t index = 0; index < options->share_count; index++) {
        const vtd_share_options *wanted = &options->shares[index];
        vtb_share *share = &server->shares[index];
        share->epoch = wanted->epoch;
        share->hard_links = wanted->hard_links;
        server->share_count++;
        share->folder = -1;
        if (!open_share(share, wanted->name, wanted->folder)) {
            return false;
        }
    }
    server->web.hard_links = VTB_HARD_LINKS_ALLOW;
    if (options->web_folder != NULL && !open_share(&server->web, "web", options->web_folder)) {
        return false;
    }
    return share_ids_differ(server);
}

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
        return complain(text, "an address is written 127.0.0.1:8080 or [::1]:8080");
    }
    int status = uv_tcp_init(&server->loop, &server->listener);
    server->listener.data = server;
    if (status == 0) {
        status = uv_tcp_bind(&server->listener, (const struct sockaddr *)&address, 0);
    }
    // libuv reports a busy port only here or when listening.
    return status == 0 || complain(text, uv_strerror(status));
}

bool vtd_start_user(const char *user)
{
    if (user == NULL) {
        return true;
    }
    const struct passwd *entry = getpwnam(user);
    if (entry == NULL) {
        return complain(user, "there is no such user");
    }
    if (initgroups(user, entry->pw_gid) != 0 ||
        setresgid(entry->pw_gid, entry->pw_gid, entry->pw_gid) != 0 ||
        setresuid(entry->pw_uid, entry->pw_uid, entry->pw_uid) != 0) {
        return complain(user, strerror(errno));
    }
    return true;
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
    (void)printf("listening on %s://%s%s%s:%u\n", server->tls == NULL ? "http" : "https",
                 is_v6 ? "[" : "", name, is_v6 ? "]" : "", port);
    return fflush(stdout) == 0;
}
