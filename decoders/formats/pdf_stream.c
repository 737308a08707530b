// SPDX-License-Identifier: Apache-2.0
// A MuPDF stream over a vt_source, with a buffer of its own.
#include "pdf_state.h"

#define STREAM_BUFFER_SIZE 16384

typedef struct {
    sheet_state *state;
    uint8_t buffer[STREAM_BUFFER_SIZE];
} sheet_stream;

static int stream_next(fz_context *context, fz_stream *stream, size_t most)
{
    sheet_stream *reading = stream->state;
    sheet_state *state = reading->state;
    const vt_source *source = &state->document->source;
    (void)most;
    uint64_t position = (uint64_t)stream->pos;
    if (position >= source->size)
        return EOF;
    uint64_t left = source->size - position;
    size_t count = left < STREAM_BUFFER_SIZE ? (size_t)left : STREAM_BUFFER_SIZE;
    sheet_progress(state);
    if (state->error == VT_OK)
        state->error = vt_source_read(source, position, reading->buffer, count);
    if (state->error != VT_OK)
        fz_throw(context, FZ_ERROR_SYSTEM, "the file could not be read");
    stream->rp = reading->buffer;
    stream->wp = reading->buffer + count;
    stream->pos += (int64_t)count;
    return *stream->rp++;
}

static void stream_seek(fz_context *context, fz_stream *stream, int64_t offset, int whence)
{
    const sheet_stream *reading = stream->state;
    int64_t size = (int64_t)reading->state->document->source.size;
    (void)context;
    if (whence == SEEK_END)
        offset = offset > 0 ? size : size + offset;
    if (offset < 0)
        offset = 0;
    stream->pos = offset < size ? offset : size;
    stream->rp = stream->wp;
}

static void stream_drop(fz_context *context, void *reading)
{
    fz_free(context, reading);
}

fz_stream *sheet_stream_open(fz_context *context, sheet_state *state)
{
    sheet_stream *reading = fz_malloc_struct(context, sheet_stream);
    reading->state = state;
    // fz_new_stream drops its state when it throws.
    fz_stream *stream = fz_new_stream(context, reading, stream_next, stream_drop);
    stream->seek = stream_seek;
    return stream;
}
