// SPDX-License-Identifier: Apache-2.0
// Unpacks samples of every width, and converts what is not RGB.
#include "unpack.h"

#include <math.h>
#include <string.h>

bool vt_samples_known(const vt_sample_kind *kind)
{
    if (kind->is_floating)
        return kind->bits == 16 || kind->bits == 32 || kind->bits == 64;
    return (kind->bits >= 1 && kind->bits <= 16) || kind->bits == 32;
}

// ---- Whole numbers ------------------------------------------------------------------------------

void vt_samples_indices(uint32_t bits, const uint8_t *bytes, size_t count, uint8_t *samples)
{
    for (size_t i = 0; i < count; i++) {
        size_t place = i * bits;
        uint32_t pair = (uint32_t)bytes[place / 8] << 8;
        if (place % 8 + bits > 8)
            pair |= bytes[place / 8 + 1];
        samples[i] = (uint8_t)(pair >> (16 - place % 8 - bits) & ((1u << bits) - 1));
    }
}

// A sample of 1 to 15 bits.
static uint32_t packed_at(const uint8_t *bytes, uint32_t bits, size_t index)
{
    size_t place = index * bits;
    uint32_t value = 0;
    size_t last = (place + bits - 1) / 8;
    for (size_t i = place / 8; i <= last; i++)
        value = value << 8 | bytes[i];
    return value >> (7 - (place + bits - 1) % 8) & ((1u << bits) - 1);
}

static uint32_t word_at(const uint8_t *bytes, uint32_t size, bool is_big_endian)
{
    uint32_t value = 0;
    for (uint32_t i = 0; i < size; i++)
        value = value << 8 | bytes[is_big_endian ? i : size - 1 - i];
    return value;
}

static uint8_t stretch(const vt_sample_kind *kind, uint32_t value)
{
    uint32_t bits = kind->bits;
    if (bits == 32) {
        value >>= 16;
        bits = 16;
    }
    uint32_t most = (1u << bits) - 1;
    if (kind->is_signed)
        value ^= (most >> 1) + 1;
    if (bits > 8 && kind->is_high_byte)
        return (uint8_t)(value >> (bits - 8));
    return (uint8_t)((value * 255 + most / 2) / most);
}

static void unpack_whole(const vt_sample_kind *kind, const uint8_t *bytes, size_t count,
                         uint8_t *samples)
{
    uint32_t size = kind->bits / 8;
    bool is_packed = kind->bits % 8 != 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t value = is_packed ? packed_at(bytes, kind->bits, i)
                                   : word_at(bytes + i * size, size, kind->is_big_endian);
        samples[i] = stretch(kind, value);
    }
}

// ---- Floating numbers ---------------------------------------------------------------------------

static double half_value(uint32_t bits)
{
    int exponent = (int)(bits >> 10 & 31);
    double fraction = (double)(bits & 1023) / 1024;
    if (exponent == 31)
        return fraction > 0 ? 0 : 65536;
    double value = exponent == 0 ? ldexp(fraction, -14) : ldexp(1 + fraction, exponent - 15);
    return (bits & 0x8000) != 0 ? -value : value;
}

static double float_at(const vt_sample_kind *kind, const uint8_t *bytes)
{
    if (kind->bits == 16)
        return half_value(word_at(bytes, 2, kind->is_big_endian));
    if (kind->bits == 32) {
        uint32_t word = word_at(bytes, 4, kind->is_big_endian);
        float value;
        memcpy(&value, &word, sizeof value);
        return (double)value;
    }
    uint64_t first = word_at(bytes, 4, kind->is_big_endian);
    uint64_t second = word_at(bytes + 4, 4, kind->is_big_endian);
    uint64_t word = kind->is_big_endian ? first << 32 | second : second << 32 | first;
    double value;
    memcpy(&value, &word, sizeof value);
    return value;
}

static uint8_t fraction_to_byte(double value)
{
    if (!(value > 0)) // NaN too
        return 0;
    return value >= 1 ? 255 : (uint8_t)(value * 255 + 0.5);
}

void vt_samples_unpack(const vt_sample_kind *kind, const uint8_t *bytes, size_t count,
                       uint8_t *samples)
{
    bool is_plain = kind->bits == 8 && !kind->is_signed;
    if (is_plain) {
        memcpy(samples, bytes, count);
    } else if (!kind->is_floating) {
        unpack_whole(kind, bytes, count, samples);
    } else {
        for (size_t i = 0; i < count; i++)
            samples[i] = fraction_to_byte(float_at(kind, bytes + i * (kind->bits / 8)));
    }
}

// ---- Other colours ------------------------------------------------------------------------------

void vt_samples_cmyk(const uint8_t *inks, size_t count, uint8_t full, uint8_t *rgba)
{
    for (size_t i = 0; i < count; i++, inks += 4, rgba += 4) {
        uint32_t light = (uint32_t)(inks[3] ^ full);
        for (int c = 0; c < 3; c++)
            rgba[c] = (uint8_t)(((uint32_t)(inks[c] ^ full) * light + 127) / 255);
        rgba[3] = 255;
    }
}

static double lab_to_linear(double f)
{
    return f > 6.0 / 29 ? f * f * f : (f - 4.0 / 29) * 3 * (6.0 / 29) * (6.0 / 29);
}

static uint8_t encode_srgb(double linear)
{
    if (!(linear > 0))
        return 0;
    double value = linear <= 0.0031308 ? linear * 12.92 : 1.055 * pow(linear, 1 / 2.4) - 0.055;
    return fraction_to_byte(value);
}

void vt_samples_lab(const uint8_t lab[3], uint8_t rgb[3])
{
    // From XYZ under D50, with white as 1 of each: the matrix of colour.c with the white taken in.
    static const double matrix[3][3] = {
        {3.0215747, -1.6168667, -0.4047080},
        {-0.9437377, 1.9161415, 0.0275962},
        {0.0693697, -0.2289914, 1.1596217},
    };
    double y = (lab[0] * 100.0 / 255 + 16) / 116;
    double xyz[3] = {lab_to_linear(y + (lab[1] - 128.0) / 500), lab_to_linear(y),
                     lab_to_linear(y - (lab[2] - 128.0) / 200)};
    for (int c = 0; c < 3; c++)
        rgb[c] = encode_srgb(matrix[c][0] * xyz[0] + matrix[c][1] * xyz[1] +
                             matrix[c][2] * xyz[2]);
}
