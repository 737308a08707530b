// SPDX-License-Identifier: Apache-2.0
// vitrined: serves files to whoever holds a capability token for them.
#include "vtd_commands.h"
#include "vtd_server.h"

#include <string.h>

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
    return vtd_server_run(argument_count, arguments);
}
