// SPDX-License-Identifier: Apache-2.0
// vitrined: serves files to whoever holds a capability token for them.
#include "vtd_commands.h"
#include "vtd_options.h"
#include "vtd_server.h"

#include <string.h>

static int serve(int argument_count, char **arguments)
{
    vtd_options options;
    vtd_options_result result = vtd_options_parse(argument_count, arguments, &options);
    int status = result == VTD_OPTIONS_DONE    ? 0
                 : result == VTD_OPTIONS_WRONG ? VTD_EXIT_USAGE
                                               : vtd_server_run(&options);
    vtd_options_free(&options);
    return status;
}

int main(int argument_count, char **arguments)
{
    if (argument_count > 1 && strcmp(arguments[1], "audit") == 0) {
        return vtd_command_audit(argument_count - 1, arguments + 1);
    }
    if (argument_count > 1 && strcmp(arguments[1], "key") == 0) {
        return vtd_command_key(argument_count - 1, arguments + 1);
    }
    if (argument_count > 1 && strcmp(arguments[1], "token") == 0) {
        return vtd_command_token(argument_count - 1, arguments + 1);
    }
    return serve(argument_count, arguments);
}
