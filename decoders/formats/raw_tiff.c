// SPDX-License-Identifier: Apache-2.0
// The previews in the directories of a raw file that is built like a TIFF.
#include <string.h>

#include "raw_find.h"
#include "tiff.h"

#define DIRECTORIES_MAX 32 // in all
#define BELOW_MAX 8        // of one directory
#define DEPTH_MAX 3

enum {
    TAG_RW2_PREVIEW = 0x2e,
    TAG_PACKING = 259,
    TAG_COLOURS = 262,
    TAG_STRIP_OFFSETS = 273,
    TAG_ORIENTATION = 274,
    TAG_STRIP_SIZES = 279,
    TAG_BELOW = 330,
    TAG_JPEG_OFFSET = 513,
    TAG_JPEG_SIZE = 514,
    TAG_EXIF = 34665,
    TAG_MAKER_NOTE = 37500,
    TAG_OLYMPUS_SETTINGS = 0x2020,
    TAG_OLYMPUS_OFFSET = 0x101,
    TAG_OLYMPUS_SIZE = 0x102,
};
enum { PACKING_JPEG_OLD = 6, PACKING_JPEG = 7, COLOURS_CFA = 32803, COLOURS_LINEAR = 34892 };

typedef struct {
    const vt_source *source;
    raw_preview *best;
    uint32_t visited; // directories
} search;

// What is wanted of one directory; 0 where it is not there.
typedef struct {
    uint64_t packing;
    uint64_t colours;
    uint64_t strip_offset;
    uint64_t strip_count;
    uint64_t strip_size;
    uint64_t jpeg_offset;
    uint64_t jpeg_size;
    uint64_t olympus_offset;
    uint64_t olympus_size;
    uint64_t orientation;
    vt_tiff_entry inside; // a whole JPEG as a value
    vt_tiff_entry below;
    vt_tiff_entry exif;
    vt_tiff_entry note;
    vt_tiff_entry settings;
} directory;

static vt_error visit(void *user, const vt_tiff *tiff, const vt_tiff_entry *entry)
{
    directory *found = user;
    uint64_t *number = NULL;
    vt_tiff_entry *kept = NULL;
    switch (entry->tag) {
    case TAG_PACKING: number = &found->packing; break;
    case TAG_COLOURS: number = &found->colours; break;
    case TAG_STRIP_OFFSETS: number = &found->strip_offset; break;
    case TAG_STRIP_SIZES: number = &found->strip_size; break;
    case TAG_JPEG_OFFSET: number = &found->jpeg_offset; break;
    case TAG_JPEG_SIZE: number = &found->jpeg_size; break;
    case TAG_OLYMPUS_OFFSET: number = &found->olympus_offset; break;
    case TAG_OLYMPUS_SIZE: number = &found->olympus_size; break;
    case TAG_ORIENTATION: number = &found->orientation; break;
    case TAG_RW2_PREVIEW: kept = &found->inside; break;
    case TAG_BELOW: kept = &found->below; break;
    case TAG_EXIF: kept = &found->exif; break;
    case TAG_MAKER_NOTE: kept = &found->note; break;
    case TAG_OLYMPUS_SETTINGS: kept = &found->settings; break;
    default: return VT_OK;
    }
    if (kept != NULL)
        *kept = *entry;
    if (entry->tag == TAG_STRIP_OFFSETS)
        found->strip_count = entry->count;
    if (number == NULL)
        return VT_OK;
    vt_error error = vt_tiff_number(tiff, entry, 0, number);
    return error == VT_E_CORRUPT ? VT_OK : error; // of another type: not what is meant
}

static vt_error read_directory(search *all, const vt_tiff *tiff, uint64_t place, directory *found,
                               uint64_t *next_out)
{
    *found = (directory){0};
    if (++all->visited > DIRECTORIES_MAX)
        return VT_E_CORRUPT;
    return vt_tiff_walk(tiff, place, visit, found, next_out);
}

static vt_error take(search *all, const vt_tiff *tiff, uint64_t offset, uint64_t size)
{
    if (offset > UINT64_MAX - tiff->start)
        return VT_OK;
    return raw_take(all->source, tiff->start + offset, size, all->best);
}

static vt_error take_pictures(search *all, const vt_tiff *tiff, const directory *found)
{
    bool is_jpeg = found->packing == PACKING_JPEG_OLD || found->packing == PACKING_JPEG;
    bool is_raw = found->colours == COLOURS_CFA || found->colours == COLOURS_LINEAR;
    vt_error error = VT_OK;
    if (found->jpeg_offset != 0)
        error = take(all, tiff, found->jpeg_offset, found->jpeg_size);
    if (error == VT_OK && is_jpeg && !is_raw && found->strip_count == 1)
        error = take(all, tiff, found->strip_offset, found->strip_size);
    if (error == VT_OK && found->inside.count > 4)
        error = take(all, tiff, found->inside.offset, found->inside.count);
    return error;
}

// Olympus tells of its preview in a directory of the maker's note, which counts from its own start.
static vt_error search_olympus(search *all, const vt_tiff *tiff, const directory *exif)
{
    uint8_t head[10];
    directory found;
    uint64_t place = 0;
    vt_tiff note = *tiff;
    if (exif->note.count < 16 || exif->note.offset > UINT64_MAX - tiff->start)
        return VT_OK;
    note.start = tiff->start + exif->note.offset;
    vt_error error = vt_source_read(all->source, note.start, head, sizeof head);
    bool is_old = error == VT_OK && memcmp(head, "OLYMPUS\0", 8) == 0;
    bool is_new = error == VT_OK && memcmp(head, "OM SYSTEM\0", 10) == 0;
    if (!is_old && !is_new)
        return error;
    error = read_directory(all, &note, is_old ? 12 : 16, &found, NULL);
    if (error == VT_OK && found.settings.count > 0)
        error = vt_tiff_number(&note, &found.settings, 0, &place);
    if (error == VT_OK && place != 0)
        error = read_directory(all, &note, place, &found, NULL);
    if (error == VT_OK && found.olympus_offset != 0)
        error = take(all, &note, found.olympus_offset, found.olympus_size);
    return error;
}

static vt_error search_chain(search *all, const vt_tiff *tiff, uint64_t place, int depth)
{
    vt_error error = VT_OK;
    bool is_first = true;
    while (error == VT_OK && place != 0) {
        directory found;
        directory exif = {0};
        uint64_t below = 0;
        error = read_directory(all, tiff, place, &found, &place);
        if (error == VT_OK)
            error = take_pictures(all, tiff, &found);
        for (uint64_t i = 0; error == VT_OK && depth < DEPTH_MAX && i < found.below.count &&
                             i < BELOW_MAX; i++) {
            error = vt_tiff_number(tiff, &found.below, i, &below);
            if (error == VT_OK)
                error = search_chain(all, tiff, below, depth + 1);
        }
        if (error == VT_OK && found.exif.count == 1 && depth == 0) {
            error = vt_tiff_number(tiff, &found.exif, 0, &below);
            if (error == VT_OK)
                error = read_directory(all, tiff, below, &exif, NULL);
            if (error == VT_OK)
                error = search_olympus(all, tiff, &exif);
        }
        if (is_first && depth == 0 && found.orientation >= 1 && found.orientation <= 8)
            all->best->orientation = (uint32_t)found.orientation;
        is_first = false;
    }
    return error;
}

vt_error raw_find_tiff(const vt_source *source, uint64_t start, raw_preview *best)
{
    search all = {source, best, 0};
    vt_tiff tiff;
    uint64_t place = 0;
    vt_error error = vt_tiff_open(&tiff, source, start, &place);
    return error == VT_OK ? search_chain(&all, &tiff, place, 0) : error;
}
