// SPDX-License-Identifier: Apache-2.0
// Collects the pieces of an ICC profile from saved APP2 markers.
#include "jpeg_profile.h"

#include <string.h>

#define HEAD_SIZE 14 // "ICC_PROFILE", a zero byte, number of the piece from 1, number of pieces

static bool marker_is_piece(jpeg_saved_marker_ptr marker)
{
    static const uint8_t name[12] = "ICC_PROFILE";
    return marker->marker == JPEG_APP0 + 2 && marker->data_length > HEAD_SIZE &&
           memcmp(marker->data, name, sizeof name) == 0;
}

static jpeg_saved_marker_ptr piece_find(j_decompress_ptr cinfo, uint32_t number)
{
    for (jpeg_saved_marker_ptr marker = cinfo->marker_list; marker != NULL; marker = marker->next) {
        if (marker_is_piece(marker) && marker->data[12] == number)
            return marker;
    }
    return NULL;
}

// The size of the whole profile; 0 when there is none, or a piece is missing.
static size_t profile_measure(j_decompress_ptr cinfo, uint32_t *count_out)
{
    jpeg_saved_marker_ptr first = piece_find(cinfo, 1);
    size_t size = 0;
    if (first == NULL)
        return 0;
    *count_out = first->data[13];
    for (uint32_t number = 1; number <= *count_out; number++) {
        jpeg_saved_marker_ptr piece = piece_find(cinfo, number);
        if (piece == NULL)
            return 0;
        size += piece->data_length - HEAD_SIZE;
    }
    return size;
}

vt_error jpeg_profile_open(vt_document *document, j_decompress_ptr cinfo, vt_colour **colour_out)
{
    uint32_t count = 0;
    size_t size = profile_measure(cinfo, &count);
    *colour_out = NULL;
    bool is_gray = cinfo->jpeg_color_space == JCS_GRAYSCALE;
    if (size == 0 || cinfo->num_components > 3)
        return VT_OK;
    uint8_t *profile = vt_heap_allocate(&document->heap, size);
    if (profile == NULL)
        return vt_document_fail_memory(document);
    size_t filled = 0;
    for (uint32_t number = 1; number <= count; number++) {
        jpeg_saved_marker_ptr piece = piece_find(cinfo, number);
        memcpy(profile + filled, piece->data + HEAD_SIZE, piece->data_length - HEAD_SIZE);
        filled += piece->data_length - HEAD_SIZE;
    }
    vt_error error = vt_colour_open(&document->heap, profile, size, is_gray, colour_out);
    vt_heap_release(&document->heap, profile);
    return error == VT_OK ? VT_OK : vt_document_fail_memory(document);
}
