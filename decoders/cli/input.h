// SPDX-License-Identifier: Apache-2.0
// A file of the command line as an open document, and how its errors are told.
#ifndef VITRINE_INPUT_H
#define VITRINE_INPUT_H

#include "arguments.h"
#include "vt.h"

// Exit statuses; the man page lists them.
enum {
    STATUS_DONE = 0,
    STATUS_FILE = 1,
    STATUS_USAGE = 2,
    STATUS_IO = 3,
};

typedef struct {
    const char *name;
    int descriptor; // -1 when the content is in memory
    void *content;  // standard input, read whole
    vt_memory memory;
    vt_source source;
    double deadline; // on the monotonic clock, in seconds; 0: none
    vt_document *document;
    vt_page *page; // the page that the arguments ask for
} input;

// Opens file, document and page. On error nothing is kept open, and `message` says more.
vt_error input_open(input *file, const char *name, const arguments *options, vt_message *message);
void input_close(input *file);

// Says on standard error, in a sentence, what failed. Answers the exit status for it.
int input_complain(const char *name, vt_error error, const char *message);

// Says on standard error when not all of the file could be shown.
void input_warn(const input *file);

#endif
