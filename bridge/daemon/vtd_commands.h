// SPDX-License-Identifier: Apache-2.0
// The commands beside serving: "audit", "key" and "token".
#ifndef VTD_COMMANDS_H
#define VTD_COMMANDS_H

// Each takes the arguments from its own name on and returns the exit status.
int vtd_command_audit(int argument_count, char **arguments);
int vtd_command_key(int argument_count, char **arguments);
int vtd_command_token(int argument_count, char **arguments);

#endif
