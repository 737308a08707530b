// SPDX-License-Identifier: Apache-2.0
// Where the frames of a GIF lie and how they follow each other (GIF89a, sections 17 to 27).
#ifndef VT_GIF_SCAN_H
#define VT_GIF_SCAN_H

#include "vt_format.h"

enum { GIF_LEAVE = 1, GIF_CLEAR = 2, GIF_RESTORE = 3 }; // what is done with a frame after its time

typedef struct {
    uint64_t data_offset;    // of the minimum code size
    uint64_t palette_offset; // 0: there is none
    uint32_t palette_count;
    uint32_t left;
    uint32_t top;
    uint32_t width;
    uint32_t height;
    uint32_t delay;    // hundredths of a second
    uint32_t disposal; // GIF_LEAVE, GIF_CLEAR, GIF_RESTORE; others as GIF_LEAVE
    int transparent;   // index, or -1
    bool is_interlaced;
    bool is_key;    // covers the whole screen: what was there before does not matter
    bool is_opaque; // so is the screen, once the frame is drawn on it
} gif_frame;

typedef struct {
    vt_size screen;
    gif_frame *frames;
    uint32_t frame_count;
    uint32_t frame_room;
    // The screen as it is after frame composed - 1; 0: not yet drawn, or not to be used.
    uint32_t composed;
    uint8_t *canvas; // RGBA, or NULL
    uint8_t *saved;  // what a frame of GIF_RESTORE covers, or NULL
    bool is_damaged; // a frame on the canvas has holes
} gif_state;

// Walks through the whole file. Errors: those of vt_format.open; the caller frees what is there.
vt_error gif_scan(vt_document *document, gif_state *state);

#endif
