// SPDX-License-Identifier: Apache-2.0
// Runs, literal pixels, and the escapes that end a row, end the image or jump ([MS-WMF] 3.1.6).
#include "bmp_rle.h"

#include <string.h>

enum { ESCAPE_ROW = 0, ESCAPE_END = 1, ESCAPE_JUMP = 2 };

static void put_pixel(bmp_rle *rle, uint8_t *rgba, uint32_t index)
{
    if (rle->x < rle->header->width)
        memcpy(rgba + (size_t)rle->x++ * 4, rle->header->palette[index], 4);
}

static void put_run(bmp_rle *rle, uint8_t *rgba, uint32_t count, uint32_t value)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t half = i % 2 == 0 ? value >> 4 : value & 15;
        put_pixel(rle, rgba, rle->header->packing == BMP_RLE8 ? value : half);
    }
}

static vt_error put_literals(bmp_rle *rle, uint8_t *rgba, uint32_t count)
{
    uint8_t bytes[256];
    bool is_rle8 = rle->header->packing == BMP_RLE8;
    uint32_t size = is_rle8 ? count : (count + 1) / 2;
    vt_error error = vt_reader_read(rle->reader, bytes, size + size % 2); // to an even number
    if (error != VT_OK)
        return error;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t half = i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 15;
        put_pixel(rle, rgba, is_rle8 ? bytes[i] : half);
    }
    return VT_OK;
}

// Answers whether the row is over.
static vt_error read_jump(bmp_rle *rle, bool *is_over_out)
{
    uint8_t distance[2];
    vt_error error = vt_reader_read(rle->reader, distance, sizeof distance);
    if (error != VT_OK)
        return error;
    uint32_t left = rle->header->width - rle->x;
    uint32_t x = rle->x + (distance[0] < left ? distance[0] : left);
    *is_over_out = distance[1] > 0;
    if (distance[1] > 0) {
        rle->skipped = distance[1] - 1u;
        rle->jump_x = x;
    } else {
        rle->x = x;
    }
    return VT_OK;
}

vt_error bmp_rle_row(bmp_rle *rle, uint8_t *rgba)
{
    memset(rgba, 0, (size_t)rle->header->width * 4);
    if (rle->is_over)
        return VT_OK;
    if (rle->skipped > 0) {
        rle->skipped--;
        return VT_OK;
    }
    rle->x = rle->jump_x;
    rle->jump_x = 0;
    vt_error error = VT_OK;
    bool row_is_over = false;
    while (error == VT_OK && !row_is_over) {
        uint8_t pair[2];
        error = vt_reader_read(rle->reader, pair, sizeof pair);
        if (error != VT_OK)
            break;
        if (pair[0] > 0) {
            put_run(rle, rgba, pair[0], pair[1]);
        } else if (pair[1] == ESCAPE_JUMP) {
            error = read_jump(rle, &row_is_over);
        } else if (pair[1] > ESCAPE_JUMP) {
            error = put_literals(rle, rgba, pair[1]);
        } else {
            row_is_over = true;
            rle->is_over = pair[1] == ESCAPE_END;
        }
    }
    return error;
}
