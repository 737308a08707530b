// SPDX-License-Identifier: Apache-2.0
// Samples of every width into 8 bits, and inks and Lab into RGB.
#include "harness.h"
#include "unpack.h"

static uint8_t one(vt_sample_kind kind, const uint8_t *bytes)
{
    uint8_t samples[3] = {0};
    vt_samples_unpack(&kind, bytes, 2, samples);
    return samples[1];
}

// The second of two samples that are the least, the middle and the most.
static void whole_numbers_are_stretched(void)
{
    for (uint32_t bits = 1; bits <= 16; bits++) {
        for (uint32_t k = 0; k < 3; k++) {
            uint32_t most = (1u << bits) - 1;
            uint32_t value = k == 0 ? 0 : k == 1 ? most / 2 : most;
            uint64_t packed = (uint64_t)value << (64 - 2 * bits);
            uint8_t bytes[8];
            harness_about("%u bits, value %u", bits, value);
            for (int i = 0; i < 8; i++)
                bytes[i] = (uint8_t)(packed >> (56 - 8 * i));
            vt_sample_kind kind = {.bits = bits, .is_big_endian = true};
            CHECK_EQUAL(one(kind, bytes), (value * 255 + most / 2) / most);
            uint8_t index[2];
            if (bits <= 8) {
                vt_samples_indices(bits, bytes, 2, index);
                CHECK_EQUAL(index[1], value);
            }
        }
    }
}

static void orders_and_signs_count(void)
{
    const uint8_t bytes[4] = {0, 0, 0x80, 0xff};
    CHECK_EQUAL(one((vt_sample_kind){.bits = 16, .is_big_endian = true}, bytes), 128);
    CHECK_EQUAL(one((vt_sample_kind){.bits = 16}, bytes), 0xff);
    CHECK_EQUAL(one((vt_sample_kind){.bits = 16, .is_big_endian = true, .is_high_byte = true},
                    bytes), 0x80);
    CHECK_EQUAL(one((vt_sample_kind){.bits = 8, .is_signed = true}, bytes + 1), 0);
    CHECK_EQUAL(one((vt_sample_kind){.bits = 8, .is_signed = true}, bytes + 2), 127);
}

static void floating_numbers_go_from_black_to_white(void)
{
    const uint8_t half[4] = {0, 0, 0x38, 0x00};                 // 0.5
    const uint8_t single[8] = {0, 0, 0, 0, 0x3f, 0x40, 0, 0};   // 0.75
    const uint8_t twice[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0x3f, 0xd0, 0, 0, 0, 0, 0, 0}; // 0.25
    const uint8_t none[8] = {0, 0, 0, 0, 0x7f, 0xc0, 0, 0};     // not a number
    vt_sample_kind kind = {.bits = 16, .is_big_endian = true, .is_floating = true};
    CHECK_EQUAL(one(kind, half), 128);
    kind.bits = 32;
    CHECK_EQUAL(one(kind, single), 191);
    CHECK_EQUAL(one(kind, none), 0);
    kind.bits = 64;
    CHECK_EQUAL(one(kind, twice), 64);
    kind.bits = 24;
    CHECK(!vt_samples_known(&kind));
}

static void inks_take_light_away(void)
{
    const uint8_t inks[8] = {0, 255, 255, 0, 0, 0, 0, 128};
    uint8_t rgba[8];
    vt_samples_cmyk(inks, 2, 255, rgba);
    CHECK(memcmp(rgba, (const uint8_t[8]){255, 0, 0, 255, 127, 127, 127, 255}, 8) == 0);
    vt_samples_cmyk(inks, 2, 0, rgba);
    CHECK(memcmp(rgba, (const uint8_t[4]){0, 0, 0, 255}, 4) == 0);
}

static void check_lab(double l, double a, double b, int red, int green, int blue)
{
    const uint8_t lab[3] = {(uint8_t)(l * 2.55 + 0.5), (uint8_t)(a + 128.5), (uint8_t)(b + 128.5)};
    const int wanted[3] = {red, green, blue};
    uint8_t rgb[3];
    vt_samples_lab(lab, rgb);
    for (int c = 0; c < 3; c++) {
        harness_about("L %g a %g b %g channel %d: %d", l, a, b, c, rgb[c]);
        CHECK(abs(rgb[c] - wanted[c]) <= 12); // steps of Lab are large where a channel is 0
    }
}

// The primaries of sRGB under D50.
static void lab_is_what_it_looks_like(void)
{
    check_lab(100, 0, 0, 255, 255, 255);
    check_lab(0, 0, 0, 0, 0, 0);
    check_lab(53.4, 0, 0, 128, 128, 128);
    check_lab(54.29, 80.80, 69.89, 255, 0, 0);
    check_lab(87.82, -79.27, 80.99, 0, 255, 0);
    check_lab(29.57, 68.30, -112.03, 0, 0, 255);
}

HARNESS_MAIN({"whole numbers are stretched", whole_numbers_are_stretched},
             {"orders and signs count", orders_and_signs_count},
             {"floating numbers go from black to white", floating_numbers_go_from_black_to_white},
             {"inks take light away", inks_take_light_away},
             {"Lab is what it looks like", lab_is_what_it_looks_like})
