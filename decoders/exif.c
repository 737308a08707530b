// SPDX-License-Identifier: Apache-2.0
// A bounded walk through the first directory of a TIFF structure.
#include "exif.h"

#include <stdbool.h>

#define TAG_ORIENTATION 274
#define TYPE_SHORT 3
#define ENTRY_SIZE 12

typedef struct {
    const uint8_t *bytes;
    size_t size;
    bool is_big_endian;
} tiff;

// The caller has checked that two, or four, bytes lie at `offset`.
static uint32_t tiff_load16(const tiff *file, size_t offset)
{
    const uint8_t *at = file->bytes + offset;
    return file->is_big_endian ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

static uint32_t tiff_load32(const tiff *file, size_t offset)
{
    uint32_t first = tiff_load16(file, offset);
    uint32_t second = tiff_load16(file, offset + 2);
    return file->is_big_endian ? first << 16 | second : second << 16 | first;
}

// The orientation of one directory entry, or 0 when it is another tag or not a valid value.
static uint32_t entry_orientation(const tiff *file, size_t entry)
{
    if (tiff_load16(file, entry) != TAG_ORIENTATION || tiff_load16(file, entry + 2) != TYPE_SHORT)
        return 0;
    if (tiff_load32(file, entry + 4) != 1)
        return 0;
    uint32_t value = tiff_load16(file, entry + 8);
    return value <= 8 ? value : 0;
}

static bool tiff_begin(tiff *file)
{
    if (file->size < 8)
        return false;
    file->is_big_endian = file->bytes[0] == 'M' && file->bytes[1] == 'M';
    bool is_little_endian = file->bytes[0] == 'I' && file->bytes[1] == 'I';
    return (file->is_big_endian || is_little_endian) && tiff_load16(file, 2) == 42;
}

uint32_t vt_exif_orientation(const uint8_t *bytes, size_t size)
{
    tiff file = {bytes, size, false};
    if (!tiff_begin(&file))
        return 1;
    size_t directory = tiff_load32(&file, 4);
    if (directory > size - 2)
        return 1;
    uint32_t count = tiff_load16(&file, directory);
    size_t entry = directory + 2;
    for (uint32_t i = 0; i < count && size - entry >= ENTRY_SIZE; i++, entry += ENTRY_SIZE) {
        uint32_t orientation = entry_orientation(&file, entry);
        if (orientation != 0)
            return orientation;
    }
    return 1;
}
