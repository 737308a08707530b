// SPDX-License-Identifier: Apache-2.0
// Looks for IEND: first where it should be, then along the chunks.
#include "png_tail.h"

#include <string.h>

#define SIGNATURE_SIZE 8
#define CHUNK_HEAD_SIZE 8
#define CHUNK_EXTRA_SIZE 12 // length, type and CRC
#define WALK_MAX 65536      // chunks; a file of more is not walked to its end

static const uint8_t iend[CHUNK_EXTRA_SIZE] = {0,   0,   0,   0,    'I',  'E',
                                               'N', 'D', 0xae, 0x42, 0x60, 0x82};

static vt_error tail_is_iend(const vt_source *source, bool *is_iend_out)
{
    uint8_t tail[sizeof iend];
    *is_iend_out = false;
    if (source->size < SIGNATURE_SIZE + sizeof tail)
        return VT_OK;
    vt_error error = vt_source_read(source, source->size - sizeof tail, tail, sizeof tail);
    *is_iend_out = error == VT_OK && memcmp(tail, iend, sizeof tail) == 0;
    return error;
}

static uint32_t load32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// Answers VT_E_TRUNCATED when the file ends before an IEND.
static vt_error chunks_walk(const vt_source *source)
{
    uint64_t offset = SIGNATURE_SIZE;
    for (int i = 0; i < WALK_MAX; i++) {
        uint8_t head[CHUNK_HEAD_SIZE];
        vt_error error = vt_source_read(source, offset, head, sizeof head);
        if (error != VT_OK)
            return error;
        if (memcmp(head + 4, "IEND", 4) == 0)
            return VT_OK;
        offset += (uint64_t)load32(head) + CHUNK_EXTRA_SIZE;
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
