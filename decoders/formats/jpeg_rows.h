// SPDX-License-Identifier: Apache-2.0
// Rows out of libjpeg: the scale of its DCT, the part of the image, and the way to RGBA.
#ifndef VT_FORMATS_JPEG_ROWS_H
#define VT_FORMATS_JPEG_ROWS_H

#include "jpeg_memory.h"
#include "rows.h"

typedef struct {
    j_decompress_ptr cinfo;
    vt_rows *rows;
    uint8_t *samples;    // one row of samples of 8 bits
    uint16_t *samples16; // the same for more bits
    uint8_t *rgba;       // one row
    size_t sample_count; // in a row
    bool is_direct;      // libjpeg gives RGBA of just the columns that are wanted
    size_t cut;          // pixels of the row before the first that is wanted
    uint32_t wanted;     // line of the image that is wanted first
    uint32_t end;        // line after the last that is wanted
    bool is_lossless;    // no DCT: neither scaled nor cropped by libjpeg
    bool is_high_byte;   // more than 8 bits are cut, not rounded
} jpeg_rows;

// After jpeg_read_header: chooses the colours that come out and the smallest DCT scale that is not
// below `scale`, and computes cinfo->output_width and output_height. Errors end in error_exit.
void jpeg_rows_prepare(jpeg_rows *reading, j_decompress_ptr cinfo, double scale, bool as_stored);

// After jpeg_start_decompress: goes to what `rows` needs. Errors end in error_exit; the memory is
// libjpeg's and goes with cinfo.
void jpeg_rows_begin(jpeg_rows *reading, vt_rows *rows);

bool jpeg_rows_is_going_on(const jpeg_rows *reading);

// Reads one line and hands it on when it is wanted. Errors end in error_exit.
void jpeg_rows_read(jpeg_rows *reading);

// Lines of the output that one row of blocks gives.
uint32_t jpeg_rows_of_imcu(j_decompress_ptr cinfo);

#endif
