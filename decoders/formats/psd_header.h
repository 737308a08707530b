// SPDX-License-Identifier: Apache-2.0
// The sections of a Photoshop file in front of its merged picture (Adobe's file format
// specification of 2019).
#ifndef VT_FORMATS_PSD_HEADER_H
#define VT_FORMATS_PSD_HEADER_H

#include "colour.h"
#include "vt_format.h"

typedef enum {
    PSD_BITMAP = 0,
    PSD_GRAY = 1,
    PSD_INDEXED = 2,
    PSD_RGB = 3,
    PSD_CMYK = 4,
    PSD_DUOTONE = 8, // shown as gray
    PSD_LAB = 9,
} psd_mode;

typedef struct {
    uint32_t width;
    uint32_t height;
    uint32_t bits; // of a sample: 1, 8, 16
    psd_mode mode;
    uint32_t colour_count; // planes of colour
    uint32_t plane_count;  // that are shown: with alpha, one more
    bool is_big;           // PSB
    bool is_packed;        // PackBits; else plain
    uint64_t sizes_offset; // of the table of the packed rows' sizes
    uint64_t data_offset;
    uint8_t palette[3][256];
    vt_colour *colour; // or NULL
} psd_header;

size_t psd_row_size(const psd_header *header);

// Bytes of one entry of the table of sizes.
uint32_t psd_size_size(const psd_header *header);

// Errors: those of vt_format.open. On error nothing is kept.
vt_error psd_header_read(vt_document *document, psd_header *header);

#endif
