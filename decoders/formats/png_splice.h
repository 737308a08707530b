// SPDX-License-Identifier: Apache-2.0
// One frame of an animated PNG as a PNG file of its own, made while it is read.
#ifndef VT_FORMATS_PNG_SPLICE_H
#define VT_FORMATS_PNG_SPLICE_H

#include "png_chunks.h"
#include "png_frames.h"

typedef struct {
    const vt_source *source; // borrowed
    uint64_t image_offset;   // see png_frames
    uint64_t next;           // of the chunk of the file that comes next
    uint64_t left;           // bytes of the file that are handed on as they are
    uint32_t sum_in;         // CRC of an fdAT so far, as the file has it,
    uint32_t sum_out;        // and of the IDAT that is made of it
    bool is_data;            // the bytes that are handed on are content of that chunk
    bool is_over;
    uint8_t made[33]; // bytes that come before those of the file
    size_t made_size;
    size_t made_used;
    vt_reader reader;
} png_splice;

// Everything but a frame's own size and data is as in the file; a wrong CRC stays a wrong one.
vt_error png_splice_begin(png_splice *splice, const vt_source *source, const png_frames *frames,
                          const png_frame *frame);

// Fills exactly `size` bytes. Errors: TRUNCATED, those of reading.
vt_error png_splice_read(png_splice *splice, uint8_t *destination, size_t size);

#endif
