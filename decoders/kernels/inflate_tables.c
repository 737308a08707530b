// SPDX-License-Identifier: Apache-2.0
// Builds the tables of inflate: codes are laid out by size, each table being doubled for the next.
#include "inflate_tables.h"

#include <string.h>

// The state of laying out codes in the order of RFC 1951 section 3.2.2.
typedef struct {
    vt_inflate_table table;
    const uint32_t *meanings;
    uint16_t counts[VT_CODE_SIZE_MAX + 1]; // codes of each size that are still to come
    uint16_t order[320];                   // symbols by size
    const uint16_t *next;
    unsigned size; // of the current code
    uint32_t code; // its bits, first bit lowest
} layout;

static uint32_t entry_of(uint32_t meaning, unsigned size)
{
    return meaning + ((meaning & VT_ENTRY_LITERAL) != 0 ? size : size | size << 8);
}

// How much of the room of all codes is left over; below 0 when there are too many.
static int32_t count_sizes(layout *plan, const uint8_t *sizes, size_t count)
{
    uint16_t offsets[VT_CODE_SIZE_MAX + 2] = {0};
    int32_t left = 1;
    for (size_t i = 0; i < count; i++)
        plan->counts[sizes[i]]++;
    plan->counts[0] = 0;
    for (unsigned size = 1; size <= VT_CODE_SIZE_MAX; size++) {
        offsets[size + 1] = (uint16_t)(offsets[size] + plan->counts[size]);
        left = left * 2 - plan->counts[size];
        if (left < 0)
            return left;
    }
    for (size_t i = 0; i < count; i++) {
        if (sizes[i] != 0)
            plan->order[offsets[sizes[i]]++] = (uint16_t)i;
    }
    return left;
}

// The next code: one more, counted from the first bit, which is the lowest here. False behind the
// last.
static bool advance(layout *plan)
{
    uint32_t all = (1u << plan->size) - 1;
    if (plan->code == all)
        return false;
    uint32_t bit = 1u << (31 - __builtin_clz(plan->code ^ all));
    plan->code = (plan->code & (bit - 1)) | bit;
    return true;
}

// Sizes up to that of the table. Answers whether longer codes follow.
static bool lay_short(layout *plan)
{
    uint32_t *entries = plan->table.entries;
    for (plan->size = 1;; plan->size++) {
        for (; plan->counts[plan->size] > 0; plan->counts[plan->size]--) {
            entries[plan->code] = entry_of(plan->meanings[*plan->next++], plan->size);
            if (!advance(plan)) {
                for (unsigned size = plan->size; size < plan->table.bits; size++)
                    memcpy(entries + (1u << size), entries, sizeof *entries << size);
                return false;
            }
        }
        if (plan->size == plan->table.bits)
            return true;
        memcpy(entries + (1u << plan->size), entries, sizeof *entries << plan->size);
    }
}

// The size of a table for the codes that begin alike: until they fill it.
static unsigned longer_bits(const layout *plan)
{
    unsigned bits = plan->size - plan->table.bits;
    uint32_t used = plan->counts[plan->size];
    while (used < 1u << bits && plan->table.bits + bits < VT_CODE_SIZE_MAX) {
        bits++;
        used = used * 2 + plan->counts[plan->table.bits + bits];
    }
    return bits;
}

static bool lay_longer(layout *plan)
{
    uint32_t *entries = plan->table.entries;
    uint32_t mask = (1u << plan->table.bits) - 1;
    uint32_t begin = UINT32_MAX; // the bits that the codes of the current table share
    size_t start = 0;
    size_t end = (size_t)mask + 1;
    plan->size = plan->table.bits + 1;
    for (;;) {
        while (plan->counts[plan->size] == 0)
            plan->size++;
        if ((plan->code & mask) != begin) {
            unsigned bits = longer_bits(plan);
            begin = plan->code & mask;
            start = end;
            end = start + ((size_t)1 << bits);
            if (end > plan->table.capacity)
                return false;
            entries[begin] = VT_ENTRY_SPECIAL | VT_ENTRY_LONGER | (uint32_t)start << 16 |
                             bits << 8 | plan->table.bits;
        }
        unsigned rest = plan->size - plan->table.bits;
        uint32_t entry = entry_of(plan->meanings[*plan->next++], rest);
        for (size_t i = start + (plan->code >> plan->table.bits); i < end; i += (size_t)1 << rest)
            entries[i] = entry;
        plan->counts[plan->size]--;
        if (!advance(plan))
            return true;
    }
}

// No code, or one of one bit: every other code is none of this stream.
static bool lay_lone(layout *plan)
{
    uint32_t *entries = plan->table.entries;
    bool has_one = plan->counts[1] == 1;
    for (uint32_t i = 0; i < 1u << plan->table.bits; i++) {
        entries[i] = VT_ENTRY_SPECIAL | 1;
        if (has_one && (i & 1) == 0)
            entries[i] = entry_of(plan->meanings[plan->order[0]], 1);
    }
    return true;
}

bool vt_inflate_build(vt_inflate_table table, const uint8_t *sizes, size_t count,
                      const uint32_t *meanings, bool may_lack)
{
    layout plan = {.table = table, .meanings = meanings};
    plan.next = plan.order;
    int32_t left = count_sizes(&plan, sizes, count);
    bool is_empty = left == 1 << VT_CODE_SIZE_MAX;
    bool is_lone = left == 1 << (VT_CODE_SIZE_MAX - 1) && plan.counts[1] == 1;
    if (left < 0 || (left > 0 && !(may_lack && (is_empty || is_lone))))
        return false;
    if (left > 0)
        return lay_lone(&plan);
    return lay_short(&plan) ? lay_longer(&plan) : true;
}

void vt_inflate_pair(vt_inflate_table table)
{
    // From the end: an entry looks at one before it, which must still be single.
    for (uint32_t i = 1u << table.bits; i-- > 0;) {
        uint32_t first = table.entries[i];
        unsigned size = first & 63;
        uint32_t second = table.entries[i >> size];
        if ((first & second & VT_ENTRY_LITERAL) != 0 && size + (second & 63) <= table.bits)
            table.entries[i] = (first + (second & 63)) | VT_ENTRY_PAIR | (second & 0xff00) << 8 |
                               (uint32_t)size << 24;
    }
}
