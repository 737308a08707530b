// SPDX-License-Identifier: Apache-2.0
// The chain of the audit log: sealing, following, and every edit noticed.
#include "harness.h"
#include "vtb_audit.h"

#include <string.h>

static const char *const objects[] = {"{\"seq\":1,\"a\":\"x\"}", "{\"seq\":2}",
                                      "{\"seq\":3,\"b\":\"\\\"}\"}"};
enum { COUNT = 3, LINE_MAX_HERE = 200 };

static void make(char lines[COUNT][LINE_MAX_HERE], size_t sizes[COUNT])
{
    vtb_audit_head head;
    vtb_audit_begin(&head);
    for (size_t index = 0; index < COUNT; index++) {
        size_t size = strlen(objects[index]);
        sizes[index] = vtb_audit_seal(&head, objects[index], size, lines[index]);
        CHECK_EQUAL(sizes[index], size + VTB_AUDIT_SEAL_SIZE - 1);
        CHECK_EQUAL(strlen(lines[index]), sizes[index]);
        CHECK_EQUAL(lines[index][--sizes[index]], '\n');
    }
}

static void lines_follow_each_other(void)
{
    char lines[COUNT][LINE_MAX_HERE];
    size_t sizes[COUNT];
    make(lines, sizes);
    vtb_audit_head head;
    vtb_audit_begin(&head);
    // printf '%064d{"seq":1,"a":"x"' 0 | sha256sum
    CHECK(strncmp(lines[0] + 16, ",\"chain\":\""
                  "ab0736a5ad4ae048c5abfcc4736bc79dcb9ee0a5ef3e6e5f7e216eaf14fde499\"}",
                  sizes[0] - 16) == 0);
    CHECK(!vtb_audit_follows(&head, lines[1], sizes[1]));
    CHECK(vtb_audit_follows(&head, lines[0], sizes[0]));
    CHECK(!vtb_audit_follows(&head, lines[0], sizes[0]));
    CHECK(!vtb_audit_follows(&head, lines[2], sizes[2])); // a cut
    CHECK(vtb_audit_follows(&head, lines[1], sizes[1]));
    CHECK(vtb_audit_follows(&head, lines[2], sizes[2]));
    CHECK_EQUAL(head.sequence, 3);
    vtb_audit_head read;
    CHECK(vtb_audit_read_head(lines[2], sizes[2], &read));
    CHECK_EQUAL(read.sequence, 3);
    CHECK_TEXT(read.chain, head.chain);
}

static void every_changed_bit_shows(void)
{
    char lines[COUNT][LINE_MAX_HERE];
    size_t sizes[COUNT];
    make(lines, sizes);
    for (size_t index = 0; index < sizes[0]; index++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            vtb_audit_head head;
            vtb_audit_begin(&head);
            lines[0][index] = (char)(lines[0][index] ^ (1 << bit));
            CHECK(!vtb_audit_follows(&head, lines[0], sizes[0]));
            lines[0][index] = (char)(lines[0][index] ^ (1 << bit));
        }
    }
    for (size_t size = 0; size < sizes[0]; size++) {
        vtb_audit_head head;
        vtb_audit_begin(&head);
        CHECK(!vtb_audit_follows(&head, lines[0], size));
    }
}

HARNESS_MAIN({"lines follow each other", lines_follow_each_other},
             {"every changed bit shows", every_changed_bit_shows})
