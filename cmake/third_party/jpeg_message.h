// SPDX-License-Identifier: Apache-2.0
// What libjpeg's jerror.c calls in place of snprintf.
#ifndef JPEG_MESSAGE_H
#define JPEG_MESSAGE_H

#include <stddef.h>

#define JPEG_MESSAGE_WORD_MAX 80 // of libjpeg's msg_parm

// Knows %d, %u, %x and %c, which take the next of the numbers, and %s, which takes the word; cuts
// what does not fit. `buffer` has at least one byte.
void jpeg_message_fill(char *buffer, size_t size, const char *text, const int numbers[8],
                       const char *word);

#endif
