// SPDX-License-Identifier: Apache-2.0
// The headers of a BMP: what the rows are made of and where they lie.
// Sources: [MS-WMF] 2.2.2.3 and 2.2.2.9; BITMAPCOREHEADER and BITMAPINFOHEADER2 of OS/2.
#ifndef VT_BMP_HEADER_H
#define VT_BMP_HEADER_H

#include "colour.h"
#include "vt_format.h"

#define BMP_FILE_HEAD_SIZE 14
#define BMP_CORE_SIZE 12 // BITMAPCOREHEADER
#define BMP_OS2_SIZE 64  // BITMAPINFOHEADER2
#define BMP_V5_SIZE 124  // BITMAPV5HEADER

typedef enum { BMP_PLAIN = 0, BMP_RLE8 = 1, BMP_RLE4 = 2 } bmp_packing;

// One channel of a pixel of 16 or 32 bits.
typedef struct {
    uint32_t mask;      // 0: the channel is not there
    uint32_t shift;     // to the right, so that at most 8 bits remain
    uint8_t table[256]; // of those bits into 0..255
} bmp_channel;

typedef struct {
    uint32_t width;
    uint32_t height;
    uint32_t bit_count; // of a pixel: 1, 2, 4, 8, 16, 24, 32
    bmp_packing packing;
    bool is_top_down;
    bool has_alpha;
    uint64_t rows_offset; // of the first row, in bytes
    uint64_t row_size;    // bytes from one row to the next; of unpacked rows
    uint64_t packed_size; // as the header tells it; 0 where it does not
    uint8_t palette[256][4];  // RGBA; black where the file has no entry
    bmp_channel channels[4];  // red, green, blue, alpha
    vt_colour *colour;        // or NULL
} bmp_header;

// Whether a header behind the file's may have that size.
bool bmp_head_size_is_known(uint32_t size);

// Errors: those of vt_format.open. On error nothing is kept.
vt_error bmp_header_read(vt_document *document, bmp_header *header);

#endif
