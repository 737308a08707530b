// SPDX-License-Identifier: Apache-2.0
// One walk of libpng through a PNG, or one frame of an animation, with its memory and errors.
#ifndef VT_FORMATS_PNG_WALK_H
#define VT_FORMATS_PNG_WALK_H

#include <png.h>
#include <setjmp.h>

#include "colour.h"
#include "png_rows.h"
#include "png_splice.h"

// What opening learns of the image.
typedef struct {
    uint32_t width;
    uint32_t height;
    uint32_t bit_depth;
    uint32_t orientation;
    bool is_interlaced;
    bool has_alpha;
    vt_colour *colour; // or NULL
} png_header;

// Everything that must survive a longjmp lives here, on the heap.
typedef struct png_walk {
    vt_document *document;
    png_structp png;
    png_infop info;
    vt_error error; // why the walk ended early
    png_header header;
    vt_rows *rows;        // borrowed
    uint64_t data_offset; // of the first chunk of data; 0: where libpng stops
    png_pixels pixels;
    bool lacks_memory;  // an allocation of libpng was refused
    bool has_ended;     // libpng wanted more than there is
    jmp_buf jump;
    png_splice splice;
} png_walk;

// NULL when there is no memory.
png_walk *png_walk_open(vt_document *document);
void png_walk_close(png_walk *walk);

// Reads up to the image; fills walk->header, but for the colour.
vt_error png_walk_start(png_walk *walk);

// Makes walk->header.colour, the caller's to close. Errors: NOMEM, LIMIT.
vt_error png_walk_colour(png_walk *walk);

// Reads the image into walk->rows. Damage after some rows is not an error: it makes the document
// partial.
vt_error png_walk_rows(png_walk *walk);

#endif
