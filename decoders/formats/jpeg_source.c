// SPDX-License-Identifier: Apache-2.0
// Feeds libjpeg from a source; at the end of a cut-off file it gives an end-of-image marker.
#include "jpeg_source.h"

#include <jerror.h>

#define TAIL_SIZE 65536

static void on_init(j_decompress_ptr cinfo)
{
    (void)cinfo;
}

static boolean on_fill(j_decompress_ptr cinfo)
{
    static const JOCTET end_of_image[2] = {0xff, JPEG_EOI};
    jpeg_source *source = (jpeg_source *)cinfo->src;
    const uint8_t *bytes = NULL;
    size_t size = 0;
    vt_error error = vt_reader_take(&source->reader, &bytes, &size);
    if (error == VT_OK) {
        source->manager.next_input_byte = bytes;
        source->manager.bytes_in_buffer = size;
        return TRUE;
    }
    if (error != VT_E_TRUNCATED) {
        source->error = error;
        ERREXIT(cinfo, JERR_FILE_READ);
    }
    if (!source->has_ended) {
        source->has_ended = true;
        source->end_row = cinfo->input_iMCU_row;
        WARNMS(cinfo, JWRN_JPEG_EOF);
    }
    source->manager.next_input_byte = end_of_image;
    source->manager.bytes_in_buffer = sizeof end_of_image;
    return TRUE;
}

static void on_skip(j_decompress_ptr cinfo, long count)
{
    jpeg_source *source = (jpeg_source *)cinfo->src;
    if (count <= 0)
        return;
    size_t buffered = source->manager.bytes_in_buffer;
    size_t size = (size_t)count;
    if (size <= buffered) {
        source->manager.next_input_byte += size;
        source->manager.bytes_in_buffer -= size;
        return;
    }
    vt_reader_skip(&source->reader, size - buffered);
    source->manager.bytes_in_buffer = 0;
}

static void on_term(j_decompress_ptr cinfo)
{
    (void)cinfo;
}

void jpeg_source_init(jpeg_source *source, j_decompress_ptr cinfo, const vt_source *bytes)
{
    *source = (jpeg_source){.manager = {
                                .init_source = on_init,
                                .fill_input_buffer = on_fill,
                                .skip_input_data = on_skip,
                                .resync_to_restart = jpeg_resync_to_restart,
                                .term_source = on_term,
                            }};
    vt_reader_init(&source->reader, bytes, 0);
    cinfo->src = &source->manager;
}

uint64_t jpeg_source_position(const jpeg_source *source)
{
    return vt_reader_position(&source->reader) - source->manager.bytes_in_buffer;
}

// Looks for an end-of-image marker in [start, end).
static vt_error find_end_of_image(const vt_source *source, uint64_t start, uint64_t end,
                                  bool *is_found_out)
{
    uint8_t before = 0;
    uint8_t bytes[4096];
    *is_found_out = false;
    while (start < end && !*is_found_out) {
        size_t size = end - start < sizeof bytes ? (size_t)(end - start) : sizeof bytes;
        vt_error error = vt_source_read(source, start, bytes, size);
        if (error != VT_OK)
            return error;
        for (size_t i = 0; i < size; i++) {
            if (before == 0xff && bytes[i] == JPEG_EOI)
                *is_found_out = true;
            before = bytes[i];
        }
        start += size;
    }
    return VT_OK;
}

vt_error jpeg_tail_check(vt_document *document, uint64_t start)
{
    const vt_source *source = &document->source;
    uint64_t end = source->size;
    if (start + 2 >= end)
        return vt_document_fail(document, VT_E_TRUNCATED, "The file ends before the image begins.");
    uint64_t tail = end - start > TAIL_SIZE ? end - TAIL_SIZE : start;
    bool is_found = false;
    vt_error error = find_end_of_image(source, tail, end, &is_found);
    // An image with other things behind it (a film, a second picture) ends earlier.
    if (error == VT_OK && !is_found)
        error = find_end_of_image(source, start, tail + 1, &is_found);
    if (error != VT_OK)
        return vt_document_fail(document, error, "The end of the file could not be read.");
    if (!is_found)
        vt_document_warn_partial(document, "The file ends early.");
    return VT_OK;
}
