// SPDX-License-Identifier: Apache-2.0
// How raw files of cameras begin; those that look like a TIFF are told by their first directory.
#include <string.h>

#include "tiff.h"
#include "vt_probe.h"

#define MAGIC 42

enum { TAG_KIND = 254, TAG_BELOW = 330, TAG_DNG_VERSION = 50706 };

typedef struct {
    bool is_reduced; // the first picture is a smaller version of one
    bool has_below;  // that lies in a directory below
    bool is_dng;
} marks;

static vt_error visit(void *user, const vt_tiff *tiff, const vt_tiff_entry *entry)
{
    marks *seen = user;
    uint64_t value = 0;
    if (entry->tag == TAG_KIND && vt_tiff_number(tiff, entry, 0, &value) == VT_OK)
        seen->is_reduced = (value & 1) != 0;
    seen->has_below = seen->has_below || entry->tag == TAG_BELOW;
    seen->is_dng = seen->is_dng || entry->tag == TAG_DNG_VERSION;
    return VT_OK;
}

static bool is_like_tiff(const uint8_t *head, size_t size)
{
    vt_memory memory = {head, size};
    vt_source source = vt_source_memory(&memory);
    vt_tiff tiff;
    uint64_t place = 0;
    marks seen = {0};
    if (vt_tiff_open(&tiff, &source, 0, &place) != VT_OK || tiff.magic != MAGIC)
        return false;
    (void)vt_tiff_walk(&tiff, place, visit, &seen, NULL);
    return seen.is_dng || (seen.is_reduced && seen.has_below);
}

int vt_probe_raw(const uint8_t *head, size_t size)
{
    static const char *const olympus_and_panasonic[] = {"IIRO", "IIRS", "MMOR", "IIU\0"};
    if (size < 16)
        return 0;
    if (memcmp(head, "FUJIFILMCCD-RAW ", 16) == 0 || memcmp(head + 4, "ftypcrx ", 8) == 0)
        return 100;
    for (size_t i = 0; i < 4; i++) {
        if (memcmp(head, olympus_and_panasonic[i], 4) == 0)
            return 95;
    }
    if (memcmp(head, "II*\0", 4) == 0 && memcmp(head + 8, "CR\2", 3) == 0)
        return 95;
    return is_like_tiff(head, size) ? 95 : 0;
}
