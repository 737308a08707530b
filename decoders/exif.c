// SPDX-License-Identifier: Apache-2.0
// Looks through the first directory of the TIFF structure that EXIF data are.
#include "exif.h"

#include "tiff.h"

#define MAGIC 42
#define TAG_ORIENTATION 274
#define TYPE_SHORT 3

static vt_error visit(void *user, const vt_tiff *tiff, const vt_tiff_entry *entry)
{
    uint32_t *orientation = user;
    uint64_t value = 0;
    if (*orientation != 0 || entry->tag != TAG_ORIENTATION || entry->type != TYPE_SHORT ||
        entry->count != 1)
        return VT_OK;
    vt_error error = vt_tiff_number(tiff, entry, 0, &value);
    *orientation = value <= 8 ? (uint32_t)value : 0;
    return error;
}

uint32_t vt_exif_orientation(const uint8_t *bytes, size_t size)
{
    vt_memory memory = {bytes, size};
    vt_source source = vt_source_memory(&memory);
    vt_tiff tiff;
    uint64_t directory = 0;
    uint32_t orientation = 0;
    if (vt_tiff_open(&tiff, &source, 0, &directory) == VT_OK && tiff.magic == MAGIC)
        (void)vt_tiff_walk(&tiff, directory, visit, &orientation, NULL);
    return orientation != 0 ? orientation : 1;
}
