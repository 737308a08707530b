// SPDX-License-Identifier: Apache-2.0
// Puts the numbers of a message of libjpeg into its text; snprintf would bring 9 kB into a module.
#include "jpeg_message.h"

#include <string.h>

typedef struct {
    char *place;
    size_t size;
    size_t used;
} line;

static void add(line *to, char letter)
{
    if (to->used + 1 < to->size)
        to->place[to->used++] = letter;
}

static void add_number(line *to, int number, char kind)
{
    unsigned base = kind == 'x' ? 16 : 10;
    unsigned rest = (unsigned)number;
    char digits[16];
    size_t count = 0;
    if (kind == 'd' && number < 0) {
        add(to, '-');
        rest = 0u - rest;
    }
    do {
        digits[count++] = "0123456789abcdef"[rest % base];
        rest /= base;
    } while (rest > 0);
    while (count > 0)
        add(to, digits[--count]);
}

void jpeg_message_fill(char *buffer, size_t size, const char *text, const int numbers[8],
                       const char *word)
{
    line to = {buffer, size, 0};
    size_t next = 0;
    for (; *text != '\0'; text++) {
        if (*text != '%') {
            add(&to, *text);
            continue;
        }
        text += 1 + strspn(text + 1, "0123456789"); // widths do not matter here
        if (*text == 's') {
            for (size_t i = 0; word[i] != '\0' && i < JPEG_MESSAGE_WORD_MAX; i++)
                add(&to, word[i]);
        } else if (*text == 'c' && next < 8) {
            add(&to, (char)numbers[next++]);
        } else if (*text != '\0' && next < 8) {
            add_number(&to, numbers[next++], *text);
        }
        if (*text == '\0')
            break;
    }
    buffer[to.used] = '\0';
}
