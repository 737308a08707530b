// SPDX-License-Identifier: Apache-2.0
// The PNG kernels equal the scalar truth: for all filters, pixel sizes, widths and alignments.
#include "harness.h"
#include "png_kernels.h"

#define PIXELS_MAX 40
#define SIZE_MAX_ROW (PIXELS_MAX * 8)
#define GUARD 0xa5

static const size_t pixel_sizes[] = {1, 2, 3, 4, 6, 8};
static uint8_t above[SIZE_MAX_ROW + 32];
static uint8_t filtered[2][SIZE_MAX_ROW + 32];
static uint8_t wanted[2][SIZE_MAX_ROW + 32];
static uint8_t seen[2][SIZE_MAX_ROW + 64];
static uint32_t state = 5;

static uint32_t next_random(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static void fill(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint32_t value = next_random();
        bytes[i] = value % 4 == 0 ? 0 : value % 4 == 1 ? 255 : (uint8_t)(value >> 8);
    }
}

static vt_png_rows rows_of(size_t pixel_size, size_t width, size_t shift, uint8_t *first,
                           uint8_t *second)
{
    return (vt_png_rows){pixel_size * width, pixel_size, above + shift,
                         {filtered[0] + 15 - shift, filtered[1] + shift}, {first, second}};
}

// What may be written behind the row, and what may not.
static void check_row(int number, const uint8_t *row, size_t size)
{
    CHECK(memcmp(wanted[number], row, size) == 0);
    CHECK_EQUAL(row[size + VT_PNG_BEYOND], GUARD);
    CHECK_EQUAL(row[-1], GUARD);
}

static void start(const char *what, size_t pixel_size, size_t width, size_t shift)
{
    harness_about("%s, %zu bytes a pixel, width %zu, alignment %zu", what, pixel_size, width,
                  shift);
    fill(above, sizeof above);
    fill(filtered[0], sizeof filtered[0]);
    fill(filtered[1], sizeof filtered[1]);
    memset(seen, GUARD, sizeof seen);
}

static void check_one(unsigned filter, size_t pixel_size, size_t width, size_t shift)
{
    start("one row", pixel_size, width, shift);
    vt_png_rows truth = rows_of(pixel_size, width, shift, wanted[0], NULL);
    vt_png_rows rows = rows_of(pixel_size, width, shift, seen[0] + 1 + shift, NULL);
    vt_png_unfilter_scalar(filter, &truth, 0);
    vt_png_unfilter(filter, &rows);
    check_row(0, seen[0] + 1 + shift, rows.size);
}

static void check_two(size_t pixel_size, size_t width, size_t shift)
{
    start("two rows", pixel_size, width, shift);
    vt_png_rows truth = rows_of(pixel_size, width, shift, wanted[0], NULL);
    vt_png_unfilter_scalar(VT_PNG_PAETH, &truth, 0);
    vt_png_rows next = {truth.size, pixel_size, wanted[0], {truth.filtered[1]}, {wanted[1]}};
    vt_png_unfilter_scalar(VT_PNG_PAETH, &next, 0);
    vt_png_rows rows =
        rows_of(pixel_size, width, shift, seen[0] + 1 + shift, seen[1] + 16 - shift);
    vt_png_unfilter_paeth_twice(&rows);
    check_row(0, seen[0] + 1 + shift, rows.size);
    check_row(1, seen[1] + 16 - shift, rows.size);
}

static void rows_of_all_sizes(void)
{
    for (size_t i = 0; i < sizeof pixel_sizes / sizeof pixel_sizes[0]; i++) {
        for (size_t width = 1; width <= PIXELS_MAX; width++) {
            for (size_t shift = 0; shift < 16; shift++) {
                for (unsigned filter = VT_PNG_NONE; filter <= VT_PNG_PAETH; filter++)
                    check_one(filter, pixel_sizes[i], width, shift);
                check_two(pixel_sizes[i], width, shift);
            }
        }
    }
}

// Every choice of Paeth's predictor: the three neighbours at all distances from each other.
static void paeth_of_all_neighbours(void)
{
    uint8_t up[8 + VT_PNG_BEYOND] = {0};
    uint8_t from[8 + VT_PNG_BEYOND] = {0};
    uint8_t to[2][8 + VT_PNG_BEYOND];
    vt_png_rows truth = {8, 4, up, {from}, {to[0]}};
    vt_png_rows rows = {8, 4, up, {from}, {to[1]}};
    for (int left = 0; left < 256; left += 3) {
        for (int above_it = 0; above_it < 256; above_it += 3) {
            for (int corner = 0; corner < 256; corner++) {
                harness_about("neighbours %d %d %d", left, above_it, corner);
                up[0] = (uint8_t)corner;
                up[4] = (uint8_t)above_it;
                from[0] = (uint8_t)(left - corner);
                from[4] = (uint8_t)corner;
                vt_png_unfilter_scalar(VT_PNG_PAETH, &truth, 0);
                vt_png_unfilter(VT_PNG_PAETH, &rows);
                CHECK(memcmp(to[0], to[1], 8) == 0);
            }
        }
    }
    // PNG section 9.4: of equally near ones the left, then the upper.
    harness_about("a known row");
    static const uint8_t known_above[] = {10, 20, 30};
    static const uint8_t known_filtered[] = {1, 1, 1};
    vt_png_rows known = {3, 1, known_above, {known_filtered}, {to[0]}};
    vt_png_unfilter(VT_PNG_PAETH, &known);
    CHECK_EQUAL(to[0][0], 11);
    CHECK_EQUAL(to[0][1], 21);
    CHECK_EQUAL(to[0][2], 31);
}

static void rgb_of_all_sizes(void)
{
    for (size_t width = 0; width <= PIXELS_MAX; width++) {
        for (size_t shift = 0; shift < 16; shift++) {
            start("RGB", 3, width, shift);
            const uint8_t *rgb = above + shift;
            uint8_t *rgba = seen[0] + 1 + shift;
            vt_png_rgba(rgb, width, rgba);
            for (size_t x = 0; x < width; x++) {
                CHECK(memcmp(rgba + 4 * x, rgb + 3 * x, 3) == 0);
                CHECK_EQUAL(rgba[4 * x + 3], 255);
            }
            CHECK_EQUAL(rgba[4 * width], GUARD);
        }
    }
}

HARNESS_MAIN({"rows of all sizes", rows_of_all_sizes},
             {"Paeth of all neighbours", paeth_of_all_neighbours},
             {"RGB of all sizes", rgb_of_all_sizes})
