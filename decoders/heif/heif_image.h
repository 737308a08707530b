// SPDX-License-Identifier: Apache-2.0
// A picture of a file, coded as a whole or as a grid of tiles, from which lines are taken. Tiles
// are decoded when a line first needs them, and kept while there is room.
#ifndef HEIF_IMAGE_H
#define HEIF_IMAGE_H

#include "heif_file.h"
#include "yuv_kernels.h"

typedef enum { HEIF_TILE_WAITING, HEIF_TILE_DECODED, HEIF_TILE_DAMAGED } heif_tile_state;

typedef struct {
    uint32_t item; // its place in meta.items
    heif_tile_state state;
    heif_planes planes;   // where it is decoded
    vt_yuv_matrix matrix;
} heif_tile;

typedef struct {
    vt_document *document;
    const heif_file *file;
    vt_size size;
    vt_size tile; // the size of each
    uint32_t columns;
    uint32_t rows;
    heif_tile *tiles;  // row by row
    bool has_colours;  // the file tells them; else the coded pictures do
    heif_colours colours;
    size_t held;       // bytes of the decoded tiles
    uint32_t damaged_count;
    vt_error damage;   // of the first tile that is damaged
    uint16_t *samples; // of one line of a tile
} heif_image;

// Reads how the item is made up. A zeroed image is closed. Errors: CORRUPT, UNSUPPORTED, LIMIT,
// NOMEM, those of reading.
vt_error heif_image_open(vt_document *document, const heif_file *file, const heif_item *item,
                         heif_image *image);
void heif_image_close(heif_image *image);

// Writes `count` RGBA pixels of line y, from column x on; those of a damaged tile are transparent.
// Errors: those of the codec that are not of a picture.
vt_error heif_image_line(heif_image *image, uint32_t y, uint32_t x, uint32_t count,
                         uint8_t *rgba_out);

#endif
