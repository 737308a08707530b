// SPDX-License-Identifier: Apache-2.0
// Where the frames of a GIF lie and how they follow each other (GIF89a, sections 17 to 27).
#ifndef VT_GIF_SCAN_H
#define VT_GIF_SCAN_H

#include "canvas.h"

typedef struct {
    uint64_t data_offset;    // of the minimum code size
    uint64_t palette_offset; // 0: there is none
    uint32_t palette_count;
    uint32_t left;
    uint32_t top;
    uint32_t width;
    uint32_t height;
    uint32_t delay; // hundredths of a second
    vt_disposal disposal;
    int transparent; // index, or -1
    bool is_interlaced;
    bool is_key;    // covers the whole screen: what was there before does not matter
    bool is_opaque; // so is the screen, once the frame is drawn on it
} gif_frame;

typedef struct {
    gif_frame *frames;
    uint32_t frame_count;
    uint32_t frame_room;
    vt_canvas canvas;
} gif_state;

// Walks through the whole file. Errors: those of vt_format.open; the caller frees what is there.
vt_error gif_scan(vt_document *document, gif_state *state);

#endif
