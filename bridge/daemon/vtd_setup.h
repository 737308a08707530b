// SPDX-License-Identifier: Apache-2.0
// A configuration with what it opens: keys, folders, certificate. A reload makes a new one.
#ifndef VTD_SETUP_H
#define VTD_SETUP_H

#include "vtb_files.h"
#include "vtb_key.h"
#include "vtb_policy.h"
#include "vtb_token.h"
#include "vtd_options.h"

// Read-only once it is made, but for the epochs of its shares. Tasks and handles hold the one that
// they began with; each holds the one that replaced it, so that what a task finds in a later one
// stays too.
typedef struct vtd_setup {
    unsigned references;
    struct vtd_setup *newer; // NULL while it is the current one
    vtd_options options;
    vtb_keyring keys;
    vtb_share shares[VTD_SHARES_MAX];
    size_t share_count;
    vtb_share web; // name "web"; folder -1 when nothing is served
    vtb_policy policy; // no rules when there is no file
    uint8_t server_id[VTB_SERVER_ID_SIZE];
    struct vtd_tls_context *tls; // NULL without TLS
} vtd_setup;

// Reads the configuration and opens what it names. `before` is the one in use, or NULL. NULL with
// the exit status when there is nothing to serve; what is wrong has been complained about.
vtd_setup *vtd_setup_new(int argument_count, char **arguments, vtd_setup *before, int *status_out);
vtd_setup *vtd_setup_hold(vtd_setup *setup);
void vtd_setup_release(vtd_setup *setup); // NULL is nothing

// The share of that name, or NULL. Borrowed.
const vtb_share *vtd_setup_find_share(const vtd_setup *setup, const char *name);

#endif
