// SPDX-License-Identifier: Apache-2.0
// "vitrined audit verify FILE [CHAIN]": walks the chain of an audit log.
#include "vtb_audit.h"
#include "vtd_commands.h"
#include "vtd_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Walks the lines. Returns the number of the first one that does not follow, or 0.
static unsigned long long walk(FILE *file, const char *wanted, vtb_audit_head *head, bool *found)
{
    char *line = NULL;
    size_t capacity = 0;
    unsigned long long number = 0;
    bool follows = true;
    while (follows) {
        ssize_t size = getline(&line, &capacity, file);
        if (size < 0) {
            break;
        }
        number++;
        bool is_whole = size > 0 && line[size - 1] == '\n';
        follows = is_whole && vtb_audit_follows(head, line, (size_t)size - 1);
        *found = *found || (follows && strcmp(head->chain, wanted) == 0);
    }
    free(line);
    return follows ? 0 : number;
}

static int verify(const char *name, const char *wanted)
{
    vtb_audit_head head;
    bool found = wanted[0] == '\0';
    FILE *file = fopen(name, "re");
    if (file == NULL) {
        perror(name);
        return 1;
    }
    vtb_audit_begin(&head);
    unsigned long long wrong = walk(file, wanted, &head, &found);
    bool is_read = ferror(file) == 0;
    (void)fclose(file);
    if (wrong > 0) {
        (void)fprintf(stderr, "vitrined: %s, line %llu: the chain is broken\n", name, wrong);
        return 1;
    }
    if (!is_read || !found) {
        (void)fprintf(stderr, "vitrined: %s: %s\n", name,
                      is_read ? "the wanted line is missing: the log was cut off or replaced"
                              : "the file cannot be read");
        return 1;
    }
    (void)printf("%llu lines, %s\n", (unsigned long long)head.sequence, head.chain);
    return 0;
}

int vtd_command_audit(int argument_count, char **arguments)
{
    bool is_verify = argument_count >= 3 && strcmp(arguments[1], "verify") == 0;
    if (!is_verify || argument_count > 4) {
        (void)fprintf(stderr, "vitrined: usage: vitrined audit verify FILE [CHAIN]\n");
        return VTD_EXIT_USAGE;
    }
    return verify(arguments[2], argument_count == 4 ? arguments[3] : "");
}
