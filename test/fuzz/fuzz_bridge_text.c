// SPDX-License-Identifier: Apache-2.0
// Any text as a grpc-web-text body, whole and in pieces: the same bytes, never more than promised,
// and a single run encodes back to itself.
#include "vtb_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static vtb_error decode(const char *text, size_t size, size_t step, uint8_t *out, size_t *size_out)
{
    vtb_text_reader reader = {0};
    *size_out = 0;
    for (size_t offset = 0; offset < size; offset += step) {
        size_t piece = size - offset < step ? size - offset : step;
        uint8_t *space = malloc(VTB_TEXT_DECODED_MAX(piece)); // exactly: overruns are found
        size_t decoded = 0;
        if (space == NULL) {
            abort();
        }
        vtb_error error = vtb_text_reader_feed(&reader, text + offset, piece, space, &decoded);
        memcpy(out + *size_out, space, decoded);
        *size_out += decoded;
        free(space);
        if (error != VTB_OK) {
            return error;
        }
    }
    return vtb_text_reader_finish(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint8_t *whole = malloc(size + 3);
    uint8_t *pieces = malloc(size + 3);
    char *text = malloc(vtb_text_size(size) + 4);
    if (whole == NULL || pieces == NULL || text == NULL) {
        abort();
    }
    size_t whole_size = 0;
    size_t pieces_size = 0;
    vtb_error error = decode((const char *)bytes, size, size + 1, whole, &whole_size);
    for (size_t step = 1; step <= 5; step += 2) {
        if (decode((const char *)bytes, size, step, pieces, &pieces_size) != error) {
            abort();
        }
        if (error == VTB_OK &&
            (whole_size != pieces_size || memcmp(whole, pieces, whole_size) != 0)) {
            abort();
        }
    }
    const uint8_t *padding = size == 0 ? NULL : memchr(bytes, '=', size);
    if (error == VTB_OK && (padding == NULL || padding + 2 >= bytes + size)) {
        vtb_text_encode(whole, whole_size, text);
        if (vtb_text_size(whole_size) != size || memcmp(text, bytes, size) != 0) {
            abort();
        }
    }
    free(whole);
    free(pieces);
    free(text);
    return 0;
}
