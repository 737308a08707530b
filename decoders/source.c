// SPDX-License-Identifier: Apache-2.0
// Bounds-checked and buffered reading of a source, and the source over a block of memory.
#include "source.h"

#include <string.h>

static vt_error memory_read(void *user, uint64_t offset, void *destination, size_t size)
{
    const vt_memory *memory = user;
    memcpy(destination, (const uint8_t *)memory->bytes + offset, size);
    return VT_OK;
}

vt_source vt_source_memory(const vt_memory *memory)
{
    // The cast drops const only to pass through `user`; memory_read does not write.
    return (vt_source){memory->size, memory_read, (void *)(uintptr_t)memory};
}

vt_error vt_source_read(const vt_source *source, uint64_t offset, void *destination, size_t size)
{
    if (offset > source->size || size > source->size - offset)
        return VT_E_TRUNCATED;
    if (size == 0)
        return VT_OK;
    return source->read(source->user, offset, destination, size);
}

void vt_reader_init(vt_reader *reader, const vt_source *source, uint64_t offset)
{
    reader->source = source;
    reader->offset = offset;
    reader->used = 0;
    reader->filled = 0;
    reader->step = VT_READER_FIRST_SIZE;
    reader->is_at_end = false;
}

uint64_t vt_reader_position(const vt_reader *reader)
{
    return reader->offset - (reader->filled - reader->used);
}

// Fills the empty buffer with what comes next.
static vt_error reader_fill(vt_reader *reader)
{
    uint64_t size = reader->source->size;
    if (reader->offset >= size) {
        reader->is_at_end = true;
        return VT_E_TRUNCATED;
    }
    uint64_t left = size - reader->offset;
    size_t count = left < reader->step ? (size_t)left : reader->step;
    vt_error error = vt_source_read(reader->source, reader->offset, reader->buffer, count);
    if (error != VT_OK)
        return error;
    reader->step = VT_READER_BUFFER_SIZE;
    reader->offset += count;
    reader->used = 0;
    reader->filled = count;
    return VT_OK;
}

vt_error vt_reader_take(vt_reader *reader, const uint8_t **bytes_out, size_t *size_out)
{
    if (reader->used == reader->filled) {
        vt_error error = reader_fill(reader);
        if (error != VT_OK)
            return error;
    }
    *bytes_out = reader->buffer + reader->used;
    *size_out = reader->filled - reader->used;
    reader->used = reader->filled;
    return VT_OK;
}

vt_error vt_reader_read(vt_reader *reader, void *destination, size_t size)
{
    uint8_t *next = destination;
    while (size > 0) {
        if (reader->used == reader->filled) {
            vt_error error = reader_fill(reader);
            if (error != VT_OK)
                return error;
        }
        size_t count = reader->filled - reader->used;
        if (count > size)
            count = size;
        memcpy(next, reader->buffer + reader->used, count);
        reader->used += count;
        next += count;
        size -= count;
    }
    return VT_OK;
}

void vt_reader_skip(vt_reader *reader, uint64_t size)
{
    size_t buffered = reader->filled - reader->used;
    if (size <= buffered) {
        reader->used += (size_t)size;
        return;
    }
    size -= buffered;
    reader->used = reader->filled;
    reader->offset = size > UINT64_MAX - reader->offset ? UINT64_MAX : reader->offset + size;
}
