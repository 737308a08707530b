// SPDX-License-Identifier: Apache-2.0
// Reading a source: single ranges with their bounds checked, and a buffered walk from front to
// back.
#ifndef VT_SOURCE_H
#define VT_SOURCE_H

#include "vt.h"

#define VT_READER_BUFFER_SIZE 65536
#define VT_READER_FIRST_SIZE 16384 // what opening needs is seldom more

// Fills exactly `size` bytes. Errors: TRUNCATED (the range ends beyond the source), those of read.
vt_error vt_source_read(const vt_source *source, uint64_t offset, void *destination, size_t size);

// A position in a source with a buffer; lives in its owner's memory, the source is borrowed.
typedef struct {
    const vt_source *source;
    uint64_t offset; // of the first byte after the buffer
    size_t used;     // bytes of the buffer that were taken
    size_t filled;
    size_t step;    // bytes to read next: grows while reads follow each other
    bool is_at_end; // a read went beyond the source
    uint8_t buffer[VT_READER_BUFFER_SIZE];
} vt_reader;

void vt_reader_init(vt_reader *reader, const vt_source *source, uint64_t offset);

// Where the next byte comes from.
uint64_t vt_reader_position(const vt_reader *reader);

// Lends all bytes that are buffered, at least one, and takes them. Errors: TRUNCATED at the end.
vt_error vt_reader_take(vt_reader *reader, const uint8_t **bytes_out, size_t *size_out);

// Fills exactly `size` bytes. Errors: TRUNCATED.
vt_error vt_reader_read(vt_reader *reader, void *destination, size_t size);

// Moves on; beyond the end is noticed by the next read.
void vt_reader_skip(vt_reader *reader, uint64_t size);

#endif
