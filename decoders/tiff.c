// SPDX-License-Identifier: Apache-2.0
// Bounded walks through TIFF directories, some entries at a time.
#include "tiff.h"

#define ENTRIES_MAX 4096 // of a directory; real ones have some ten
#define ENTRIES_AT_A_TIME 32
#define BIG_MAGIC 43

enum {
    TYPE_BYTE = 1,
    TYPE_SHORT = 3,
    TYPE_LONG = 4,
    TYPE_IFD = 13,
    TYPE_LONG8 = 16,
    TYPE_IFD8 = 18,
};

static uint64_t load(const vt_tiff *tiff, const uint8_t *bytes, uint32_t size)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < size; i++)
        value = value << 8 | bytes[tiff->is_big_endian ? i : size - 1 - i];
    return value;
}

static vt_error read_at(const vt_tiff *tiff, uint64_t offset, uint8_t *bytes, size_t size)
{
    if (offset > UINT64_MAX - tiff->start)
        return VT_E_TRUNCATED;
    return vt_source_read(tiff->source, tiff->start + offset, bytes, size);
}

static bool is_big(const vt_tiff *tiff)
{
    return tiff->magic == BIG_MAGIC;
}

vt_error vt_tiff_open(vt_tiff *tiff, const vt_source *source, uint64_t start,
                      uint64_t *directory_out)
{
    uint8_t head[16];
    *tiff = (vt_tiff){.source = source, .start = start};
    vt_error error = read_at(tiff, 0, head, 8);
    if (error != VT_OK)
        return error;
    tiff->is_big_endian = head[0] == 'M';
    if (head[0] != head[1] || (head[0] != 'M' && head[0] != 'I'))
        return VT_E_CORRUPT;
    tiff->magic = (uint32_t)load(tiff, head + 2, 2);
    *directory_out = load(tiff, head + 4, 4);
    if (!is_big(tiff))
        return VT_OK;
    error = read_at(tiff, 0, head, sizeof head);
    if (error == VT_OK && (load(tiff, head + 4, 2) != 8 || load(tiff, head + 6, 2) != 0))
        error = VT_E_CORRUPT; // offsets of another size
    *directory_out = load(tiff, head + 8, 8);
    return error;
}

uint32_t vt_tiff_type_size(uint32_t type)
{
    static const uint8_t sizes[19] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type < sizeof sizes ? sizes[type] : 0;
}

// `place` is where the entry lies.
static vt_tiff_entry entry_load(const vt_tiff *tiff, const uint8_t *bytes, uint64_t place)
{
    uint32_t word = is_big(tiff) ? 8 : 4;
    vt_tiff_entry entry = {
        .tag = (uint32_t)load(tiff, bytes, 2),
        .type = (uint32_t)load(tiff, bytes + 2, 2),
        .count = load(tiff, bytes + 4, word),
        .offset = place + 4 + word,
    };
    uint32_t size = vt_tiff_type_size(entry.type);
    if (size == 0)
        entry.count = 0;
    else if (entry.count > word / size)
        entry.offset = load(tiff, bytes + 4 + word, word);
    return entry;
}

vt_error vt_tiff_walk(const vt_tiff *tiff, uint64_t directory, vt_tiff_visit visit, void *user,
                      uint64_t *next_out)
{
    uint8_t bytes[ENTRIES_AT_A_TIME * 20];
    uint32_t head_size = is_big(tiff) ? 8 : 2;
    uint32_t entry_size = is_big(tiff) ? 20 : 12;
    uint32_t word = is_big(tiff) ? 8 : 4;
    vt_error error = read_at(tiff, directory, bytes, head_size);
    uint64_t count = error == VT_OK ? load(tiff, bytes, head_size) : 0;
    if (count > ENTRIES_MAX)
        return VT_E_CORRUPT;
    uint64_t place = directory + head_size;
    uint32_t most = ENTRIES_AT_A_TIME;
    while (error == VT_OK && count > 0) {
        uint32_t some = count < most ? (uint32_t)count : most;
        error = read_at(tiff, place, bytes, (size_t)some * entry_size);
        if (error == VT_E_TRUNCATED && some > 1) { // those that came count
            most = 1;
            error = VT_OK;
            continue;
        }
        for (uint32_t i = 0; error == VT_OK && i < some; i++, place += entry_size) {
            vt_tiff_entry entry = entry_load(tiff, bytes + (size_t)i * entry_size, place);
            error = visit(user, tiff, &entry);
        }
        count -= some;
    }
    if (error != VT_OK || next_out == NULL)
        return error;
    // Many writers of a single directory leave the last word out.
    error = read_at(tiff, place, bytes, word);
    *next_out = error == VT_OK ? load(tiff, bytes, word) : 0;
    return error == VT_E_TRUNCATED ? VT_OK : error;
}

vt_error vt_tiff_number(const vt_tiff *tiff, const vt_tiff_entry *entry, uint64_t index,
                        uint64_t *number_out)
{
    uint8_t bytes[8];
    uint32_t size = vt_tiff_type_size(entry->type);
    bool is_whole = entry->type == TYPE_BYTE || entry->type == TYPE_SHORT ||
                    entry->type == TYPE_LONG || entry->type == TYPE_IFD ||
                    entry->type == TYPE_LONG8 || entry->type == TYPE_IFD8;
    *number_out = 0;
    if (!is_whole || index >= entry->count || index > UINT32_MAX)
        return VT_E_CORRUPT;
    if (entry->offset > UINT64_MAX - index * size)
        return VT_E_TRUNCATED;
    vt_error error = read_at(tiff, entry->offset + index * size, bytes, size);
    if (error == VT_OK)
        *number_out = load(tiff, bytes, size);
    return error;
}
