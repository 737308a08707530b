// SPDX-License-Identifier: Apache-2.0
// Reads the command line with getopt_long.
#include "vtd_options.h"

#include "vtd_complain.h"
#include "vtd_settings.h"
#include "vtd_usage.h"

#include <getopt.h>
#include <stdlib.h>

enum { OPTIONS_MAX = 48, FIRST_SETTING = 256 };

static void fill_long_options(struct option *long_options)
{
    static const struct option others[] = {{"config", required_argument, NULL, 'c'},
                                           {"check", no_argument, NULL, 'k'},
                                           {"help", no_argument, NULL, 'h'},
                                           {"version", no_argument, NULL, 'v'}};
    size_t count = 0;
    for (; count < OPTIONS_MAX - 5 && vtd_setting_name(count) != NULL; count++) {
        long_options[count] = (struct option){vtd_setting_name(count), required_argument, NULL,
                                              FIRST_SETTING + (int)count};
    }
    for (size_t index = 0; index < sizeof others / sizeof *others; index++) {
        long_options[count++] = others[index];
    }
}

static vtd_options_result take_option(vtd_options *options, int choice, const char *value)
{
    bool done = true;
    switch (choice) {
    case 'h':
        vtd_usage_print();
        return VTD_OPTIONS_DONE;
    case 'v':
        vtd_version_print();
        return VTD_OPTIONS_DONE;
    case 'k':
        options->is_check = true;
        break;
    case 'c':
        done = vtd_config_read(options, value);
        break;
    default:
        done = choice >= FIRST_SETTING &&
               vtd_setting_apply(options, (size_t)(choice - FIRST_SETTING), value);
        break;
    }
    return done ? VTD_OPTIONS_RUN : VTD_OPTIONS_WRONG;
}

vtd_options_result vtd_options_parse(int argument_count, char **arguments, vtd_options *out)
{
    struct option long_options[OPTIONS_MAX] = {{0}};
    fill_long_options(long_options);
    vtd_settings_default(out);
    optind = 0; // from the beginning, also when it is read again
    for (;;) {
        int choice = getopt_long(argument_count, arguments, "h", long_options, NULL);
        if (choice == -1) {
            break;
        }
        vtd_options_result result = take_option(out, choice, optarg);
        if (result != VTD_OPTIONS_RUN) {
            return result;
        }
    }
    if (optind < argument_count) {
        (void)vtd_complain("unknown argument", arguments[optind]);
        return VTD_OPTIONS_WRONG;
    }
    return vtd_settings_complete(out) ? VTD_OPTIONS_RUN : VTD_OPTIONS_WRONG;
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
    free(options->policy_file);
    free(options->revoked_file);
    free(options->audit_file);
    free(options->web_folder);
    free(options->server_name);
    free(options->user);
    free(options->tls);
    free(options->tls_certificate);
    free(options->tls_key);
    names_free(&options->hosts);
    names_free(&options->origins);
    names_free(&options->share_roots);
    names_free(&options->files);
    names_free(&options->metrics_peers);
    for (size_t index = 0; index < options->share_count; index++) {
        free(options->shares[index].name);
        free(options->shares[index].folder);
    }
    *options = (vtd_options){0};
}
