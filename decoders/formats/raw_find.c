// SPDX-License-Identifier: Apache-2.0
// Chooses among the pictures in a raw file by the size that each one's head tells.
#include "raw_find.h"

#include <string.h>

#define SEGMENTS_MAX 64 // of a JPEG before its frame
#define RAF_PREVIEW 84  // offset and size, four bytes each

enum { MARKER_SOI = 0xd8, MARKER_DHT = 0xc4, MARKER_SOS = 0xda, MARKER_SOF2 = 0xc2 };

static uint32_t load16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

static uint32_t load32(const uint8_t *bytes)
{
    return load16(bytes) << 16 | load16(bytes + 2);
}

// The pixels of a JPEG of 8 bits, baseline to progressive; 0: it is something else (a raw image
// packed as lossless JPEG, for one).
static vt_error jpeg_pixels(const vt_source *source, uint64_t offset, uint64_t *pixels_out)
{
    uint8_t head[9];
    *pixels_out = 0;
    vt_error error = vt_source_read(source, offset, head, 2);
    if (error != VT_OK || head[0] != 0xff || head[1] != MARKER_SOI)
        return error;
    offset += 2;
    for (int i = 0; i < SEGMENTS_MAX; i++) {
        error = vt_source_read(source, offset, head, sizeof head);
        if (error != VT_OK || head[0] != 0xff || head[1] == MARKER_SOS)
            return error;
        if (head[1] >= 0xc0 && head[1] <= MARKER_SOF2) {
            if (head[4] == 8)
                *pixels_out = (uint64_t)load16(head + 5) * load16(head + 7);
            return VT_OK;
        }
        bool is_other_frame = head[1] > MARKER_SOF2 && head[1] < 0xd0 && head[1] != MARKER_DHT;
        if (is_other_frame)
            return VT_OK;
        offset += 2 + (uint64_t)load16(head + 2);
    }
    return VT_OK;
}

vt_error raw_take(const vt_source *source, uint64_t offset, uint64_t size, raw_preview *best)
{
    uint64_t pixels = 0;
    if (offset >= source->size || size == 0)
        return VT_OK;
    vt_error error = jpeg_pixels(source, offset, &pixels);
    if (error == VT_E_TRUNCATED)
        return VT_OK;
    if (error == VT_OK && pixels > best->pixels) {
        best->offset = offset;
        best->size = size < source->size - offset ? size : source->size - offset;
        best->pixels = pixels;
    }
    return error;
}

static vt_error find_fujifilm(const vt_source *source, raw_preview *best)
{
    uint8_t bytes[8];
    vt_error error = vt_source_read(source, RAF_PREVIEW, bytes, sizeof bytes);
    return error == VT_OK ? raw_take(source, load32(bytes), load32(bytes + 4), best) : error;
}

vt_error raw_find(const vt_source *source, raw_preview *preview_out)
{
    uint8_t head[8];
    *preview_out = (raw_preview){0};
    vt_error error = vt_source_read(source, 0, head, sizeof head);
    if (error != VT_OK)
        return error;
    if (memcmp(head, "FUJIFILM", 8) == 0)
        error = find_fujifilm(source, preview_out);
    else if (memcmp(head + 4, "ftyp", 4) == 0)
        error = raw_find_boxes(source, preview_out);
    else
        error = raw_find_tiff(source, 0, preview_out);
    // A later part that is damaged or missing does not take the preview away.
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    if (preview_out->pixels > 0)
        return is_damage ? VT_OK : error;
    return error == VT_OK ? VT_E_UNSUPPORTED : error;
}
