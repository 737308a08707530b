// SPDX-License-Identifier: Apache-2.0
// The kernels of luma and colour differences equal the scalar code, for all widths and depths.
#include "harness.h"
#include "yuv_kernels.h"

#define WIDTH_MAX 67
#define GUARD 0xa5

static uint32_t state = 7;

static uint16_t next_sample(uint32_t depth)
{
    state = state * 1664525u + 1013904223u;
    uint32_t value = state >> 12;
    uint32_t top = (1u << depth) - 1;
    return (uint16_t)(value % 5 == 0 ? 0 : value % 5 == 1 ? top : (value >> 3) & top);
}

static void fill(uint16_t *samples, size_t count, uint32_t depth)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = next_sample(depth);
}

static void fill_bytes(uint8_t *bytes, size_t count, uint32_t depth)
{
    for (size_t i = 0; i < count; i++) {
        uint16_t sample = next_sample(depth);
        if (depth > 8)
            memcpy(bytes + 2 * i, &sample, 2);
        else
            bytes[i] = (uint8_t)sample;
    }
}

static void lines_are_mixed_alike(void)
{
    for (uint32_t depth = 8; depth <= 12; depth += 4) {
        for (size_t width = 1; width <= WIDTH_MAX; width++) {
            uint8_t near[WIDTH_MAX * 2];
            uint8_t far[WIDTH_MAX * 2];
            uint16_t wanted[WIDTH_MAX + 1];
            uint16_t seen[WIDTH_MAX + 1];
            harness_about("depth %u width %zu", depth, width);
            fill_bytes(near, width, depth);
            fill_bytes(far, width, depth);
            seen[width] = GUARD;
            vt_yuv_mix_scalar(near, far, 0, width, depth > 8, wanted);
            vt_yuv_mix(near, far, width, depth > 8, seen);
            CHECK(memcmp(wanted, seen, width * 2) == 0);
            CHECK_EQUAL(seen[width], GUARD);
        }
    }
}

static void lines_are_widened_alike(void)
{
    for (size_t width = 1; width <= WIDTH_MAX; width++) {
        uint16_t sums[WIDTH_MAX + 2];
        uint16_t wanted[2 * WIDTH_MAX + 1];
        uint16_t seen[2 * WIDTH_MAX + 1];
        harness_about("width %zu", width);
        fill(sums, width + 2, 12);
        for (size_t i = 0; i < width + 2; i++)
            sums[i] = (uint16_t)(sums[i] * 4);
        seen[2 * width] = GUARD;
        vt_yuv_widen_scalar(sums, 0, width, wanted);
        vt_yuv_widen(sums, width, seen);
        CHECK(memcmp(wanted, seen, width * 4) == 0);
        CHECK_EQUAL(seen[2 * width], GUARD);
        for (size_t i = 0; i < 2 * width; i++)
            CHECK(seen[i] <= 4095);
    }
}

// BT.709 of limited range, as heif_colours.c would have it.
static vt_yuv_matrix matrix_of(uint32_t depth)
{
    vt_yuv_matrix matrix = {
        .factors = {{9539, 0, 14686}, {9539, -1747, -4366}, {9539, 17305, 0}},
        .shift = 13 + (int)(depth - 8),
    };
    for (int c = 0; c < 3; c++) {
        matrix.offsets[c] = 1 << (matrix.shift - 1);
        matrix.offsets[c] -= matrix.factors[c][0] * (16 << (depth - 8));
        for (int i = 1; i < 3; i++)
            matrix.offsets[c] -= matrix.factors[c][i] * (1 << (depth - 1));
    }
    return matrix;
}

static void pixels_are_made_alike(void)
{
    for (uint32_t depth = 8; depth <= 12; depth += 2) {
        vt_yuv_matrix matrix = matrix_of(depth);
        for (size_t width = 1; width <= WIDTH_MAX; width++) {
            uint16_t samples[3][WIDTH_MAX];
            uint8_t wanted[4 * WIDTH_MAX + 1];
            uint8_t seen[4 * WIDTH_MAX + 1];
            harness_about("depth %u width %zu", depth, width);
            for (int i = 0; i < 3; i++)
                fill(samples[i], width, depth);
            seen[4 * width] = GUARD;
            vt_yuv_rgba_scalar(&matrix, samples[0], samples[1], samples[2], 0, width, wanted);
            vt_yuv_rgba(&matrix, samples[0], samples[1], samples[2], width, seen);
            CHECK(memcmp(wanted, seen, width * 4) == 0);
            CHECK_EQUAL(seen[4 * width], GUARD);
        }
    }
}

static void black_and_white_are_exact(void)
{
    vt_yuv_matrix matrix = matrix_of(8);
    const uint16_t light[2] = {16, 235};
    const uint16_t none[2] = {128, 128};
    uint8_t pixels[8];
    vt_yuv_rgba(&matrix, light, none, none, 2, pixels);
    CHECK(memcmp(pixels, "\0\0\0\xff\xff\xff\xff\xff", 8) == 0);
}

HARNESS_MAIN({"lines are mixed alike", lines_are_mixed_alike},
             {"lines are widened alike", lines_are_widened_alike},
             {"pixels are made alike", pixels_are_made_alike},
             {"black and white are exact", black_and_white_are_exact})
