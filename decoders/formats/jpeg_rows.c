// SPDX-License-Identifier: Apache-2.0
// Chooses what libjpeg decodes, reads its rows and turns them into RGBA.
#include "jpeg_rows.h"

#include <jerror.h>

#include "unpack.h"

// libjpeg-turbo 3 has functions of their own for samples of 9 to 16 bits.
#if defined(LIBJPEG_TURBO_VERSION_NUMBER) && LIBJPEG_TURBO_VERSION_NUMBER >= 3000000
#define HAS_DEEP_SAMPLES 1
#else
#define HAS_DEEP_SAMPLES 0
#endif

static uint32_t block_size(j_decompress_ptr cinfo)
{
#if JPEG_LIB_VERSION >= 70
    return (uint32_t)cinfo->min_DCT_h_scaled_size;
#else
    return (uint32_t)cinfo->min_DCT_scaled_size;
#endif
}

uint32_t jpeg_rows_of_imcu(j_decompress_ptr cinfo)
{
    uint32_t factor = cinfo->num_components == 1 ? 1 : (uint32_t)cinfo->max_v_samp_factor;
    return block_size(cinfo) * factor;
}

static J_COLOR_SPACE colors_out(j_decompress_ptr cinfo)
{
    switch (cinfo->jpeg_color_space) {
    case JCS_GRAYSCALE:
        return JCS_GRAYSCALE;
    case JCS_CMYK:
    case JCS_YCCK:
        return JCS_CMYK;
    default:
        return JCS_EXT_RGBA;
    }
}

void jpeg_rows_prepare(jpeg_rows *reading, j_decompress_ptr cinfo, double scale, bool as_stored)
{
    reading->cinfo = cinfo;
    reading->is_high_byte = as_stored;
    cinfo->out_color_space = colors_out(cinfo);
    cinfo->dct_method = JDCT_ISLOW;
    cinfo->scale_denom = 8;
    cinfo->scale_num = 8;
    jpeg_calc_output_dimensions(cinfo);
    reading->is_lossless = block_size(cinfo) == 1;
    // Only these sizes have fast transforms in libjpeg-turbo, and only 8 bits have them here.
    while (cinfo->data_precision == 8 && cinfo->scale_num > 1 && cinfo->scale_num / 2 >= scale * 8)
        cinfo->scale_num /= 2;
    jpeg_calc_output_dimensions(cinfo);
}

// Leaves out columns and lines that are not wanted. One block more on each side, and two rows of
// blocks above, keep the smooth upsampling of the colours the same as in the whole image.
static void skip_unwanted(jpeg_rows *reading, vt_span columns)
{
    j_decompress_ptr cinfo = reading->cinfo;
    uint32_t margin = block_size(cinfo) * (uint32_t)cinfo->max_h_samp_factor;
    JDIMENSION left = columns.first > margin ? columns.first - margin : 0;
    JDIMENSION right = cinfo->output_width;
    if (right - (columns.first + columns.count) > margin)
        right = columns.first + columns.count + margin;
    JDIMENSION width = right - left;
    jpeg_crop_scanline(cinfo, &left, &width);
    reading->cut = columns.first - left;
    uint32_t above = 2 * jpeg_rows_of_imcu(cinfo);
    if (reading->wanted > above)
        (void)jpeg_skip_scanlines(cinfo, reading->wanted - above);
}

static void *row_allocate(j_decompress_ptr cinfo, size_t size)
{
    return cinfo->mem->alloc_large((j_common_ptr)cinfo, JPOOL_IMAGE, size);
}

void jpeg_rows_begin(jpeg_rows *reading, vt_rows *rows)
{
    j_decompress_ptr cinfo = reading->cinfo;
    vt_span columns = vt_rows_columns(rows);
    vt_span lines = vt_rows_lines(rows);
    reading->rows = rows;
    reading->wanted = lines.first;
    reading->end = lines.first + lines.count;
    reading->cut = columns.first;
    bool is_deep = cinfo->data_precision > 8;
    if (!is_deep && !reading->is_lossless)
        skip_unwanted(reading, columns);
    size_t width = cinfo->output_width;
    reading->sample_count = width * (size_t)cinfo->output_components;
    reading->rgba = row_allocate(cinfo, width * 4);
    if (is_deep)
        reading->samples16 = row_allocate(cinfo, reading->sample_count * 2);
    reading->is_direct = cinfo->out_color_space == JCS_EXT_RGBA && cinfo->data_precision == 8 &&
                         width == columns.count;
    if (cinfo->out_color_space == JCS_EXT_RGBA)
        reading->samples = reading->rgba;
    else
        reading->samples = row_allocate(cinfo, reading->sample_count);
}

bool jpeg_rows_is_going_on(const jpeg_rows *reading)
{
    return reading->cinfo->output_scanline < reading->end;
}

// ---- Samples of other than 8 bits ---------------------------------------------------------------

#if HAS_DEEP_SAMPLES

static JDIMENSION read_deep(jpeg_rows *reading)
{
    j_decompress_ptr cinfo = reading->cinfo;
    if (cinfo->data_precision <= 12) {
        J12SAMPROW row = (J12SAMPROW)(void *)reading->samples16;
        return jpeg12_read_scanlines(cinfo, &row, 1);
    }
    J16SAMPROW row = reading->samples16;
    return jpeg16_read_scanlines(cinfo, &row, 1);
}

static void narrow_samples(jpeg_rows *reading)
{
    int depth = reading->cinfo->data_precision;
    uint32_t most = (1u << depth) - 1;
    for (size_t i = 0; i < reading->sample_count; i++) {
        uint32_t sample = reading->samples16[i] & most;
        reading->samples[i] = reading->is_high_byte ? (uint8_t)(sample >> (depth - 8))
                                                    : (uint8_t)((sample * 255 + most / 2) / most);
    }
}

#else

static JDIMENSION read_deep(jpeg_rows *reading)
{
    ERREXIT1(reading->cinfo, JERR_BAD_PRECISION, reading->cinfo->data_precision);
    return 0;
}

static void narrow_samples(jpeg_rows *reading)
{
    (void)reading;
}

#endif

// Lossless files may have 2 to 7 bits.
static void widen_samples(jpeg_rows *reading)
{
    uint32_t most = (1u << reading->cinfo->data_precision) - 1;
    for (size_t i = 0; i < reading->sample_count; i++) {
        uint32_t sample = reading->samples[i] & most;
        reading->samples[i] = (uint8_t)((sample * 255 + most / 2) / most);
    }
}

// ---- To RGBA ------------------------------------------------------------------------------------

static void gray_to_rgba(const uint8_t *samples, size_t width, uint8_t *rgba)
{
    for (size_t i = 0; i < width; i++, rgba += 4) {
        rgba[0] = rgba[1] = rgba[2] = samples[i];
        rgba[3] = 255;
    }
}

static void row_to_rgba(jpeg_rows *reading)
{
    j_decompress_ptr cinfo = reading->cinfo;
    size_t width = cinfo->output_width;
    if (cinfo->data_precision > 8)
        narrow_samples(reading);
    else if (cinfo->data_precision < 8)
        widen_samples(reading);
    if (cinfo->out_color_space == JCS_GRAYSCALE)
        gray_to_rgba(reading->samples, width, reading->rgba);
    else if (cinfo->out_color_space == JCS_CMYK)
        vt_samples_cmyk(reading->samples, width, cinfo->saw_Adobe_marker ? 0 : 255, reading->rgba);
}

void jpeg_rows_read(jpeg_rows *reading)
{
    j_decompress_ptr cinfo = reading->cinfo;
    bool is_wanted = cinfo->output_scanline >= reading->wanted;
    uint8_t *place = is_wanted && reading->is_direct ? vt_rows_place(reading->rows) : NULL;
    JSAMPROW row = place != NULL ? place : reading->samples;
    JDIMENSION count = cinfo->data_precision > 8 ? read_deep(reading)
                                                 : jpeg_read_scanlines(cinfo, &row, 1);
    if (count != 1)
        ERREXIT(cinfo, JERR_CANT_SUSPEND);
    if (!is_wanted)
        return;
    if (place == NULL)
        row_to_rgba(reading);
    vt_rows_put(reading->rows, place != NULL ? place : reading->rgba + reading->cut * 4);
}
