// SPDX-License-Identifier: Apache-2.0
// The directory of a ZIP archive (APPNOTE 6.3.10), read strictly, and what its entries hold. Only
// entries that are stored or deflated, not encrypted, and named like a picture are told.
#ifndef VT_FORMATS_CBZ_ZIP_H
#define VT_FORMATS_CBZ_ZIP_H

#include "vt_format.h"

typedef enum { ZIP_STORED = 0, ZIP_DEFLATED = 8 } zip_method;

typedef struct {
    uint64_t header; // where the entry's own header is
    uint64_t packed; // bytes in the archive
    uint64_t size;   // bytes when unpacked
    uint16_t method; // zip_method
    const char *name;
} zip_entry;

typedef struct {
    vt_list entries; // of zip_entry
    vt_texts names;
} zip_directory;

// Reads the directory at the end of the archive. Errors: CORRUPT, LIMIT, and those of reading. What
// was added is the caller's to clear also on error.
vt_error zip_read(vt_document *document, zip_directory *directory);

void zip_clear(vt_document *document, zip_directory *directory);

// Where the bytes of an entry begin. Errors: CORRUPT, and those of reading.
vt_error zip_locate(vt_document *document, const zip_entry *entry, uint64_t *offset_out);

// Unpacks a deflated entry whose bytes begin at `offset` into a block of the heap: *size_out may be
// less than the entry's size where the stream is damaged. Errors: CORRUPT when nothing comes out,
// LIMIT, NOMEM, CANCELLED, and those of reading.
vt_error zip_inflate(vt_document *document, const zip_entry *entry, uint64_t offset,
                     uint8_t **bytes_out, size_t *size_out);

#endif
