// SPDX-License-Identifier: Apache-2.0
// Where the frames of an animated PNG lie (PNG 3rd edition, sections 4.10 and 11.3.6).
#ifndef VT_FORMATS_PNG_FRAMES_H
#define VT_FORMATS_PNG_FRAMES_H

#include "canvas.h"

typedef struct {
    uint64_t offset; // of the head of its first chunk of data: IDAT or fdAT
    vt_region part;
    uint32_t duration_ms;
    vt_disposal disposal;
    bool is_blended; // over what is there; else in its place
} png_frame;

typedef struct {
    png_frame *frames;
    uint32_t count; // 0: the file does not move
    uint32_t room;
    uint64_t image_offset; // of the first IDAT: what lies before it belongs to every frame
} png_frames;

// Walks along the chunks: up to the image, and of an animation of an image of `size` to the end.
// What is damaged, or cut off, keeps the frames before it and makes the document partial. Errors:
// NOMEM, LIMIT, CANCELLED, those of reading; the caller releases frames->frames.
vt_error png_frames_scan(vt_document *document, vt_size size, png_frames *frames);

#endif
