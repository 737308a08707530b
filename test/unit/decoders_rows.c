// SPDX-License-Identifier: Apache-2.0
// The row pipeline against a plain computation in floating point, all orientations and tiles.
#include <math.h>

#include "harness.h"
#include "rows.h"

#define SOURCE_WIDTH 23
#define SOURCE_HEIGHT 17

static uint8_t source[SOURCE_HEIGHT][SOURCE_WIDTH][4];

static void fill_source(bool is_opaque)
{
    uint32_t seed = 12345;
    for (int y = 0; y < SOURCE_HEIGHT; y++) {
        for (int x = 0; x < SOURCE_WIDTH; x++) {
            for (int c = 0; c < 4; c++) {
                seed = seed * 1664525 + 1013904223;
                source[y][x][c] = (uint8_t)(seed >> 24);
            }
            if (is_opaque)
                source[y][x][3] = 255;
            else if ((x + y) % 5 == 0)
                source[y][x][3] = 0;
        }
    }
}

// Renders through the pipeline, as a format does.
static uint8_t *render(vt_size page, vt_region region, uint32_t orientation, bool is_opaque,
                       uint32_t lines_to_give)
{
    vt_heap heap;
    vt_heap_init(&heap, vt_allocator_default(), UINT64_MAX);
    size_t size = (size_t)region.width * region.height * 4;
    uint8_t *pixels = malloc(size);
    memset(pixels, 0xa5, size);
    vt_rows_plan plan = {
        .heap = &heap,
        .source = {SOURCE_WIDTH, SOURCE_HEIGHT},
        .page = page,
        .region = region,
        .orientation = orientation,
        .is_opaque = is_opaque,
        .target = {pixels, (size_t)region.width * 4, size},
    };
    vt_rows *rows = NULL;
    CHECK_EQUAL(vt_rows_open(&plan, &rows), VT_OK);
    vt_span columns = vt_rows_columns(rows);
    vt_span lines = vt_rows_lines(rows);
    CHECK(columns.first + columns.count <= SOURCE_WIDTH);
    CHECK(lines.first + lines.count <= SOURCE_HEIGHT);
    for (uint32_t y = lines.first; y < lines.first + lines.count && y < lines_to_give; y++)
        vt_rows_put(rows, source[y][columns.first]);
    vt_rows_finish(rows);
    vt_rows_close(rows);
    CHECK_EQUAL(heap.held, 0);
    return pixels;
}

// The share of source pixel `index` in target pixel `target`.
static double share(int index, int target, int source_size, int target_size)
{
    if (source_size <= target_size) {
        int nearest = (int)floor((target + 0.5) * source_size / target_size);
        return nearest == index ? 1.0 : 0.0;
    }
    double step = (double)source_size / target_size;
    double from = fmax(target * step, index);
    double to = fmin((target + 1) * step, index + 1);
    return to > from ? (to - from) / step : 0.0;
}

// One target pixel before orientation, alpha-weighted, without rounding.
static void expect_pixel(int x, int y, int width, int height, double out[4])
{
    double sums[4] = {0, 0, 0, 0};
    for (int v = 0; v < SOURCE_HEIGHT; v++) {
        for (int u = 0; u < SOURCE_WIDTH; u++) {
            double weight = share(u, x, SOURCE_WIDTH, width) * share(v, y, SOURCE_HEIGHT, height);
            double alpha = weight * source[v][u][3];
            for (int c = 0; c < 3; c++)
                sums[c] += alpha * source[v][u][c];
            sums[3] += alpha;
        }
    }
    for (int c = 0; c < 3; c++)
        out[c] = sums[3] > 0 ? sums[c] / sums[3] : 0;
    out[3] = sums[3];
}

static void check_size(int width, int height, bool is_opaque)
{
    fill_source(is_opaque);
    harness_about("%dx%d opaque %d", width, height, is_opaque);
    vt_size page = {(uint32_t)width, (uint32_t)height};
    vt_region whole = {0, 0, page.width, page.height};
    uint8_t *pixels = render(page, whole, 1, is_opaque, SOURCE_HEIGHT);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            double expected[4];
            expect_pixel(x, y, width, height, expected);
            const uint8_t *actual = pixels + ((size_t)y * page.width + (size_t)x) * 4;
            CHECK(fabs(actual[3] - expected[3]) <= 0.51);
            // Where almost nothing is opaque, the colour is that of a few weights.
            double tolerance = expected[3] > 8 ? 0.52 : 3;
            for (int c = 0; c < 3 && expected[3] > 0.5; c++)
                CHECK(fabs(actual[c] - expected[c]) <= tolerance);
        }
    }
    free(pixels);
}

static void scaling_equals_plain_computation(void)
{
    static const int sizes[][2] = {{23, 17}, {22, 16}, {12, 9}, {11, 8}, {5, 3},
                                   {1, 1},   {46, 34}, {50, 9}, {7, 40}, {23, 5}, {9, 17}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        check_size(sizes[i][0], sizes[i][1], true);
        check_size(sizes[i][0], sizes[i][1], false);
    }
}

// Where pixel (x, y) of an image of width x height is shown: the table of TIFF 6.0, tag 274.
static void turned(uint32_t orientation, uint32_t x, uint32_t y, vt_size size, uint32_t *out_x,
                   uint32_t *out_y)
{
    uint32_t right = size.width - 1 - x;
    uint32_t below = size.height - 1 - y;
    const uint32_t places[9][2] = {{x, y},     {x, y}, {right, y}, {right, below}, {x, below},
                                   {y, x}, {below, x}, {below, right}, {y, right}};
    *out_x = places[orientation][0];
    *out_y = places[orientation][1];
}

static void orientations_turn_the_picture(void)
{
    fill_source(false);
    vt_size stored = {SOURCE_WIDTH, SOURCE_HEIGHT};
    for (uint32_t orientation = 1; orientation <= 8; orientation++) {
        harness_about("orientation %u", orientation);
        vt_size page = stored;
        if (orientation >= 5)
            page = (vt_size){stored.height, stored.width};
        vt_region whole = {0, 0, page.width, page.height};
        uint8_t *pixels = render(page, whole, orientation, false, SOURCE_HEIGHT);
        for (uint32_t y = 0; y < stored.height; y++) {
            for (uint32_t x = 0; x < stored.width; x++) {
                uint32_t to_x;
                uint32_t to_y;
                turned(orientation, x, y, stored, &to_x, &to_y);
                const uint8_t *shown = pixels + ((size_t)to_y * page.width + to_x) * 4;
                CHECK(memcmp(shown, source[y][x], 4) == 0);
            }
        }
        free(pixels);
    }
}

static void check_tile(vt_size page, vt_region tile, uint32_t orientation, const uint8_t *whole)
{
    uint8_t *pixels = render(page, tile, orientation, false, SOURCE_HEIGHT);
    for (uint32_t y = 0; y < tile.height; y++) {
        const uint8_t *expected = whole + ((size_t)(tile.y + y) * page.width + tile.x) * 4;
        CHECK(memcmp(pixels + (size_t)y * tile.width * 4, expected, (size_t)tile.width * 4) == 0);
    }
    free(pixels);
}

static void tiles_equal_the_whole(void)
{
    static const vt_size pages[] = {{23, 17}, {12, 11}, {31, 40}, {5, 4}};
    fill_source(false);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        for (uint32_t orientation = 1; orientation <= 8; orientation++) {
            harness_about("%ux%u orientation %u", pages[i].width, pages[i].height, orientation);
            vt_size page = pages[i];
            uint8_t *whole = render(page, (vt_region){0, 0, page.width, page.height}, orientation,
                                    false, SOURCE_HEIGHT);
            for (uint32_t y = 0; y < page.height; y += 3) {
                for (uint32_t x = 0; x < page.width; x += 4) {
                    uint32_t width = page.width - x < 4 ? page.width - x : 4;
                    uint32_t height = page.height - y < 3 ? page.height - y : 3;
                    check_tile(page, (vt_region){x, y, width, height}, orientation, whole);
                }
            }
            free(whole);
        }
    }
}

static void missing_lines_stay_transparent(void)
{
    fill_source(true);
    vt_size page = {SOURCE_WIDTH, SOURCE_HEIGHT};
    uint8_t *pixels = render(page, (vt_region){0, 0, 23, 17}, 1, true, 6);
    CHECK(memcmp(pixels, source, (size_t)6 * 23 * 4) == 0);
    for (size_t i = (size_t)6 * 23 * 4; i < (size_t)17 * 23 * 4; i++)
        CHECK_EQUAL(pixels[i], 0);
    free(pixels);
    // One target line for all: a third of the lines came, so it is a third opaque.
    pixels = render((vt_size){23, 1}, (vt_region){0, 0, 23, 1}, 1, true, 6);
    CHECK_EQUAL(pixels[3], (255 * 6 + 8) / 17);
    int sum = 0;
    for (int y = 0; y < 6; y++)
        sum += source[y][0][0];
    CHECK(abs(pixels[0] * 6 - sum) <= 6);
    free(pixels);
}

HARNESS_MAIN({"scaling equals plain computation", scaling_equals_plain_computation},
             {"orientations turn the picture", orientations_turn_the_picture},
             {"tiles equal the whole", tiles_equal_the_whole},
             {"missing lines stay transparent", missing_lines_stay_transparent})
