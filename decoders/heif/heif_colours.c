// SPDX-License-Identifier: Apache-2.0
// Properties 'colr', and the matrices of ITU-T H.273, clause 8.3.
#include "heif_colours.h"

#include <math.h>

#define UNSPECIFIED 2
#define FACTOR_BITS 13 // of samples of 8 bits; one more for each further bit

enum { MATRIX_IDENTITY = 0, MATRIX_YCGCO = 8 };

// The first property 'colr' whose kind is one of two.
static bool find_colours(const heif_meta *meta, const heif_item *item, uint32_t kind,
                         uint32_t other_kind, heif_bytes *content_out)
{
    for (uint32_t i = 0; i < item->property_count; i++) {
        const heif_property *property =
            &meta->properties[meta->associations[item->property_first + i]];
        heif_bytes content = property->content;
        uint32_t found = heif_take32(&content);
        if (property->type == HEIF_TYPE('c', 'o', 'l', 'r') && !content.is_short &&
            (found == kind || found == other_kind)) {
            *content_out = content;
            return true;
        }
    }
    return false;
}

bool heif_colours_read(const heif_meta *meta, const heif_item *item, heif_colours *colours_out)
{
    heif_bytes content;
    uint32_t kind = HEIF_TYPE('n', 'c', 'l', 'x');
    if (!find_colours(meta, item, kind, kind, &content))
        return false;
    colours_out->primaries = heif_take16(&content);
    colours_out->transfer = heif_take16(&content);
    colours_out->matrix = heif_take16(&content);
    colours_out->is_full_range = (heif_take8(&content) & 0x80) != 0;
    return !content.is_short;
}

bool heif_colours_profile(const heif_meta *meta, const heif_item *item, heif_bytes *profile_out)
{
    return find_colours(meta, item, HEIF_TYPE('p', 'r', 'o', 'f'), HEIF_TYPE('r', 'I', 'C', 'C'),
                        profile_out);
}

// How much of light is red and blue; BT.601 where nothing is told, as other decoders have it.
static void read_shares(const heif_colours *colours, double *red_out, double *blue_out)
{
    static const struct {
        uint16_t matrix;
        double red;
        double blue;
    } shares[] = {{1, 0.2126, 0.0722},  {4, 0.30, 0.11},     {7, 0.212, 0.087},
                  {9, 0.2627, 0.0593}, {10, 0.2627, 0.0593}};
    uint16_t matrix = colours->matrix;
    if (matrix == 12 && (colours->primaries == 1 || colours->primaries == 9))
        matrix = colours->primaries; // derived from the primaries
    *red_out = 0.299;
    *blue_out = 0.114;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        if (shares[i].matrix == matrix) {
            *red_out = shares[i].red;
            *blue_out = shares[i].blue;
        }
    }
}

// Red, green and blue of luma and two colour differences, each from -1 to 1.
static void fill_factors(const heif_colours *colours, bool is_gray, double factors[3][3])
{
    static const double identity[3][3] = {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}};
    static const double ycgco[3][3] = {{1, -1, 1}, {1, 1, 0}, {1, -1, -1}};
    double red;
    double blue;
    read_shares(colours, &red, &blue);
    double green = 1 - red - blue;
    double usual[3][3] = {
        {1, 0, 2 * (1 - red)},
        {1, -2 * blue * (1 - blue) / green, -2 * red * (1 - red) / green},
        {1, 2 * (1 - blue), 0},
    };
    bool is_identity = colours->matrix == MATRIX_IDENTITY && !is_gray;
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
            factors[row][column] = is_identity ? identity[row][column]
                                   : colours->matrix == MATRIX_YCGCO ? ycgco[row][column]
                                                                     : usual[row][column];
        }
    }
}

vt_yuv_matrix heif_colours_matrix(const heif_planes *planes, const heif_colours *told)
{
    heif_colours colours = told != NULL ? *told : planes->colours;
    if (colours.matrix == UNSPECIFIED)
        colours.matrix = planes->colours.matrix;
    bool is_identity = colours.matrix == MATRIX_IDENTITY && !planes->is_gray;
    uint32_t beyond = planes->depth - 8;
    double full = (double)((1u << planes->depth) - 1);
    double light = colours.is_full_range ? full : 219u << beyond;
    double difference = colours.is_full_range ? full : 224u << beyond;
    int32_t black = colours.is_full_range ? 0 : 16 << beyond;
    int32_t middle = 1 << (planes->depth - 1);
    vt_yuv_matrix matrix = {.shift = FACTOR_BITS + (int)beyond};
    double factors[3][3];
    fill_factors(&colours, planes->is_gray, factors);
    for (int row = 0; row < 3; row++) {
        matrix.offsets[row] = 1 << (matrix.shift - 1);
        for (int column = 0; column < 3; column++) {
            bool is_light = column == 0 || is_identity;
            double range = is_light ? light : difference;
            double factor = factors[row][column] * 255 / range * (1 << matrix.shift);
            matrix.factors[row][column] = (int16_t)floor(factor + 0.5);
            matrix.offsets[row] -= matrix.factors[row][column] * (is_light ? black : middle);
        }
    }
    return matrix;
}
