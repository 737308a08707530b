// SPDX-License-Identifier: Apache-2.0
// The structure of TIFF files, which EXIF data and camera files have too: directories of tagged
// values (TIFF 6.0, section 2; BigTIFF). Nothing is held: values are read when they are asked for.
#ifndef VT_TIFF_H
#define VT_TIFF_H

#include "source.h"

typedef struct {
    const vt_source *source; // borrowed
    uint64_t start;          // where the structure begins; all offsets count from here
    uint32_t magic;          // 42, 43 (BigTIFF), or what cameras put there
    bool is_big_endian;
} vt_tiff;

typedef struct {
    uint32_t tag;
    uint32_t type;
    uint64_t count;  // of values
    uint64_t offset; // of the first, counted from `start`
} vt_tiff_entry;

// Called for each entry of a directory; an error ends the walk.
typedef vt_error (*vt_tiff_visit)(void *user, const vt_tiff *tiff, const vt_tiff_entry *entry);

// Reads the head. Errors: TRUNCATED, CORRUPT (it is none), those of reading.
vt_error vt_tiff_open(vt_tiff *tiff, const vt_source *source, uint64_t start,
                      uint64_t *directory_out);

// Walks along one directory. *next_out, which may be left out, is where the next one lies, 0: there
// is none.
// Errors: TRUNCATED, CORRUPT (too many entries), those of `visit` and of reading.
vt_error vt_tiff_walk(const vt_tiff *tiff, uint64_t directory, vt_tiff_visit visit, void *user,
                      uint64_t *next_out);

// Value `index` of an entry of whole numbers. Errors: CORRUPT (no such value, or of another type),
// TRUNCATED, those of reading.
vt_error vt_tiff_number(const vt_tiff *tiff, const vt_tiff_entry *entry, uint64_t index,
                        uint64_t *number_out);

// Bytes of one value; 0 for a type that is not known.
uint32_t vt_tiff_type_size(uint32_t type);

#endif
