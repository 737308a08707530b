// SPDX-License-Identifier: Apache-2.0
// Opens what a configuration names, and counts who still uses it.
#include "vtd_setup.h"

#include "vtd_complain.h"
#include "vtd_file.h"
#include "vtd_key_file.h"
#include "vtd_tls.h"

#include <stdlib.h>
#include <string.h>

static bool open_share(vtb_share *share, const char *name, const char *folder)
{
    if (strlen(name) > VTB_SHARE_NAME_MAX) {
        return vtd_complain(name, "the name of a share has at most 63 bytes");
    }
    memcpy(share->name, name, strlen(name) + 1);
    vtb_error error = vtb_share_open(share, folder);
    return error == VTB_OK || vtd_complain(folder, vtb_error_sentence(error));
}

// Two names with one id would open each other's tokens.
static bool share_ids_differ(const vtd_setup *setup)
{
    for (size_t index = 1; index < setup->share_count; index++) {
        for (size_t other = 0; other < index; other++) {
            if (setup->shares[index].id == setup->shares[other].id) {
                return vtd_complain(setup->shares[index].name,
                                    "another share has the same id: rename one of them");
            }
        }
    }
    return true;
}

static bool open_shares(vtd_setup *setup)
{
    const vtd_options *options = &setup->options;
    for (size_t index = 0; index < options->share_count; index++) {
        const vtd_share_options *wanted = &options->shares[index];
        vtb_share *share = &setup->shares[setup->share_count++];
        *share = (vtb_share){
            .epoch = wanted->epoch, .hard_links = wanted->hard_links, .folder = -1};
        if (!open_share(share, wanted->name, wanted->folder)) {
            return false;
        }
    }
    setup->web.hard_links = VTB_HARD_LINKS_ALLOW;
    return (options->web_folder == NULL || open_share(&setup->web, "web", options->web_folder)) &&
           share_ids_differ(setup);
}

static bool open_policy(vtd_setup *setup)
{
    const char *file = setup->options.policy_file;
    vtd_text text;
    size_t line = 0;
    if (file == NULL) {
        return true;
    }
    if (!vtd_file_read(file, VTB_POLICY_SIZE_MAX, false, &text)) {
        return false;
    }
    vtb_error error = vtb_policy_parse(text.bytes, text.size, &setup->policy, &line);
    vtd_text_free(&text);
    if (error != VTB_OK) {
        vtd_complain_about(file, (int)line);
        (void)vtd_complain(error == VTB_E_MEMORY ? "out of memory" : "this is not a rule", NULL);
        vtd_complain_about(NULL, 0);
    }
    return error == VTB_OK;
}

static bool open_keys(vtd_setup *setup, const vtd_setup *before)
{
    const vtd_options *options = &setup->options;
    if (!vtd_key_file_read(options->key_file, &setup->keys)) {
        return false;
    }
    if (options->server_name != NULL) {
        vtb_server_id(options->server_name, strlen(options->server_name), setup->server_id);
    }
    if (options->tls_certificate == NULL && options->tls == NULL) {
        return true;
    }
    setup->tls = vtd_tls_context_new(options, before == NULL ? NULL : before->tls);
    return setup->tls != NULL;
}

vtd_setup *vtd_setup_new(int argument_count, char **arguments, vtd_setup *before, int *status_out)
{
    vtd_setup *setup = calloc(1, sizeof *setup);
    *status_out = 1;
    if (setup == NULL) {
        (void)vtd_complain("out of memory", NULL);
        return NULL;
    }
    setup->references = 1;
    setup->web.folder = -1;
    vtd_options_result result = vtd_options_parse(argument_count, arguments, &setup->options);
    if (result == VTD_OPTIONS_RUN && open_keys(setup, before) && open_policy(setup) &&
        open_shares(setup)) {
        return setup;
    }
    *status_out = result == VTD_OPTIONS_DONE    ? 0
                  : result == VTD_OPTIONS_WRONG ? VTD_EXIT_USAGE
                                                : 1;
    vtd_setup_release(setup);
    return NULL;
}

vtd_setup *vtd_setup_hold(vtd_setup *setup)
{
    setup->references++;
    return setup;
}

void vtd_setup_release(vtd_setup *setup)
{
    while (setup != NULL && --setup->references == 0) {
        vtd_setup *newer = setup->newer;
        for (size_t index = 0; index < setup->share_count; index++) {
            vtb_share_close(&setup->shares[index]);
        }
        vtb_share_close(&setup->web);
        vtd_tls_context_free(setup->tls);
        vtb_keyring_clear(&setup->keys);
        vtb_policy_free(&setup->policy);
        vtd_options_free(&setup->options);
        free(setup);
        setup = newer;
    }
}

const vtb_share *vtd_setup_find_share(const vtd_setup *setup, const char *name)
{
    for (size_t index = 0; index < setup->share_count; index++) {
        if (strcmp(setup->shares[index].name, name) == 0) {
            return &setup->shares[index];
        }
    }
    return NULL;
}
