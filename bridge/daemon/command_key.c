// SPDX-License-Identifier: Apache-2.0
// "vitrined key new" and "vitrined key public".
#include "vtd_commands.h"
#include "vtd_key_file.h"
#include "vtd_options.h"

#include <getopt.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(void)
{
    (void)fprintf(stderr, "vitrined: usage: vitrined key new [--kind hmac|ed25519] [--id N] FILE, "
                          "or vitrined key public FILE\n");
    return VTD_EXIT_USAGE;
}

static int key_new(int argument_count, char **arguments)
{
    static const struct option long_options[] = {{"kind", required_argument, NULL, 'k'},
                                                 {"id", required_argument, NULL, 'i'},
                                                 {NULL, 0, NULL, 0}};
    vtb_key_kind kind = VTB_KEY_HMAC;
    unsigned long id = 1;
    optind = 1;
    for (;;) {
        char *end = NULL;
        switch (getopt_long(argument_count, arguments, "", long_options, NULL)) {
        case -1:
            return optind + 1 != argument_count                             ? usage()
                   : vtd_key_file_create(arguments[optind], (uint16_t)id, kind) ? 0
                                                                                : 1;
        case 'k':
            kind = strcmp(optarg, "ed25519") == 0 ? VTB_KEY_ED25519 : VTB_KEY_HMAC;
            if (kind == VTB_KEY_HMAC && strcmp(optarg, "hmac") != 0) {
                return usage();
            }
            break;
        case 'i':
            id = strtoul(optarg, &end, 10);
            if (optarg[0] < '0' || optarg[0] > '9' || *end != '\0' || id > UINT16_MAX) {
                return usage();
            }
            break;
        default:
            return VTD_EXIT_USAGE;
        }
    }
}

// What a daemon needs to verify what these keys sign.
static int key_public(const char *file)
{
    vtb_keyring ring;
    size_t count = 0;
    if (!vtd_key_file_read(file, &ring)) {
        return 1;
    }
    for (size_t index = 0; index < ring.count; index++) {
        vtb_key key;
        char line[VTB_KEY_LINE_MAX];
        if (vtb_key_public(&ring.keys[index], &key) == VTB_OK) {
            (void)vtb_key_print(&key, line);
            (void)fputs(line, stdout);
            count++;
        }
    }
    vtb_keyring_clear(&ring);
    if (count == 0) {
        (void)fprintf(stderr, "vitrined: %s: only ed25519 keys have a public one\n", file);
    }
    return count == 0 ? 1 : 0;
}

int vtd_command_key(int argument_count, char **arguments)
{
    const char *verb = argument_count > 1 ? arguments[1] : "";
    if (strcmp(verb, "new") == 0) {
        return key_new(argument_count - 1, arguments + 1);
    }
    return strcmp(verb, "public") == 0 && argument_count == 3 ? key_public(arguments[2]) : usage();
}
