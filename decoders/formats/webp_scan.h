// SPDX-License-Identifier: Apache-2.0
// Where the frames of a WebP lie (RFC 9649, section 2).
#ifndef VT_WEBP_SCAN_H
#define VT_WEBP_SCAN_H

#include "canvas.h"

typedef struct {
    uint64_t offset; // of what libwebp is given: a file's first chunk of pixels or alpha
    uint64_t size;
    uint32_t left;
    uint32_t top;
    uint32_t width;
    uint32_t height;
    uint32_t duration; // milliseconds
    bool is_blended;   // over what is there; else in its place
    bool is_cleared;   // its rectangle, after its time
    bool is_key;       // nothing of what was there before is seen
} webp_frame;

typedef struct {
    bool is_animation;
    bool has_alpha;
    uint32_t orientation;
    webp_frame *frames;
    uint32_t frame_count;
    uint32_t frame_room;
    vt_colour *colour; // or NULL
    vt_canvas canvas;
} webp_state;

// Walks along the chunks. Errors: those of vt_format.open; the caller frees what is there.
vt_error webp_scan(vt_document *document, webp_state *state);

#endif
