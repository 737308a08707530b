// SPDX-License-Identifier: Apache-2.0
// Blending rows equals the scalar truth: for all widths, alignments and numbers of rows.
#include "harness.h"
#include "image_kernels.h"

#define WIDTH_MAX 50
#define ROWS_MAX 9
#define GUARD 0xa5

static uint8_t rows[WIDTH_MAX * ROWS_MAX + 16];
static uint8_t wanted[WIDTH_MAX + 32];
static uint8_t seen[WIDTH_MAX + 32];
static uint32_t state = 3;

static uint32_t next_random(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static void check(size_t width, size_t count, size_t shift, const int *weights)
{
    harness_about("width %zu, %zu rows, alignment %zu, first weight %d", width, count, shift,
                  weights[0]);
    for (size_t i = 0; i < sizeof rows; i++)
        rows[i] = next_random() % 3 == 0 ? 255 : (uint8_t)next_random();
    memset(wanted, GUARD, sizeof wanted);
    memset(seen, GUARD, sizeof seen);
    vt_blend_rows_scalar(rows + shift, 0, width, weights, count, wanted + shift);
    vt_blend_rows(rows + shift, width, weights, count, seen + shift);
    CHECK(memcmp(wanted, seen, sizeof seen) == 0);
}

static void all_sizes_are_alike(void)
{
    static const int ranges[] = {257, 40, 70000};
    int weights[ROWS_MAX];
    for (size_t width = 1; width <= WIDTH_MAX; width++) {
        for (size_t count = 0; count <= ROWS_MAX; count++) {
            for (size_t shift = 0; shift < 16; shift++) {
                int range = ranges[shift % 3];
                for (size_t i = 0; i < ROWS_MAX; i++)
                    weights[i] = (int)(next_random() % (uint32_t)range) - range / 8;
                check(width, count, shift, weights);
            }
        }
    }
}

static void known_weights(void)
{
    static const int half[2] = {128, 128};
    for (size_t i = 0; i < 40; i++)
        rows[i] = i < 20 ? 10 : 20;
    vt_blend_rows(rows, 20, half, 2, seen);
    for (size_t i = 0; i < 20; i++)
        CHECK_EQUAL(seen[i], 15);
}

HARNESS_MAIN({"all sizes are alike", all_sizes_are_alike}, {"known weights", known_weights})
