// SPDX-License-Identifier: Apache-2.0
// One table of settings, and the sections of limits and shares.
#include "vtd_settings.h"

#include "vtd_complain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct setting {
    const char *name;
    size_t place; // in vtd_options
    bool (*apply)(vtd_options *options, void *place, const char *value);
} setting;

static bool set_text(vtd_options *options, void *place, const char *value)
{
    char **text = place;
    (void)options;
    free(*text);
    *text = strdup(value);
    return *text != NULL || vtd_complain("out of memory", NULL);
}

static bool add_name(vtd_options *options, void *place, const char *value)
{
    vtd_names *names = place;
    if (names->count == VTD_NAMES_MAX) {
        return vtd_complain("too many of them", value);
    }
    return set_text(options, &names->items[names->count++], value);
}

static bool add_origin(vtd_options *options, void *place, const char *value)
{
    if (strncmp(value, "http://", 7) != 0 && strncmp(value, "https://", 8) != 0) {
        return vtd_complain("an origin is written https://HOST[:PORT], not", value);
    }
    return add_name(options, place, value);
}

static bool set_tls(vtd_options *options, void *place, const char *value)
{
    if (strcmp(value, "self") != 0) {
        return vtd_complain("tls is \"self\", for a certificate of our own, not", value);
    }
    return set_text(options, place, value);
}

static bool set_log(vtd_options *options, void *place, const char *value)
{
    bool *is_plain = place;
    (void)options;
    *is_plain = strcmp(value, "plain") == 0;
    return *is_plain || strcmp(value, "json") == 0 ||
           vtd_complain("log is json or plain, not", value);
}

// Limits of another size of machine; those that are not here keep their defaults.
static bool set_profile(vtd_options *options, void *place, const char *value)
{
    vtd_limits *limits = place;
    (void)options;
    if (strcmp(value, "edge") == 0) { // 128 MB for everything
        limits->connections = 64;
        limits->streams_per_connection = 32;
        limits->stream_buffer_bytes = 262144;
        limits->buffer_bytes = 16777216;
        limits->handles = 512;
        limits->handles_per_token = 128;
        limits->list_entries = 20000;
        limits->quota_accounts = 1024;
        return true;
    }
    if (strcmp(value, "server") == 0) {
        limits->connections = 8192;
        limits->streams_per_connection = 256;
        limits->buffer_bytes = 536870912;
        limits->handles = 65536;
        limits->handles_per_token = 1024;
        limits->list_entries = 1000000;
        limits->quota_accounts = 262144;
        limits->drain_seconds = 30;
        return true;
    }
    return vtd_complain("profile is edge or server, not", value);
}

static vtd_share_options *find_or_add_share(vtd_options *options, const char *name)
{
    for (size_t index = 0; index < options->share_count; index++) {
        if (strcmp(options->shares[index].name, name) == 0) {
            return &options->shares[index];
        }
    }
    if (options->share_count == VTD_SHARES_MAX) {
        (void)vtd_complain("too many shares", name);
        return NULL;
    }
    vtd_share_options *share = &options->shares[options->share_count];
    if (!set_text(options, &share->name, name)) {
        return NULL;
    }
    options->share_count++;
    return share;
}

static bool add_share(vtd_options *options, void *place, const char *value)
{
    (void)place;
    const char *equals = strchr(value, '=');
    if (equals == NULL || equals == value || equals[1] == '\0') {
        return vtd_complain("a share is written NAME=FOLDER, not", value);
    }
    char *name = strndup(value, (size_t)(equals - value));
    vtd_share_options *share = name == NULL ? NULL : find_or_add_share(options, name);
    free(name);
    return share != NULL && set_text(options, &share->folder, equals + 1);
}

static const setting settings[] = {
    {"audit", offsetof(vtd_options, audit_file), set_text},
    {"host", offsetof(vtd_options, hosts), add_name},
    {"key", offsetof(vtd_options, key_file), set_text},
    {"listen", offsetof(vtd_options, listen), set_text},
    {"log", offsetof(vtd_options, logs_plainly), set_log},
    {"metrics-from", offsetof(vtd_options, metrics_peers), add_name},
    {"origin", offsetof(vtd_options, origins), add_origin},
    {"policy", offsetof(vtd_options, policy_file), set_text},
    {"profile", offsetof(vtd_options, limits), set_profile},
    {"revoked", offsetof(vtd_options, revoked_file), set_text},
    {"server-name", offsetof(vtd_options, server_name), set_text},
    {"share", offsetof(vtd_options, shares), add_share},
    {"share-root", offsetof(vtd_options, share_roots), add_name},
    {"tls", offsetof(vtd_options, tls), set_tls},
    {"tls-cert", offsetof(vtd_options, tls_certificate), set_text},
    {"tls-key", offsetof(vtd_options, tls_key), set_text},
    {"user", offsetof(vtd_options, user), set_text},
    {"web", offsetof(vtd_options, web_folder), set_text},
};
enum { SETTING_COUNT = sizeof settings / sizeof *settings };

const char *vtd_setting_name(size_t index)
{
    return index < SETTING_COUNT ? settings[index].name : NULL;
}

bool vtd_setting_apply(vtd_options *options, size_t index, const char *value)
{
    return settings[index].apply(options, (char *)options + settings[index].place, value);
}

static bool parse_number(const char *text, uint64_t lowest, uint64_t highest, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value < lowest ||
        value > highest) {
        char wanted[96];
        (void)snprintf(wanted, sizeof wanted, "a number from %llu to %llu is wanted, not",
                       (unsigned long long)lowest, (unsigned long long)highest);
        return vtd_complain(wanted, text);
    }
    *out = value;
    return true;
}

static bool apply_limit(vtd_options *options, const char *name, const char *value)
{
#define VTD_LIMIT_READ(field, standard, lowest, highest, meaning)                                  \
    if (strcmp(name, #field) == 0) {                                                               \
        return parse_number(value, lowest, highest, &options->limits.field);                       \
    }
    VTD_LIMITS(VTD_LIMIT_READ)
#undef VTD_LIMIT_READ
    return vtd_complain("unknown limit", name);
}

static bool apply_to_share(vtd_options *options, const char *share_name, const char *name,
                           const char *value)
{
    vtd_share_options *share = find_or_add_share(options, share_name);
    if (share == NULL) {
        return false;
    }
    if (strcmp(name, "folder") == 0) {
        return set_text(options, &share->folder, value);
    }
    if (strcmp(name, "epoch") == 0) {
        uint64_t epoch = 0;
        bool done = parse_number(value, 0, UINT32_MAX, &epoch);
        share->epoch = (uint32_t)epoch;
        return done;
    }
    if (strcmp(name, "hard-links") != 0) {
        return vtd_complain("unknown setting of a share", name);
    }
    static const char *const policies[] = {"same-owner", "allow", "refuse"};
    for (int policy = 0; policy < 3; policy++) {
        if (strcmp(policies[policy], value) == 0) {
            share->hard_links = (vtb_hard_links)policy;
            return true;
        }
    }
    return vtd_complain("hard-links is same-owner, allow or refuse, not", value);
}

bool vtd_setting_apply_line(vtd_options *options, const char *section, const char *name,
                            const char *value)
{
    if (strcmp(section, "limits") == 0) {
        return apply_limit(options, name, value);
    }
    if (strncmp(section, "share ", 6) == 0) {
        return apply_to_share(options, section + 6, name, value);
    }
    if (strcmp(section, "server") != 0) {
        return vtd_complain("unknown section", section);
    }
    for (size_t index = 0; index < SETTING_COUNT; index++) {
        if (strcmp(settings[index].name, name) == 0) {
            return vtd_setting_apply(options, index, value);
        }
    }
    return vtd_complain("unknown setting", name);
}

void vtd_settings_default(vtd_options *options)
{
    *options = (vtd_options){0};
#define VTD_LIMIT_DEFAULT(field, standard, lowest, highest, meaning)                               \
    options->limits.field = (standard);
    VTD_LIMITS(VTD_LIMIT_DEFAULT)
#undef VTD_LIMIT_DEFAULT
}

bool vtd_settings_complete(const vtd_options *options)
{
    if (options->listen == NULL || options->key_file == NULL || options->share_count == 0) {
        return vtd_complain("listen, key and at least one share are needed", "see --help");
    }
    if ((options->tls_certificate == NULL) != (options->tls_key == NULL)) {
        return vtd_complain("tls-cert and tls-key need each other", "see --help");
    }
    for (size_t index = 0; index < options->share_count; index++) {
        if (options->shares[index].folder == NULL) {
            return vtd_complain("a share has no folder", options->shares[index].name);
        }
    }
    return true;
}
