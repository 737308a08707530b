// SPDX-License-Identifier: Apache-2.0
// The configuration of the daemon, from its command line and its INI file.
#ifndef VTD_OPTIONS_H
#define VTD_OPTIONS_H

#include "vtb_files.h"
#include "vtd_limits.h"

#include <stdbool.h>
#include <stddef.h>

#define VTD_EXIT_USAGE 2
#define VTD_SHARES_MAX 64
#define VTD_NAMES_MAX 32

typedef struct vtd_share_options {
    char *name;
    char *folder;
    uint32_t epoch;
    vtb_hard_links hard_links;
} vtd_share_options;

typedef struct vtd_names {
    char *items[VTD_NAMES_MAX];
    size_t count;
} vtd_names;

// All texts are owned; those that were not set are NULL.
typedef struct vtd_options {
    char *listen; // "ADDRESS:PORT"
    char *key_file;
    char *policy_file;
    char *revoked_file;
    char *audit_file;
    char *web_folder;
    char *server_name; // NULL: tokens with an audience are refused
    char *user;
    char *tls; // "self", or NULL
    char *tls_certificate;
    char *tls_key;
    vtd_names hosts;       // names that clients may use for this server
    vtd_names origins;     // web origins besides the server's own
    vtd_names share_roots; // folders below which a reload may add shares
    vtd_names files;       // configuration files that were read
    vtd_share_options shares[VTD_SHARES_MAX];
    size_t share_count;
    vtd_limits limits;
    vtd_names metrics_peers; // addresses that may ask for /metrics, besides loopback
    bool logs_plainly;       // not as JSON
    bool is_check; // look at everything, and serve nothing
} vtd_options;

// What to do after the command line was read.
typedef enum vtd_options_result {
    VTD_OPTIONS_RUN,
    VTD_OPTIONS_DONE,  // --help or --version was answered: exit 0
    VTD_OPTIONS_WRONG, // it was complained about: exit 2
} vtd_options_result;

// Reads the command line; --config FILE is read where it stands, so that later options win. Can be
// called again with the same arguments.
vtd_options_result vtd_options_parse(int argument_count, char **arguments, vtd_options *out);
void vtd_options_free(vtd_options *options);

#endif
