// SPDX-License-Identifier: Apache-2.0
// The sorted entries of a folder.
#ifndef VTB_LISTING_H
#define VTB_LISTING_H

#include "vtb_error.h"
#include "vtb_files.h"

typedef struct vtb_listing_entry {
    char *name; // owned by the listing
    vtb_file_type type;
    uint64_t size;
    int64_t modified_ms;
} vtb_listing_entry;

typedef struct vtb_listing {
    vtb_listing_entry *entries;
    size_t count;
    size_t capacity;
} vtb_listing;

// Reads a folder that vtb_files_open_folder opened: folders first, then by name in byte order.
// Names that could not be asked for (invalid UTF-8, control characters, backslashes) are left out;
// symbolic links are entries, never followed. `descriptor` is taken, on errors too. Errors: LIMIT
// (more than `entries_max`), MEMORY, IO.
VTB_NODISCARD vtb_error vtb_listing_read(int descriptor, size_t entries_max, vtb_listing *out);

// Gives the entries back; harmless on a zeroed listing.
void vtb_listing_free(vtb_listing *listing);

#endif
