// SPDX-License-Identifier: Apache-2.0
// Building the sentence that goes with an error or a warning, without printf.
#ifndef VT_MESSAGE_H
#define VT_MESSAGE_H

#include "vt.h"

// Each appends and cuts what does not fit. Bytes that are not printable ASCII become '?', since
// texts of libraries may hold bytes of a hostile file.
void vt_message_add_text(vt_message *message, const char *text);
void vt_message_add_number(vt_message *message, uint64_t number);

#endif
