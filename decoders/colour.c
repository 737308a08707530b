// SPDX-License-Identifier: Apache-2.0
// Parses matrix and gray profiles with every offset checked, and converts with integer tables.
#include "colour.h"

#include <math.h>
#include <string.h>

#define LINEAR_MAX 65535
#define ENCODE_SHIFT 2 // of a linear value to its place in the table
#define ENCODE_SIZE ((LINEAR_MAX >> ENCODE_SHIFT) + 1)
#define MATRIX_ONE 16384

#define TAG(a, b, c, d)                                                                            \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

struct vt_colour {
    uint16_t linear[3][256];     // curve of each channel
    int32_t matrix[3][3];        // to linear sRGB, in units of 1/MATRIX_ONE
    uint8_t encode[ENCODE_SIZE]; // linear to sRGB
};

typedef struct {
    const uint8_t *bytes;
    size_t size;
} span;

// ---- Reading the profile ------------------------------------------------------------------------

static uint32_t load16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

static uint32_t load32(const uint8_t *bytes)
{
    return load16(bytes) << 16 | load16(bytes + 2);
}

// s15Fixed16Number, clause 4.6
static double load_fixed(const uint8_t *bytes)
{
    return (double)(int32_t)load32(bytes) / 65536.0;
}

// The content of a tag, of at least `least` bytes; clause 7.3.
static bool tag_find(span profile, uint32_t signature, size_t least, span *out)
{
    uint32_t count = load32(profile.bytes + 128);
    for (uint32_t i = 0; i < count && 132 + ((size_t)i + 1) * 12 <= profile.size; i++) {
        const uint8_t *entry = profile.bytes + 132 + (size_t)i * 12;
        size_t offset = load32(entry + 4);
        size_t size = load32(entry + 8);
        if (load32(entry) != signature)
            continue;
        if (offset > profile.size || size > profile.size - offset || size < least)
            return false;
        *out = (span){profile.bytes + offset, size};
        return true;
    }
    return false;
}

// curveType, clause 10.6: nothing, one exponent, or samples.
static bool curve_value(span curve, double x, double *out)
{
    size_t count = load32(curve.bytes + 8);
    if (count == 0) {
        *out = x;
        return true;
    }
    if (count > (curve.size - 12) / 2)
        return false;
    if (count == 1) {
        *out = pow(x, load16(curve.bytes + 12) / 256.0);
        return true;
    }
    double place = x * (double)(count - 1);
    size_t index = (size_t)place < count - 2 ? (size_t)place : count - 2;
    double low = load16(curve.bytes + 12 + index * 2);
    double high = load16(curve.bytes + 14 + index * 2);
    *out = (low + (high - low) * (place - (double)index)) / 65535.0;
    return true;
}

// parametricCurveType, clause 10.18: y = (a x + b)^g + e from d on, else c x + f.
static bool parametric_value(span curve, double x, double *out)
{
    static const size_t counts[5] = {1, 3, 4, 5, 7};
    uint32_t kind = load16(curve.bytes + 8);
    double p[7] = {1, 1, 0, 0, 0, 0, 0}; // g a b c d e f
    if (kind > 4 || counts[kind] > (curve.size - 12) / 4)
        return false;
    for (size_t i = 0; i < counts[kind]; i++)
        p[i] = load_fixed(curve.bytes + 12 + i * 4);
    // Kinds 1 and 2 bend where a x + b becomes 0; kind 2's c is added on both sides.
    if (kind == 1 || kind == 2) {
        p[5] = kind == 2 ? p[3] : 0;
        p[6] = p[5];
        p[3] = 0;
        p[4] = p[1] != 0 ? -p[2] / p[1] : 0;
    }
    double base = p[1] * x + p[2];
    if (x >= p[4])
        *out = (base > 0 ? pow(base, p[0]) : 0) + p[5];
    else
        *out = p[3] * x + p[6];
    return true;
}

static bool curve_fill(span profile, uint32_t signature, uint16_t linear[256])
{
    span curve;
    if (!tag_find(profile, signature, 12, &curve))
        return false;
    uint32_t type = load32(curve.bytes);
    for (int i = 0; i < 256; i++) {
        double value = 0;
        bool is_known = type == TAG('c', 'u', 'r', 'v') ? curve_value(curve, i / 255.0, &value)
                        : type == TAG('p', 'a', 'r', 'a')
                            ? parametric_value(curve, i / 255.0, &value)
                            : false;
        if (!is_known || !isfinite(value))
            return false;
        value = value < 0 ? 0 : value > 1 ? 1 : value;
        linear[i] = (uint16_t)floor(value * LINEAR_MAX + 0.5);
    }
    return true;
}

// From XYZ under D50 to linear sRGB: the inverse of sRGB's primaries adapted by Bradford's method.
static const double from_xyz[3][3] = {
    {3.1338561, -1.6168667, -0.4906146},
    {-0.9787684, 1.9161415, 0.0334540},
    {0.0719453, -0.2289914, 1.4052427},
};

static bool matrix_fill(span profile, int32_t matrix[3][3])
{
    static const uint32_t signatures[3] = {TAG('r', 'X', 'Y', 'Z'), TAG('g', 'X', 'Y', 'Z'),
                                           TAG('b', 'X', 'Y', 'Z')};
    for (int channel = 0; channel < 3; channel++) {
        span primary;
        if (!tag_find(profile, signatures[channel], 20, &primary))
            return false;
        for (int row = 0; row < 3; row++) {
            double sum = 0;
            for (int k = 0; k < 3; k++)
                sum += from_xyz[row][k] * load_fixed(primary.bytes + 8 + (size_t)k * 4);
            // Real primaries stay near 1; this keeps the arithmetic of apply within 32 bits.
            if (!(sum > -7.9 && sum < 7.9))
                return false;
            matrix[row][channel] = (int32_t)floor(sum * MATRIX_ONE + 0.5);
        }
    }
    return true;
}

// Rounding and the four decimals of profiles leave white a little off; white must stay white.
static void matrix_balance(int32_t matrix[3][3])
{
    for (int row = 0; row < 3; row++) {
        int32_t sum = matrix[row][0] + matrix[row][1] + matrix[row][2];
        int32_t rest = MATRIX_ONE - sum;
        if (rest > -MATRIX_ONE / 50 && rest < MATRIX_ONE / 50)
            matrix[row][row] += rest;
    }
}

// ---- The conversion -----------------------------------------------------------------------------

// IEC 61966-2-1
static double srgb_to_linear(double value)
{
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static void encode_fill(uint8_t encode[ENCODE_SIZE])
{
    uint32_t place = 0;
    for (int value = 0; value < 255; value++) {
        double border = srgb_to_linear((value + 0.5) / 255.0) * LINEAR_MAX;
        while (place < ENCODE_SIZE && (place << ENCODE_SHIFT) + (1 << ENCODE_SHIFT) / 2.0 < border)
            encode[place++] = (uint8_t)value;
    }
    while (place < ENCODE_SIZE)
        encode[place++] = 255;
}

void vt_colour_apply(const vt_colour *colour, const uint8_t *from, uint8_t *to, size_t count)
{
    for (size_t i = 0; i < count; i++, from += 4, to += 4) {
        // Three products of 17 and 16 bits each: at most 3 * 7.9 * 2^14 * 2^16, in 64 bits.
        int64_t linear[3];
        for (int c = 0; c < 3; c++)
            linear[c] = colour->linear[c][from[c]];
        for (int c = 0; c < 3; c++) {
            int64_t sum = colour->matrix[c][0] * linear[0] + colour->matrix[c][1] * linear[1] +
                          colour->matrix[c][2] * linear[2];
            sum = (sum + MATRIX_ONE / 2) / MATRIX_ONE;
            sum = sum < 0 ? 0 : sum > LINEAR_MAX ? LINEAR_MAX : sum;
            to[c] = colour->encode[sum >> ENCODE_SHIFT];
        }
        to[3] = from[3];
    }
}

// Says whether colours all over the cube stay what they are, but for one step.
static bool colour_is_nearly_none(const vt_colour *colour, bool is_gray)
{
    static const int steps[] = {0, 20, 64, 128, 180, 220, 255};
    for (size_t i = 0; i < 7 * 7 * 7; i++) {
        int r = steps[i % 7];
        int g = is_gray ? r : steps[i / 7 % 7];
        int b = is_gray ? r : steps[i / 49];
        const uint8_t before[4] = {(uint8_t)r, (uint8_t)g, (uint8_t)b, 255};
        uint8_t after[4];
        vt_colour_apply(colour, before, after, 1);
        for (int c = 0; c < 3; c++) {
            int difference = after[c] - before[c];
            if (difference < -1 || difference > 1)
                return false;
        }
    }
    return true;
}

static bool colour_fill(vt_colour *colour, span profile, bool is_gray)
{
    static const int32_t unity[3][3] = {{MATRIX_ONE, 0, 0}, {0, MATRIX_ONE, 0}, {0, 0, MATRIX_ONE}};
    encode_fill(colour->encode);
    if (is_gray) {
        memcpy(colour->matrix, unity, sizeof unity);
        if (!curve_fill(profile, TAG('k', 'T', 'R', 'C'), colour->linear[0]))
            return false;
        memcpy(colour->linear[1], colour->linear[0], sizeof colour->linear[0]);
        memcpy(colour->linear[2], colour->linear[0], sizeof colour->linear[0]);
        return true;
    }
    if (!matrix_fill(profile, colour->matrix))
        return false;
    matrix_balance(colour->matrix);
    return curve_fill(profile, TAG('r', 'T', 'R', 'C'), colour->linear[0]) &&
           curve_fill(profile, TAG('g', 'T', 'R', 'C'), colour->linear[1]) &&
           curve_fill(profile, TAG('b', 'T', 'R', 'C'), colour->linear[2]);
}

// Header, clause 7.2: signature, and the colour space of the image.
static bool profile_fits(span profile, bool is_gray)
{
    if (profile.size < 132 || load32(profile.bytes + 36) != TAG('a', 'c', 's', 'p'))
        return false;
    uint32_t space = load32(profile.bytes + 16);
    return space == (is_gray ? TAG('G', 'R', 'A', 'Y') : TAG('R', 'G', 'B', ' '));
}

vt_error vt_colour_open(vt_heap *heap, const uint8_t *profile, size_t size, bool is_gray,
                        vt_colour **colour_out)
{
    span bytes = {profile, size};
    *colour_out = NULL;
    if (!profile_fits(bytes, is_gray))
        return VT_OK;
    vt_colour *colour = vt_heap_allocate_array(heap, 1, sizeof *colour);
    if (colour == NULL)
        return vt_heap_error(heap);
    if (colour_fill(colour, bytes, is_gray) && !colour_is_nearly_none(colour, is_gray))
        *colour_out = colour;
    else
        vt_heap_release(heap, colour);
    return VT_OK;
}

void vt_colour_close(vt_heap *heap, vt_colour *colour)
{
    vt_heap_release(heap, colour);
}
