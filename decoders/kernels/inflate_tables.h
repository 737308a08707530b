// SPDX-License-Identifier: Apache-2.0
// Tables that decode the prefix codes of inflate (RFC 1951 section 3.2).
//
// An entry tells what the next bits mean:
//   literal    bit 31; bits 0…5 how many bits it takes, 8…15 the byte. With bit 30 a second byte
//              follows in bits 16…23, and bits 24…27 tell how many bits the first takes alone.
//   number     bits 0…5 all bits that it takes, 8…11 those of the code alone; the others are
//              added to bits 16…30
//   special    bit 15: end of the block (bit 14); a table for longer codes (bit 13), its start in
//              bits 16…30 and its size in bits 8…11; else no code of this stream
#ifndef VT_INFLATE_TABLES_H
#define VT_INFLATE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VT_ENTRY_LITERAL 0x80000000u
#define VT_ENTRY_PAIR 0x40000000u
#define VT_ENTRY_SPECIAL 0x8000u
#define VT_ENTRY_END 0x4000u
#define VT_ENTRY_LONGER 0x2000u

#define VT_CODE_SIZE_MAX 15

typedef struct {
    uint32_t *entries;
    size_t capacity; // of entries
    unsigned bits;   // that the first table is looked up with
} vt_inflate_table;

// Makes the table of the codes whose sizes in bits are given (0: no code; at most 15); `meanings`
// has an entry without sizes for each symbol. False when they make no code. A lone code of one bit
// is allowed, and so is none at all, where `may_lack` says so.
bool vt_inflate_build(vt_inflate_table table, const uint8_t *sizes, size_t count,
                      const uint32_t *meanings, bool may_lack);

// Joins pairs of literals that fit into one look-up.
void vt_inflate_pair(vt_inflate_table table);

#endif
