// SPDX-License-Identifier: Apache-2.0
// Appends text and numbers to a message; printf would bring its whole machinery into a module.
#include "message.h"

#include <string.h>

void vt_message_add_text(vt_message *message, const char *text)
{
    size_t size = strlen(message->text);
    while (*text != '\0' && size + 1 < sizeof message->text) {
        char letter = *text++;
        message->text[size++] = letter >= ' ' && letter <= '~' ? letter : '?';
    }
    message->text[size] = '\0';
}

void vt_message_add_number(vt_message *message, uint64_t number)
{
    char digits[21];
    size_t first = sizeof digits - 1;
    digits[first] = '\0';
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    vt_message_add_text(message, digits + first);
}
