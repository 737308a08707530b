// SPDX-License-Identifier: Apache-2.0
// Samples of 8 bits in the colours of the file become RGBA with straight alpha.
#include "tiff_pixels.h"

#include <string.h>

static vt_error read_palette(const tiff_image *image, tiff_pixels *pixels)
{
    uint32_t count = 1u << image->kind.bits;
    vt_error error = VT_OK;
    uint64_t most = 0;
    for (uint32_t i = 0; error == VT_OK && i < 3 * count; i++) {
        uint64_t value;
        error = vt_tiff_number(&image->file, &image->palette, i, &value);
        most = value > most ? value : most;
        pixels->palette[i % count][i / count] =
            (uint8_t)(image->kind.is_high_byte ? value >> 8 : (value * 255 + 32767) / 65535);
    }
    // Some writers fill in 8 bits.
    for (uint32_t i = 0; error == VT_OK && most < 256 && i < 3 * count; i++) {
        uint64_t value;
        error = vt_tiff_number(&image->file, &image->palette, i, &value);
        pixels->palette[i % count][i / count] = (uint8_t)value;
    }
    return error;
}

vt_error tiff_pixels_open(vt_document *document, const tiff_image *image, tiff_pixels *pixels)
{
    *pixels = (tiff_pixels){.image = image};
    // One byte more: samples of few bits may be taken by the whole byte.
    pixels->samples = vt_heap_allocate_array(&document->heap, (size_t)image->segment_width + 1,
                                             image->sample_count);
    if (pixels->samples == NULL)
        return vt_document_fail_memory(document);
    return image->colours == TIFF_PALETTE ? read_palette(image, pixels) : VT_OK;
}

void tiff_pixels_close(vt_document *document, tiff_pixels *pixels)
{
    vt_heap_release(&document->heap, pixels->samples);
}

// A row of one plane goes to the samples of that plane, one row of them behind the other.
void tiff_pixels_take(tiff_pixels *pixels, const uint8_t *row, uint32_t plane)
{
    const tiff_image *image = pixels->image;
    size_t count = (size_t)image->segment_width * tiff_samples_together(image);
    uint8_t *samples = pixels->samples + plane * (size_t)image->segment_width;
    if (image->colours == TIFF_PALETTE)
        vt_samples_indices(image->kind.bits, row, count, samples);
    else
        vt_samples_unpack(&image->kind, row, count, samples);
}

// The samples of pixel `x`, side by side.
static void gather(const tiff_pixels *pixels, uint32_t x, uint8_t *samples)
{
    const tiff_image *image = pixels->image;
    uint32_t count = image->sample_count;
    if (!image->is_planar) {
        memcpy(samples, pixels->samples + (size_t)x * count, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        samples[i] = pixels->samples[(size_t)i * image->segment_width + x];
}

static uint8_t lab_part(const tiff_image *image, uint8_t value)
{
    return image->colours == TIFF_LAB ? value ^ 0x80 : value; // signed, or with 128 added
}

static uint32_t convert(const tiff_pixels *pixels, const uint8_t *samples, uint8_t *rgba)
{
    const tiff_image *image = pixels->image;
    uint8_t lab[3];
    switch (image->colours) {
    case TIFF_RGB:
    case TIFF_YCBCR: // by the JPEG decoder
        memcpy(rgba, samples, 3);
        return 3;
    case TIFF_PALETTE:
        memcpy(rgba, pixels->palette[samples[0]], 3);
        return 1;
    case TIFF_CMYK:
        vt_samples_cmyk(samples, 1, 255, rgba);
        return 4;
    case TIFF_LAB:
    case TIFF_ICC_LAB:
        lab[0] = samples[0];
        lab[1] = lab_part(image, samples[1]);
        lab[2] = lab_part(image, samples[2]);
        vt_samples_lab(lab, rgba);
        return 3;
    case TIFF_WHITE_IS_0:
        memset(rgba, 255 - samples[0], 3);
        return 1;
    case TIFF_BLACK_IS_0:
    case TIFF_MASK:
        break;
    }
    memset(rgba, samples[0], 3);
    return 1;
}

static void take_out_alpha(uint8_t *rgba)
{
    for (int c = 0; c < 3 && rgba[3] > 0; c++) {
        uint32_t value = (rgba[c] * 255u + rgba[3] / 2u) / rgba[3];
        rgba[c] = value < 255 ? (uint8_t)value : 255;
    }
}

void tiff_pixels_give(const tiff_pixels *pixels, uint32_t first, uint32_t count, uint8_t *rgba)
{
    tiff_alpha alpha = pixels->image->alpha;
    for (uint32_t i = 0; i < count; i++, rgba += 4) {
        uint8_t samples[TIFF_SAMPLES_MAX];
        gather(pixels, first + i, samples);
        uint32_t used = convert(pixels, samples, rgba);
        rgba[3] = alpha != TIFF_NO_ALPHA ? samples[used] : 255;
        if (alpha == TIFF_ALPHA_TAKEN_IN)
            take_out_alpha(rgba);
    }
}
