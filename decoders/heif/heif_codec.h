// SPDX-License-Identifier: Apache-2.0
// What a codec does for HEIF files: it decodes one coded picture.
#ifndef HEIF_CODEC_H
#define HEIF_CODEC_H

#include "heif_bytes.h"
#include "vt_format.h"

// How numbers mean colours: code points of ITU-T H.273; 2 says that it is not told.
typedef struct {
    uint16_t primaries;
    uint16_t transfer;
    uint16_t matrix;
    bool is_full_range;
} heif_colours;

// A decoded picture: luma and two planes of colour differences, of 1 byte a sample where depth is
// 8, else 2 bytes in the machine's order.
typedef struct {
    vt_size size;
    uint32_t depth;    // bits of a sample, 8 to 12
    bool is_gray;      // luma only
    uint32_t shift_x;  // log2 of the luma samples that share one colour, 0 or 1
    uint32_t shift_y;
    heif_colours colours;
    const uint8_t *planes[3];
    size_t strides[3]; // bytes
    uint8_t *block;    // all planes; whoever has the picture releases it
} heif_planes;

typedef struct {
    heif_bytes config;  // the content of the property that configures the codec
    const uint8_t *data;
    size_t size;
    vt_size size_max;   // the picture must not be larger than this
} heif_coded;

typedef struct {
    uint32_t item_type;   // of coded items: 'hvc1'
    uint32_t config_type; // of the property: 'hvcC'

    // Bits of a sample; 0 where the configuration is damaged.
    uint32_t (*depth)(heif_bytes config);

    // Errors: TRUNCATED, CORRUPT, UNSUPPORTED: of this picture; others end the call.
    vt_error (*decode)(vt_document *document, const heif_coded *coded, heif_planes *planes_out);
} heif_codec;

// Copies the planes, described by all fields but block, into a block of their own and has
// `planes` point there. For codecs. Errors: NOMEM, LIMIT.
vt_error heif_planes_keep(vt_document *document, heif_planes *planes);

#endif
