// SPDX-License-Identifier: Apache-2.0
// What one directory of a TIFF says of its image, checked (TIFF 6.0, sections 3 to 23).
#ifndef VT_FORMATS_TIFF_IMAGE_H
#define VT_FORMATS_TIFF_IMAGE_H

#include "canvas.h"
#include "unpack.h"
#include "tiff.h"

#define TIFF_SAMPLES_MAX 8 // of a pixel

typedef enum {
    TIFF_PLAIN = 1,
    TIFF_FAX_RUNS = 2,
    TIFF_FAX3 = 3,
    TIFF_FAX4 = 4,
    TIFF_LZW = 5,
    TIFF_JPEG = 7,
    TIFF_DEFLATE = 8,
    TIFF_PACKBITS = 32773,
    TIFF_DEFLATE_OLD = 32946,
} tiff_packing;

typedef enum {
    TIFF_WHITE_IS_0 = 0,
    TIFF_BLACK_IS_0 = 1,
    TIFF_RGB = 2,
    TIFF_PALETTE = 3,
    TIFF_MASK = 4,
    TIFF_CMYK = 5,
    TIFF_YCBCR = 6,
    TIFF_LAB = 8,
    TIFF_ICC_LAB = 9,
} tiff_colours;

typedef enum { TIFF_NO_ALPHA, TIFF_ALPHA, TIFF_ALPHA_TAKEN_IN } tiff_alpha;

typedef struct {
    vt_tiff file;
    uint32_t width;
    uint32_t height;
    tiff_packing packing;
    tiff_colours colours;
    tiff_alpha alpha;
    vt_sample_kind kind;
    uint32_t sample_count; // of a pixel
    uint32_t predictor;    // 1: none, 2: differences, 3: those of floating numbers
    uint32_t fax_options;  // T4Options
    uint32_t orientation;
    bool is_reduced;        // a smaller version of another image, or a mask of it
    bool is_planar;         // each sample of all pixels by itself
    bool is_tiled;          // else the segments are strips, as wide as the image
    bool is_bits_from_low;  // FillOrder 2
    uint32_t segment_width; // pixels
    uint32_t segment_height;
    uint32_t across;        // segments in a row
    uint32_t down;          // and in a column
    vt_tiff_entry offsets;  // of the segments
    vt_tiff_entry sizes;
    vt_tiff_entry palette;
    vt_tiff_entry profile;     // ICC
    vt_tiff_entry jpeg_tables; // count 0: there are none
    vt_tiff_entry bits;
    vt_tiff_entry formats;
    vt_tiff_entry extras;
    vt_tiff_entry subsampling;
} tiff_image;

// Reads a directory. Of an image that cannot be shown, only `next_out` and is_reduced are of use.
// Errors: UNSUPPORTED, CORRUPT, LIMIT, TRUNCATED, those of reading; the message says why.
vt_error tiff_image_read(vt_document *document, const vt_tiff *file, uint64_t directory,
                         tiff_image *image);

// Only whether the directory holds a page of its own, and where the next one lies.
vt_error tiff_image_peek(const vt_tiff *file, uint64_t directory, bool *is_reduced_out,
                         uint64_t *next_out);

// The samples of a pixel that lie side by side in a segment.
uint32_t tiff_samples_together(const tiff_image *image);

// Bytes of a row of a segment.
size_t tiff_row_size(const tiff_image *image);

// Where segment `index` lies; what goes beyond the end of the file is cut off. Errors: CORRUPT,
// TRUNCATED (it begins there), those of reading.
vt_error tiff_segment_find(const tiff_image *image, uint64_t index, uint64_t *offset_out,
                           uint64_t *size_out);

#endif
