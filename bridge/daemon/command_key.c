// SPDX-License-Identifier: Apache-2.0
// "vitrined key new FILE".
#include "vtd_commands.h"
#include "vtd_key_file.h"
#include "vtd_options.h"

#include <stdio.h>
#include <string.h>

int vtd_command_key(int argument_count, char **arguments)
{
    if (argument_count != 3 || strcmp(arguments[1], "new") != 0) {
        (void)fprintf(stderr, "vitrined: usage: vitrined key new FILE\n");
        return VTD_EXIT_USAGE;
    }
    return vtd_key_file_create(arguments[2]) ? 0 : 1;
}
