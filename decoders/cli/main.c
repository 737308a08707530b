// SPDX-License-Identifier: Apache-2.0
// The `vitrine` command: looks into files with the same decoders that the browser uses.
#include <stdio.h>

#include "arguments.h"
#include "commands.h"
#include "input.h"

static int run(const arguments *options)
{
    switch (options->command) {
    case COMMAND_INFO:
        return command_info(options);
    case COMMAND_DECODE:
        return command_decode(options);
    case COMMAND_HASH:
        return command_hash(options);
    case COMMAND_TEXT:
        return command_text(options);
    case COMMAND_SEARCH:
        return command_search(options);
    case COMMAND_LINKS:
        return command_links(options);
    case COMMAND_OUTLINE:
        return command_outline(options);
    case COMMAND_PROPERTIES:
        return command_properties(options);
    case COMMAND_HELP:
        arguments_print_help();
        return STATUS_DONE;
    case COMMAND_VERSION:
        puts("vitrine " VITRINE_VERSION);
        return STATUS_DONE;
    }
    return STATUS_USAGE;
}

int main(int argc, char **argv)
{
    arguments options;
    if (!arguments_parse(argc, argv, &options))
        return STATUS_USAGE;
    int status = run(&options);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("vitrine: Standard output could not be written.\n", stderr);
        return STATUS_IO;
    }
    return status;
}
