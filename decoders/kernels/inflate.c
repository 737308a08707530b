// SPDX-License-Identifier: Apache-2.0
// Inflate: a quick loop while there is plenty of input, and a careful one for what is left.
#include "inflate.h"

#include <string.h>

#include "inflate_tables.h"

#define SYMBOL_BITS_MAX 48 // of a length and a distance with all their further bits
#define QUICK_INPUT 16     // bytes that one round of the quick loop may look at
#define HEADER_BYTES_MAX 600 // a block's: less than 3 + 14 + 19 * 3 + 320 * (7 + 7) bits

enum { STAGE_START, STAGE_BLOCK, STAGE_STORED, STAGE_SYMBOLS, STAGE_ENDED, STAGE_DAMAGED };

enum { LITERAL_COUNT = 288, DISTANCE_COUNT = 32, END_OF_BLOCK = 256, SIZE_CODES = 19 };

// What a step leads to. CONTINUE: the next step, in the same or another stage.
enum { CONTINUE = -1 };

// ---- Bits ---------------------------------------------------------------------------------------

// The bits while a step works on them.
typedef struct {
    uint64_t bits;
    unsigned count;
    const uint8_t *in;
    const uint8_t *end;
} bit_reader;

static uint64_t load64(const uint8_t *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

static bit_reader reader_open(const vt_inflate *inflate, const vt_inflate_span *span)
{
    return (bit_reader){inflate->bits, inflate->bit_count, span->next_in, span->end_in};
}

// Gives whole bytes back.
static void reader_close(bit_reader *reader, vt_inflate *inflate, vt_inflate_span *span)
{
    span->next_in = reader->in - reader->count / 8;
    inflate->bit_count = reader->count % 8;
    inflate->bits = reader->bits & ((1u << inflate->bit_count) - 1);
}

static void reader_fill(bit_reader *reader)
{
    while (reader->count <= 56 && reader->in < reader->end) {
        reader->bits |= (uint64_t)*reader->in++ << reader->count;
        reader->count += 8;
    }
}

// As reader_fill, where there are eight bytes; at least 56 bits are there then.
static inline void reader_fill_quickly(bit_reader *reader)
{
    reader->bits |= load64(reader->in) << reader->count;
    reader->in += (63 - reader->count) >> 3;
    reader->count |= 56;
}

static inline void reader_drop(bit_reader *reader, unsigned count)
{
    reader->bits >>= count;
    reader->count -= count;
}

// Takes up to 32 bits. Behind the end they are 0, and *is_short_out is set.
static uint32_t reader_take(bit_reader *reader, unsigned count, bool *is_short_out)
{
    if (reader->count < count)
        reader_fill(reader);
    if (reader->count < count) {
        *is_short_out = true;
        return 0;
    }
    uint32_t value = (uint32_t)(reader->bits & ((UINT64_C(1) << count) - 1));
    reader_drop(reader, count);
    return value;
}

// ---- Headers ------------------------------------------------------------------------------------

// Meanings of symbols: RFC 1951 section 3.2.5.
static void make_literal_meanings(uint32_t meanings[LITERAL_COUNT])
{
    uint32_t base = 3;
    for (uint32_t i = 0; i < END_OF_BLOCK; i++)
        meanings[i] = VT_ENTRY_LITERAL | i << 8;
    meanings[END_OF_BLOCK] = VT_ENTRY_SPECIAL | VT_ENTRY_END;
    for (uint32_t i = 0; i < 28; i++) {
        uint32_t extra = i < 8 ? 0 : i / 4 - 1;
        meanings[257 + i] = base << 16 | extra;
        base += 1u << extra;
    }
    meanings[285] = 258u << 16;
    meanings[286] = meanings[287] = VT_ENTRY_SPECIAL;
}

static void make_distance_meanings(uint32_t meanings[DISTANCE_COUNT])
{
    uint32_t base = 1;
    for (uint32_t i = 0; i < 30; i++) {
        uint32_t extra = i < 4 ? 0 : i / 2 - 1;
        meanings[i] = base << 16 | extra;
        base += 1u << extra;
    }
    meanings[30] = meanings[31] = VT_ENTRY_SPECIAL;
}

static bool build_tables(vt_inflate *inflate, const uint8_t *sizes, size_t literals,
                         size_t distances)
{
    uint32_t meanings[LITERAL_COUNT];
    vt_inflate_table table = {inflate->literals, VT_INFLATE_LITERAL_ENTRIES,
                              VT_INFLATE_LITERAL_BITS};
    make_literal_meanings(meanings);
    if (!vt_inflate_build(table, sizes, literals, meanings, true))
        return false;
    vt_inflate_pair(table);
    make_distance_meanings(meanings);
    table = (vt_inflate_table){inflate->distances, VT_INFLATE_DISTANCE_ENTRIES,
                               VT_INFLATE_DISTANCE_BITS};
    return vt_inflate_build(table, sizes + literals, distances, meanings, true);
}

static bool start_fixed(vt_inflate *inflate)
{
    uint8_t sizes[LITERAL_COUNT + DISTANCE_COUNT];
    memset(sizes, 8, 144);
    memset(sizes + 144, 9, 112);
    memset(sizes + 256, 7, 24);
    memset(sizes + 280, 8, 8);
    memset(sizes + LITERAL_COUNT, 5, DISTANCE_COUNT);
    return build_tables(inflate, sizes, LITERAL_COUNT, DISTANCE_COUNT);
}

// The sizes of the codes, which are themselves coded. False when they are wrong.
static bool read_sizes(bit_reader *reader, vt_inflate_table table, uint8_t *sizes, size_t count,
                       bool *is_short)
{
    size_t at = 0;
    while (at < count && !*is_short) {
        reader_fill(reader);
        uint32_t entry = table.entries[reader->bits & ((1u << table.bits) - 1)];
        (void)reader_take(reader, entry & 63, is_short);
        if ((entry & VT_ENTRY_SPECIAL) != 0)
            return *is_short;
        uint32_t symbol = entry >> 16;
        if (symbol < 16) {
            sizes[at++] = (uint8_t)symbol;
            continue;
        }
        static const uint8_t further[3] = {2, 3, 7};
        static const uint8_t least[3] = {3, 3, 11};
        size_t repeat = least[symbol - 16] + reader_take(reader, further[symbol - 16], is_short);
        if (repeat > count - at || (symbol == 16 && at == 0))
            return *is_short;
        memset(sizes + at, symbol == 16 ? sizes[at - 1] : 0, repeat);
        at += repeat;
    }
    return true;
}

static bool start_dynamic(vt_inflate *inflate, bit_reader *reader, bool *is_short)
{
    static const uint8_t places[SIZE_CODES] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                               11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t sizes[LITERAL_COUNT + DISTANCE_COUNT] = {0};
    uint32_t meanings[SIZE_CODES];
    uint32_t entries[1 << 7];
    vt_inflate_table table = {entries, 1 << 7, 7};
    size_t literals = 257 + reader_take(reader, 5, is_short);
    size_t distances = 1 + reader_take(reader, 5, is_short);
    size_t codes = 4 + reader_take(reader, 4, is_short);
    for (size_t i = 0; i < codes; i++)
        sizes[places[i]] = (uint8_t)reader_take(reader, 3, is_short);
    for (uint32_t i = 0; i < SIZE_CODES; i++)
        meanings[i] = i << 16;
    if (*is_short)
        return true;
    if (literals > 286 || distances > 30 ||
        !vt_inflate_build(table, sizes, SIZE_CODES, meanings, false))
        return false;
    memset(sizes, 0, SIZE_CODES);
    if (!read_sizes(reader, table, sizes, literals + distances, is_short))
        return false;
    return *is_short || (sizes[END_OF_BLOCK] != 0 &&
                         build_tables(inflate, sizes, literals, distances));
}

// RFC 1950 section 2.2. A dictionary cannot be given.
static int step_start(vt_inflate *inflate, vt_inflate_span *span)
{
    if (span->end_in - span->next_in < 2)
        return VT_INFLATE_WANTS_INPUT;
    unsigned method = span->next_in[0];
    unsigned flags = span->next_in[1];
    span->next_in += 2;
    bool is_right = (method & 15) == 8 && method >> 4 <= 7 && (flags & 32) == 0 &&
                    (method << 8 | flags) % 31 == 0;
    inflate->stage = is_right ? STAGE_BLOCK : STAGE_DAMAGED;
    return CONTINUE;
}

static bool start_stored(vt_inflate *inflate, bit_reader *reader, bool *is_short)
{
    reader_drop(reader, reader->count % 8);
    uint32_t size = reader_take(reader, 16, is_short);
    uint32_t check = reader_take(reader, 16, is_short);
    inflate->stored_left = size;
    return *is_short || size == (check ^ 0xffff);
}

static int step_block(vt_inflate *inflate, vt_inflate_span *span)
{
    if (inflate->is_last_block) {
        inflate->stage = STAGE_ENDED;
        return CONTINUE;
    }
    if (!span->is_last && span->end_in - span->next_in < HEADER_BYTES_MAX)
        return VT_INFLATE_WANTS_INPUT;
    bool is_short = false;
    bit_reader reader = reader_open(inflate, span);
    bool is_last_block = reader_take(&reader, 1, &is_short) != 0;
    uint32_t kind = reader_take(&reader, 2, &is_short);
    bool is_right = kind == 0   ? start_stored(inflate, &reader, &is_short)
                    : kind == 1 ? start_fixed(inflate)
                    : kind == 2 ? start_dynamic(inflate, &reader, &is_short)
                                : false;
    if (is_short)
        return VT_INFLATE_WANTS_INPUT;
    inflate->is_last_block = is_last_block;
    inflate->stage = !is_right ? STAGE_DAMAGED : kind == 0 ? STAGE_STORED : STAGE_SYMBOLS;
    reader_close(&reader, inflate, span);
    return CONTINUE;
}

// ---- Data ---------------------------------------------------------------------------------------

static int step_stored(vt_inflate *inflate, vt_inflate_span *span)
{
    if (span->next_out >= span->end_out)
        return VT_INFLATE_WANTS_ROOM;
    size_t count = inflate->stored_left;
    size_t room = (size_t)(span->end_out - span->next_out);
    size_t here = (size_t)(span->end_in - span->next_in);
    count = count < room ? count : room;
    count = count < here ? count : here;
    memcpy(span->next_out, span->next_in, count);
    span->next_in += count;
    span->next_out += count;
    inflate->stored_left -= (uint32_t)count;
    if (inflate->stored_left > 0)
        return count == room ? CONTINUE : VT_INFLATE_WANTS_INPUT;
    inflate->stage = STAGE_BLOCK;
    return CONTINUE;
}

// Copies in wide steps, up to 15 bytes too many.
static inline void repeat(uint8_t *out, size_t distance, size_t length)
{
    const uint8_t *from = out - distance;
    const uint8_t *stop = out + length;
    if (distance >= 16) {
        do {
            memcpy(out, from, 16);
            out += 16;
            from += 16;
        } while (out < stop);
        return;
    }
    uint64_t eight = *from * UINT64_C(0x0101010101010101);
    size_t step = distance < 8 && distance > 1 ? distance : 8; // so far the eight bytes are right
    do {
        if (distance > 1)
            memcpy(&eight, from, sizeof eight);
        memcpy(out, &eight, sizeof eight);
        out += step;
        from += step;
    } while (out < stop);
}

// The bits behind a code's own that belong to its number.
static inline uint32_t number_of(uint32_t entry, uint64_t bits)
{
    uint64_t all = bits & ((UINT64_C(1) << (entry & 63)) - 1);
    return (entry >> 16) + (uint32_t)(all >> (entry >> 8 & 15));
}

static inline uint32_t look_up(const uint32_t *entries, unsigned table_bits, uint64_t bits)
{
    return entries[bits & ((1u << table_bits) - 1)];
}

// The entry of a longer code, when `entry` says that there is one; what the first table took is
// dropped.
static inline uint32_t look_further(const uint32_t *entries, uint32_t entry, bit_reader *reader)
{
    if ((entry & VT_ENTRY_LONGER) == 0)
        return entry;
    reader_drop(reader, entry & 63);
    unsigned bits = entry >> 8 & 15;
    return entries[(entry >> 16) + (reader->bits & ((1u << bits) - 1))];
}

static inline uint8_t *put_literals(uint8_t *out, uint32_t entry)
{
    out[0] = (uint8_t)(entry >> 8);
    out[1] = (uint8_t)(entry >> 16); // written over where there is no second
    return out + 1 + (entry >> 30 & 1);
}

// Decodes the distance behind a length, and repeats. False when there is no such place.
static inline bool put_repeat(const vt_inflate *inflate, bit_reader *reader, uint32_t length,
                              const uint8_t *start, uint8_t **out)
{
    uint32_t entry = look_up(inflate->distances, VT_INFLATE_DISTANCE_BITS, reader->bits);
    if ((entry & VT_ENTRY_SPECIAL) != 0) {
        entry = look_further(inflate->distances, entry, reader);
        if ((entry & VT_ENTRY_SPECIAL) != 0)
            return false;
    }
    uint32_t distance = number_of(entry, reader->bits);
    reader_drop(reader, entry & 63);
    if (distance > (size_t)(*out - start))
        return false;
    repeat(*out, distance, length);
    *out += length;
    return true;
}

static int end_block(vt_inflate *inflate, bool is_right)
{
    inflate->stage = is_right ? STAGE_BLOCK : STAGE_DAMAGED;
    return CONTINUE;
}

// One symbol, when there is little input. Bits that are not there are taken as 0, and the symbol
// counts only when it needs none of them.
static int step_symbol(vt_inflate *inflate, vt_inflate_span *span)
{
    bit_reader reader = reader_open(inflate, span);
    reader_fill(&reader);
    unsigned before = reader.count;
    if (before < SYMBOL_BITS_MAX && !span->is_last)
        return VT_INFLATE_WANTS_INPUT;
    reader.count = 64; // whether it was too much is checked below
    uint32_t entry = look_up(inflate->literals, VT_INFLATE_LITERAL_BITS, reader.bits);
    if ((entry & VT_ENTRY_LITERAL) == 0 && (entry & VT_ENTRY_SPECIAL) != 0)
        entry = look_further(inflate->literals, entry, &reader);
    if ((entry & VT_ENTRY_PAIR) != 0 && (entry & VT_ENTRY_LITERAL) != 0)
        entry = (entry & ~(VT_ENTRY_PAIR | 63)) | (entry >> 24 & 15);
    uint64_t bits = reader.bits;
    uint8_t *out = span->next_out;
    bool is_right = true;
    reader_drop(&reader, entry & 63);
    bool is_special = (entry & VT_ENTRY_LITERAL) == 0 && (entry & VT_ENTRY_SPECIAL) != 0;
    if ((entry & VT_ENTRY_LITERAL) != 0)
        out = put_literals(out, entry);
    else if (!is_special)
        is_right = put_repeat(inflate, &reader, number_of(entry, bits), span->start_out, &out);
    unsigned used = 64 - reader.count;
    if (used > before)
        return VT_INFLATE_WANTS_INPUT;
    reader.count = before - used;
    span->next_out = out;
    reader_close(&reader, inflate, span);
    if (is_special || !is_right)
        return end_block(inflate, is_right && (entry & VT_ENTRY_END) != 0);
    return CONTINUE;
}

// Many symbols. Each round: up to eight literals in four look-ups, then a number. 56 bits are four
// times 11, and what is left then still serves for one look-up.
static int step_symbols_quickly(vt_inflate *inflate, vt_inflate_span *span)
{
    const uint32_t *literals = inflate->literals;
    const uint8_t *stop = span->end_in - QUICK_INPUT;
    bit_reader reader = reader_open(inflate, span);
    uint8_t *out = span->next_out;
    int result = CONTINUE;
    while (reader.in <= stop && out < span->end_out) {
        reader_fill_quickly(&reader);
        uint32_t entry = look_up(literals, VT_INFLATE_LITERAL_BITS, reader.bits);
        for (int i = 0; i < 4 && (entry & VT_ENTRY_LITERAL) != 0; i++) {
            reader_drop(&reader, entry & 63);
            out = put_literals(out, entry);
            entry = look_up(literals, VT_INFLATE_LITERAL_BITS, reader.bits);
        }
        if ((entry & VT_ENTRY_LITERAL) != 0)
            continue;
        reader_fill_quickly(&reader);
        if ((entry & VT_ENTRY_SPECIAL) != 0) {
            entry = look_further(literals, entry, &reader);
            if ((entry & VT_ENTRY_LITERAL) != 0) {
                reader_drop(&reader, entry & 63);
                out = put_literals(out, entry);
                continue;
            }
            if ((entry & VT_ENTRY_SPECIAL) != 0) {
                reader_drop(&reader, entry & 63);
                result = end_block(inflate, (entry & VT_ENTRY_END) != 0);
                break;
            }
        }
        uint32_t length = number_of(entry, reader.bits);
        reader_drop(&reader, entry & 63);
        if (!put_repeat(inflate, &reader, length, span->start_out, &out)) {
            result = end_block(inflate, false);
            break;
        }
    }
    span->next_out = out;
    reader_close(&reader, inflate, span);
    return result;
}

static int step_symbols(vt_inflate *inflate, vt_inflate_span *span)
{
    if (span->next_out >= span->end_out)
        return VT_INFLATE_WANTS_ROOM;
    if (span->end_in - span->next_in >= QUICK_INPUT)
        return step_symbols_quickly(inflate, span);
    return step_symbol(inflate, span);
}

// ---- The whole ----------------------------------------------------------------------------------

void vt_inflate_start(vt_inflate *inflate)
{
    inflate->bits = 0;
    inflate->bit_count = 0;
    inflate->stage = STAGE_START;
    inflate->is_last_block = false;
}

void vt_inflate_start_raw(vt_inflate *inflate)
{
    vt_inflate_start(inflate);
    inflate->stage = STAGE_BLOCK;
}

vt_inflate_result vt_inflate_run(vt_inflate *inflate, vt_inflate_span *span)
{
    int result = CONTINUE;
    while (result == CONTINUE) {
        switch (inflate->stage) {
        case STAGE_START:
            result = step_start(inflate, span);
            break;
        case STAGE_BLOCK:
            result = step_block(inflate, span);
            break;
        case STAGE_STORED:
            result = step_stored(inflate, span);
            break;
        case STAGE_SYMBOLS:
            result = step_symbols(inflate, span);
            break;
        case STAGE_ENDED:
            result = VT_INFLATE_ENDED;
            break;
        default:
            result = VT_INFLATE_DAMAGED;
            break;
        }
    }
    return (vt_inflate_result)result;
}
