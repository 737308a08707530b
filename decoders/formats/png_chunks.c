// SPDX-License-Identifier: Apache-2.0
// Reads heads of chunks; looks for IEND first where it should be, then along the chunks.
#include "png_chunks.h"

#include <string.h>

#define WALK_MAX 65536 // chunks; a file of more is not walked to its end

static const uint8_t iend[PNG_CHUNK_EXTRA_SIZE] = {0,   0,   0,   0,    'I',  'E',
                                                   'N', 'D', 0xae, 0x42, 0x60, 0x82};

uint32_t png_load16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

uint32_t png_load32(const uint8_t *bytes)
{
    return png_load16(bytes) << 16 | png_load16(bytes + 2);
}

vt_error png_chunk_read(const vt_source *source, uint64_t offset, png_chunk *chunk_out)
{
    uint8_t head[PNG_CHUNK_HEAD_SIZE];
    vt_error error = vt_source_read(source, offset, head, sizeof head);
    if (error != VT_OK)
        return error;
    *chunk_out = (png_chunk){.offset = offset, .size = png_load32(head)};
    memcpy(chunk_out->type, head + 4, sizeof chunk_out->type);
    return VT_OK;
}

bool png_chunk_is(const png_chunk *chunk, const char *type)
{
    return memcmp(chunk->type, type, sizeof chunk->type) == 0;
}

uint64_t png_chunk_content(const png_chunk *chunk)
{
    return chunk->offset + PNG_CHUNK_HEAD_SIZE;
}

uint64_t png_chunk_next(const png_chunk *chunk)
{
    return chunk->offset + chunk->size + PNG_CHUNK_EXTRA_SIZE;
}

static vt_error tail_is_iend(const vt_source *source, bool *is_iend_out)
{
    uint8_t tail[sizeof iend];
    *is_iend_out = false;
    if (source->size < PNG_SIGNATURE_SIZE + sizeof tail)
        return VT_OK;
    vt_error error = vt_source_read(source, source->size - sizeof tail, tail, sizeof tail);
    *is_iend_out = error == VT_OK && memcmp(tail, iend, sizeof tail) == 0;
    return error;
}

// Answers VT_E_TRUNCATED when the file ends before an IEND.
static vt_error chunks_walk(const vt_source *source)
{
    uint64_t offset = PNG_SIGNATURE_SIZE;
    for (int i = 0; i < WALK_MAX; i++) {
        png_chunk chunk;
        vt_error error = png_chunk_read(source, offset, &chunk);
        if (error != VT_OK || png_chunk_is(&chunk, "IEND"))
            return error;
        offset = png_chunk_next(&chunk);
    }
    return VT_OK;
}

vt_error png_tail_check(vt_document *document)
{
    bool is_iend = false;
    vt_error error = tail_is_iend(&document->source, &is_iend);
    if (error == VT_OK && !is_iend)
        error = chunks_walk(&document->source);
    if (error == VT_E_TRUNCATED) {
        vt_document_warn_partial(document, "The file ends early.");
        return VT_OK;
    }
    if (error != VT_OK)
        return vt_document_fail(document, error, "The end of the file could not be read.");
    return VT_OK;
}
