// SPDX-License-Identifier: Apache-2.0
// The command line of `vitrine`, parsed and checked.
#ifndef VITRINE_ARGUMENTS_H
#define VITRINE_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "vt.h"

typedef enum {
    COMMAND_INFO,
    COMMAND_DECODE,
    COMMAND_HASH,
    COMMAND_TEXT,
    COMMAND_SEARCH,
    COMMAND_LINKS,
    COMMAND_OUTLINE,
    COMMAND_PROPERTIES,
    COMMAND_HELP,
    COMMAND_VERSION,
} command_kind;

typedef struct {
    command_kind command;
    uint32_t page;      // counted from 1; 0: all, where contents are asked for
    const char *needle; // what is searched for
    bool has_scale;
    double scale;
    vt_size fit; // 0x0 when not given
    bool has_region;
    vt_region region;
    const char *password;      // NULL when not given
    const char *password_file; // NULL when not given
    const char *assets;        // NULL when not given
    const char *output;        // NULL when not given
    double timeout; // seconds for one file; 0 when not given
    bool as_stored;
    bool is_json;
    char **files; // borrowed from argv
    int file_count;
} arguments;

// Answers false after saying on standard error what is wrong.
bool arguments_parse(int argc, char **argv, arguments *out);

void arguments_print_help(void);

#endif
