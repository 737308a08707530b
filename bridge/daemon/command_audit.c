// SPDX-License-Identifier: Apache-2.0
// "vitrined audit verify FILE... [CHAIN]": walks the chain of an audit log and its rotated parts.
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

// Goes on with the chain of the files before.
static bool verify_file(const char *name, const char *wanted, vtb_audit_head *head, bool *found)
{
    FILE *file = fopen(name, "re");
    if (file == NULL) {
        perror(name);
        return false;
    }
    unsigned long long wrong = walk(file, wanted, head, found);
    bool is_read = ferror(file) == 0;
    (void)fclose(file);
    if (wrong > 0) {
        (void)fprintf(stderr, "vitrined: %s, line %llu: the chain is broken\n", name, wrong);
    } else if (!is_read) {
        (void)fprintf(stderr, "vitrined: %s: the file cannot be read\n", name);
    }
    return wrong == 0 && is_read;
}

static int verify(char **names, size_t count, const char *wanted)
{
    vtb_audit_head head;
    bool found = wanted[0] == '\0';
    vtb_audit_begin(&head);
    for (size_t index = 0; index < count; index++) {
        if (!verify_file(names[index], wanted, &head, &found)) {
            return 1;
        }
    }
    if (!found) {
        (void)fprintf(stderr, "vitrined: %s: the wanted line is missing: the log was cut off or "
                              "replaced\n", names[count - 1]);
        return 1;
    }
    (void)printf("%llu lines, %s\n", (unsigned long long)head.sequence, head.chain);
    return 0;
}

static bool is_chain(const char *text)
{
    return strlen(text) == VTB_AUDIT_CHAIN_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == VTB_AUDIT_CHAIN_SIZE - 1;
}

int vtd_command_audit(int argument_count, char **arguments)
{
    bool has_chain = argument_count > 3 && is_chain(arguments[argument_count - 1]);
    int file_count = argument_count - 2 - (has_chain ? 1 : 0);
    if (file_count < 1 || strcmp(arguments[1], "verify") != 0) {
        (void)fprintf(stderr, "vitrined: usage: vitrined audit verify FILE... [CHAIN]\n");
        return VTD_EXIT_USAGE;
    }
    return verify(arguments + 2, (size_t)file_count,
                  has_chain ? arguments[argument_count - 1] : "");
}
