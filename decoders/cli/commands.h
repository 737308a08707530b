// SPDX-License-Identifier: Apache-2.0
// The commands of `vitrine`. Each answers the exit status.
#ifndef VITRINE_COMMANDS_H
#define VITRINE_COMMANDS_H

#include "arguments.h"

int command_info(const arguments *options);
int command_decode(const arguments *options);
int command_hash(const arguments *options);
int command_text(const arguments *options);
int command_search(const arguments *options);
int command_links(const arguments *options);
int command_outline(const arguments *options);
int command_properties(const arguments *options);

#endif
