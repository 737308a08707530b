// SPDX-License-Identifier: Apache-2.0
// The chain of an audit log: every line carries a hash over itself and the line before it.
#ifndef VTB_AUDIT_H
#define VTB_AUDIT_H

#include "vtb_error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTB_AUDIT_CHAIN_SIZE 65 // hexadecimal digits of a SHA-256 and a terminator
#define VTB_AUDIT_LINE_MAX 32768

// A place in the chain: the last line's number and hash.
typedef struct vtb_audit_head {
    uint64_t sequence; // 0 before the first line
    char chain[VTB_AUDIT_CHAIN_SIZE];
} vtb_audit_head;

// The head of an empty log.
void vtb_audit_begin(vtb_audit_head *head);

// What sealing adds to an object, with the terminator.
#define VTB_AUDIT_SEAL_SIZE 77

// Makes the next line of a JSON object `{"seq":N,…}` of `size` characters, where N is
// head->sequence + 1: the hash becomes its last member, and a line feed follows. `line` has room
// for size + VTB_AUDIT_SEAL_SIZE. The head moves on. Returns the characters; 0 when libcrypto
// fails.
size_t vtb_audit_seal(vtb_audit_head *head, const char *object, size_t size, char *line);

// Whether a line (without its feed) is the one after `head`; then the head moves on.
bool vtb_audit_follows(vtb_audit_head *head, const char *line, size_t size);

// Reads the head that a line (without its feed) says it is and checks no hash: for going on
// after it. False when it is no line of an audit log.
bool vtb_audit_read_head(const char *line, size_t size, vtb_audit_head *out);

#endif
