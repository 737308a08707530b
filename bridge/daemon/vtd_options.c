// SPDX-License-Identifier: Apache-2.0
// Reads the command line with getopt_long and the configuration file with inih.
#include "vtd_options.h"

#include "vtd_usage.h"

#include <errno.h>
#include <getopt.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The settings that can stand in [server] and, with "--", on the command line.
typedef struct setting {
    const char *name;
    bool (*apply)(vtd_options *options, const char *value);
} setting;

static bool complain(const char *text, const char *value)
{
    (void)fprintf(stderr, "vitrined: %s: %s\n", text, value);
    return false;
}

static bool set_text(char **place, const char *value)
{
    free(*place);
    *place = strdup(value);
    return *place != NULL || complain("out of memory", value);
}

static bool add_name(vtd_names *names, const char *value)
{
    if (names->count == VTD_NAMES_MAX) {
        return complain("too many names", value);
    }
    return set_text(&names->items[names->count++], value);
}

static vtd_share_options *find_or_add_share(vtd_options *options, const char *name)
{
    for (size_t index = 0; index < options->share_count; index++) {
        if (strcmp(options->shares[index].name, name) == 0) {
            return &options->shares[index];
        }
    }
    if (options->share_count == VTD_SHARES_MAX) {
        (void)complain("too many shares", name);
        return NULL;
    }
    vtd_share_options *share = &options->shares[options->share_count++];
    return set_text(&share->name, name) ? share : NULL;
}

static bool apply_share(vtd_options *options, const char *value)
{
    const char *equals = strchr(value, '=');
    if (equals == NULL || equals == value || equals[1] == '\0') {
        return complain("a share is written NAME=FOLDER, not", value);
    }
    char *name = strndup(value, (size_t)(equals - value));
    vtd_share_options *share = name == NULL ? NULL : find_or_add_share(options, name);
    free(name);
    return share != NULL && set_text(&share->folder, equals + 1);
}

static bool apply_listen(vtd_options *options, const char *value)
{
    return set_text(&options->listen, value);
}

static bool apply_key(vtd_options *options, const char *value)
{
    return set_text(&options->key_file, value);
}

static bool apply_revoked(vtd_options *options, const char *value)
{
    return set_text(&options->revoked_file, value);
}

static bool apply_audit(vtd_options *options, const char *value)
{
    return set_text(&options->audit_file, value);
}

static bool apply_web(vtd_options *options, const char *value)
{
    return set_text(&options->web_folder, value);
}

static bool apply_server_name(vtd_options *options, const char *value)
{
    return set_text(&options->server_name, value);
}

static bool apply_user(vtd_options *options, const char *value)
{
    return set_text(&options->user, value);
}

static bool apply_tls_certificate(vtd_options *options, const char *value)
{
    return set_text(&options->tls_certificate, value);
}

static bool apply_tls_key(vtd_options *options, const char *value)
{
    return set_text(&options->tls_key, value);
}

static bool apply_host(vtd_options *options, const char *value)
{
    return add_name(&options->hosts, value);
}

static bool apply_origin(vtd_options *options, const char *value)
{
    if (strncmp(value, "http://", 7) != 0 && strncmp(value, "https://", 8) != 0) {
        return complain("an origin is written https://HOST[:PORT], not", value);
    }
    return add_name(&options->origins, value);
}

static const setting settings[] = {
    {"share", apply_share},     {"listen", apply_listen},
    {"key", apply_key},         {"web", apply_web},
    {"host", apply_host},       {"origin", apply_origin},
    {"user", apply_user},       {"server-name", apply_server_name},
    {"tls-key", apply_tls_key}, {"tls-cert", apply_tls_certificate},
    {"revoked", apply_revoked}, {"audit", apply_audit},
};
enum { SETTING_COUNT = sizeof settings / sizeof *settings };

static bool parse_number(const char *text, uint64_t lowest, uint64_t highest, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value < lowest ||
        value > highest) {
        (void)fprintf(stderr, "vitrined: a number from %llu to %llu is wanted, not %s\n",
                      (unsigned long long)lowest, (unsigned long long)highest, text);
        return false;
    }
    *out = value;
    return true;
}

static bool config_limit(vtd_options *options, const char *name, const char *value)
{
#define VTD_LIMIT_READ(field, standard, lowest, highest, meaning)                                  \
    if (strcmp(name, #field) == 0) {                                                               \
        return parse_number(value, lowest, highest, &options->limits.field);                       \
    }
    VTD_LIMITS(VTD_LIMIT_READ)
#undef VTD_LIMIT_READ
    return complain("unknown limit", name);
}

static bool config_share(vtd_options *options, const char *share_name, const char *name,
                         const char *value)
{
    vtd_share_options *share = find_or_add_share(options, share_name);
    if (share == NULL) {
        return false;
    }
    if (strcmp(name, "folder") == 0) {
        return set_text(&share->folder, value);
    }
    if (strcmp(name, "epoch") == 0) {
        uint64_t epoch = 0;
        bool done = parse_number(value, 0, UINT32_MAX, &epoch);
        share->epoch = (uint32_t)epoch;
        return done;
    }
    if (strcmp(name, "hard-links") != 0) {
        return complain("unknown setting of a share", name);
    }
    static const char *const policies[] = {"same-owner", "allow", "refuse"};
    for (int policy = 0; policy < 3; policy++) {
        if (strcmp(policies[policy], value) == 0) {
            share->hard_links = (vtb_hard_links)policy;
            return true;
        }
    }
    return complain("hard-links is same-owner, allow or refuse, not", value);
}

static int config_line(void *user, const char *section, const char *name, const char *value)
{
    vtd_options *options = user;
    if (strcmp(section, "limits") == 0) {
        return config_limit(options, name, value);
    }
    if (strncmp(section, "share ", 6) == 0) {
        return config_share(options, section + 6, name, value);
    }
    if (strcmp(section, "server") != 0) {
        return complain("unknown section", section);
    }
    for (size_t index = 0; index < SETTING_COUNT; index++) {
        if (strcmp(settings[index].name, name) == 0) {
            return settings[index].apply(options, value);
        }
    }
    return complain("unknown setting", name);
}

static bool read_config(vtd_options *options, const char *file)
{
    int line = ini_parse(file, config_line, options);
    if (line < 0) {
        return complain("the configuration file cannot be read", file);
    }
    if (line > 0) {
        (void)fprintf(stderr, "vitrined: %s, line %d is wrong\n", file, line);
    }
    return line == 0;
}

static bool is_complete(const vtd_options *options)
{
    if (options->listen == NULL || options->key_file == NULL || options->share_count == 0) {
        return complain("--listen, --key and at least one --share are needed", "see --help");
    }
    if ((options->tls_certificate == NULL) != (options->tls_key == NULL)) {
        return complain("--tls-cert and --tls-key need each other", "see --help");
    }
    for (size_t index = 0; index < options->share_count; index++) {
        if (options->shares[index].folder == NULL) {
            return complain("a share has no folder", options->shares[index].name);
        }
    }
    return true;
}

static void fill_long_options(struct option *long_options)
{
    for (int index = 0; index < SETTING_COUNT; index++) {
        long_options[index] =
            (struct option){settings[index].name, required_argument, NULL, 256 + index};
    }
    long_options[SETTING_COUNT] = (struct option){"config", required_argument, NULL, 'c'};
    long_options[SETTING_COUNT + 1] = (struct option){"help", no_argument, NULL, 'h'};
    long_options[SETTING_COUNT + 2] = (struct option){"version", no_argument, NULL, 'v'};
}

static void set_defaults(vtd_options *options)
{
    *options = (vtd_options){0};
#define VTD_LIMIT_DEFAULT(field, standard, lowest, highest, meaning)                               \
    options->limits.field = (standard);
    VTD_LIMITS(VTD_LIMIT_DEFAULT)
#undef VTD_LIMIT_DEFAULT
}

vtd_options_result vtd_options_parse(int argument_count, char **arguments, vtd_options *out)
{
    struct option long_options[SETTING_COUNT + 4] = {{0}};
    fill_long_options(long_options);
    set_defaults(out);
    optind = 1;
    for (;;) {
        int choice = getopt_long(argument_count, arguments, "h", long_options, NULL);
        if (choice == -1) {
            break;
        }
        if (choice == 'h') {
            vtd_usage_print();
            return VTD_OPTIONS_DONE;
        }
        if (choice == 'v') {
            vtd_version_print();
            return VTD_OPTIONS_DONE;
        }
        bool done = choice == 'c'   ? read_config(out, optarg)
                    : choice >= 256 ? settings[choice - 256].apply(out, optarg)
                                    : false;
        if (!done) {
            return VTD_OPTIONS_WRONG;
        }
    }
    if (optind < argument_count) {
        (void)complain("unknown argument", arguments[optind]);
        return VTD_OPTIONS_WRONG;
    }
    return is_complete(out) ? VTD_OPTIONS_RUN : VTD_OPTIONS_WRONG;
}

static void names_free(vtd_names *names)
{
    for (size_t index = 0; index < names->count; index++) {
        free(names->items[index]);
    }
}

void vtd_options_free(vtd_options *options)
{
    free(options->listen);
    free(options->key_file);
    free(options->revoked_file);
    free(options->audit_file);
    free(options->web_folder);
    free(options->server_name);
    free(options->user);
    free(options->tls_certificate);
    free(options->tls_key);
    names_free(&options->hosts);
    names_free(&options->origins);
    for (size_t index = 0; index < options->share_count; index++) {
        free(options->shares[index].name);
        free(options->shares[index].folder);
    }
    *options = (vtd_options){0};
}
