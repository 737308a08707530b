// SPDX-License-Identifier: Apache-2.0
// The chunks before the image of a PNG, with the size of one frame of its animation in their IHDR.
#ifndef VT_FORMATS_PNG_SPLICE_H
#define VT_FORMATS_PNG_SPLICE_H

#include "png_chunks.h"
#include "png_frames.h"

#define PNG_HEADER_SIZE (PNG_SIGNATURE_SIZE + PNG_CHUNK_EXTRA_SIZE + 13)

typedef struct {
    uint8_t header[PNG_HEADER_SIZE]; // comes before what the reader reads
    size_t header_left;              // bytes of it
    vt_reader reader;
} png_splice;

// The file as it is.
void png_splice_plain(png_splice *splice, const vt_source *source);

// The file with another size. Errors: CORRUPT, TRUNCATED, those of reading.
vt_error png_splice_frame(png_splice *splice, const vt_source *source, const png_frames *frames,
                          const png_frame *frame);

// Fills exactly `size` bytes. Errors: TRUNCATED, those of reading.
vt_error png_splice_read(png_splice *splice, uint8_t *destination, size_t size);

#endif
