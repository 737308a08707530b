// SPDX-License-Identifier: Apache-2.0
// The chunks of a PNG as they lie in the file, without unpacking them (PNG 3rd edition, section 5).
#ifndef VT_FORMATS_PNG_CHUNKS_H
#define VT_FORMATS_PNG_CHUNKS_H

#include "vt_format.h"

#define PNG_SIGNATURE_SIZE 8
#define PNG_CHUNK_HEAD_SIZE 8
#define PNG_CHUNK_EXTRA_SIZE 12 // length, type and CRC

typedef struct {
    uint64_t offset; // of its head
    uint32_t size;   // of its content
    uint8_t type[4];
} png_chunk;

uint32_t png_load16(const uint8_t *bytes);
uint32_t png_load32(const uint8_t *bytes);

// The chunk whose head begins at `offset`. Errors: TRUNCATED, those of reading.
vt_error png_chunk_read(const vt_source *source, uint64_t offset, png_chunk *chunk_out);

bool png_chunk_is(const png_chunk *chunk, const char *type);

// Where the content begins, and where the chunk behind it does.
uint64_t png_chunk_content(const png_chunk *chunk);
uint64_t png_chunk_next(const png_chunk *chunk);

// Marks the document as partial when its chunks end before IEND. A file whose last bytes are IEND
// is taken as whole; only others are walked, chunk by chunk. Errors: those of reading.
vt_error png_tail_check(vt_document *document);

#endif
