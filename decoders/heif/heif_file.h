// SPDX-License-Identifier: Apache-2.0
// A HEIF file: its pictures, and the bytes of its items.
#ifndef HEIF_FILE_H
#define HEIF_FILE_H

#include "heif_codec.h"
#include "heif_meta.h"

typedef struct {
    const heif_codec *codec;
    heif_meta meta;
    uint32_t *pages; // places in meta.items of the pictures, the primary one first
    uint32_t page_count;
} heif_file;

// Reads what stands before the pictures. Errors: those of vt_format.open. The caller closes the
// file in either case.
vt_error heif_file_open(vt_document *document, const heif_codec *codec, heif_file *file);
void heif_file_close(vt_document *document, heif_file *file);

// Reads all bytes of an item, or those that came: *is_cut_out says so. The caller releases the
// block. Errors: CORRUPT (no bytes, or more than the file has), NOMEM, LIMIT, those of reading.
vt_error heif_file_read(vt_document *document, const heif_file *file, const heif_item *item,
                        heif_bytes *bytes_out, bool *is_cut_out);

#endif
