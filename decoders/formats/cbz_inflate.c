// SPDX-License-Identifier: Apache-2.0
// Unpacks an entry of a ZIP archive whole, into memory of exactly the size that it claims.
#include <string.h>

#include "cbz_zip.h"
#include "inflate.h"

typedef struct {
    vt_inflate inflate;
    vt_reader reader;
    size_t kept; // bytes at the start of `input` that were not used yet
    uint8_t input[VT_READER_BUFFER_SIZE + VT_INFLATE_INPUT_MIN];
} unpacking;

// Takes what the reader has, up to the end of the entry.
static vt_error fill(unpacking *work, uint64_t end, bool *is_last)
{
    uint64_t position = vt_reader_position(&work->reader);
    uint64_t left = end - position;
    size_t room = sizeof work->input - work->kept;
    size_t size = left < room ? (size_t)left : room;
    *is_last = size == left;
    vt_error error = vt_reader_read(&work->reader, work->input + work->kept, size);
    work->kept += error == VT_OK ? size : 0;
    return error;
}

static vt_error run(vt_document *document, unpacking *work, uint64_t end, uint8_t *bytes,
                    size_t *size)
{
    vt_inflate_span span = {.start_out = bytes, .next_out = bytes, .end_out = bytes + *size};
    vt_inflate_result result = VT_INFLATE_WANTS_INPUT;
    while (result == VT_INFLATE_WANTS_INPUT && !span.is_last) {
        vt_error error = fill(work, end, &span.is_last);
        if (error == VT_OK)
            error = vt_document_progress(document, 0, 0);
        if (error != VT_OK)
            return error;
        span.next_in = work->input;
        span.end_in = work->input + work->kept;
        result = vt_inflate_run(&work->inflate, &span);
        work->kept = (size_t)(span.end_in - span.next_in);
        memmove(work->input, span.next_in, work->kept);
        if (work->kept == sizeof work->input)
            break; // which the kernel promises not to happen
    }
    *size = (size_t)(span.next_out - bytes) < *size ? (size_t)(span.next_out - bytes) : *size;
    return VT_OK;
}

vt_error zip_inflate(vt_document *document, const zip_entry *entry, uint64_t offset,
                     uint8_t **bytes_out, size_t *size_out)
{
    vt_heap *heap = &document->heap;
    if (entry->size > document->limits.memory_max)
        return vt_document_fail_number(document, VT_E_LIMIT,
                                       "The page needs more bytes of memory than the limit ",
                                       document->limits.memory_max);
    size_t size = (size_t)entry->size;
    uint8_t *bytes = vt_heap_allocate(heap, size + VT_INFLATE_BEYOND);
    unpacking *work = bytes != NULL ? vt_heap_allocate(heap, sizeof *work) : NULL;
    vt_error error = work != NULL ? VT_OK : vt_document_fail_memory(document);
    if (error == VT_OK) {
        vt_inflate_start_raw(&work->inflate);
        vt_reader_init(&work->reader, &document->source, offset);
        work->kept = 0;
        error = run(document, work, offset + entry->packed, bytes, &size);
    }
    vt_heap_release(heap, work);
    if (error == VT_OK && size == 0)
        error = vt_document_fail(document, VT_E_CORRUPT, "The page could not be unpacked.");
    if (error != VT_OK) {
        vt_heap_release(heap, bytes);
        return error;
    }
    if (size < entry->size)
        vt_document_warn_partial(document, "A page ends before its size.");
    *bytes_out = bytes;
    *size_out = size;
    return VT_OK;
}
