// SPDX-License-Identifier: Apache-2.0
// What the PNG writer makes is read back as the same pixels; no allocation that fails is
// overlooked.
#include "harness.h"
#include "png_writer.h"
#include "samples.h"

typedef struct {
    int left; // allocations that still succeed
} budget;

static void *spend(void *user, size_t size)
{
    budget *purse = user;
    return purse->left-- > 0 ? malloc(size) : NULL;
}

static void *spend_again(void *user, void *pointer, size_t size)
{
    budget *purse = user;
    return purse->left-- > 0 ? realloc(pointer, size) : NULL;
}

static void give_back(void *user, void *pointer)
{
    (void)user;
    free(pointer);
}

static uint8_t *noise(uint32_t width, uint32_t height, bool is_opaque)
{
    size_t size = (size_t)width * height * 4;
    uint8_t *pixels = malloc(size);
    uint32_t seed = width * 31 + height;
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1664525 + 1013904223;
        pixels[i] = i % 3 == 0 ? (uint8_t)(seed >> 24) : (uint8_t)(i / 64);
        if (is_opaque && i % 4 == 3)
            pixels[i] = 255;
    }
    return pixels;
}

static void check_size(uint32_t width, uint32_t height, bool is_opaque)
{
    harness_about("%ux%u opaque %d", width, height, is_opaque);
    uint8_t *pixels = noise(width, height, is_opaque);
    png_file file;
    if (!CHECK_EQUAL(png_file_make(&file, vt_allocator_default(), pixels, width, height), VT_OK))
        return;
    vt_memory memory = {file.bytes, file.size};
    vt_options options = vt_options_default();
    vt_region region = {0, 0, 0, 0};
    vt_error error;
    uint8_t *back = render_memory(&memory, &options, 0, 1.0, &region, &error);
    CHECK_EQUAL(error, VT_OK);
    CHECK_EQUAL(region.width, width);
    CHECK_EQUAL(region.height, height);
    CHECK(back != NULL && memcmp(back, pixels, (size_t)width * height * 4) == 0);
    free(back);
    png_file_free(&file);
    free(pixels);
}

static void pixels_come_back(void)
{
    check_size(1, 1, true);
    check_size(1, 1, false);
    check_size(3, 2, false);
    check_size(257, 129, true);
    check_size(300, 400, false); // several IDAT chunks
}

static void wrong_sizes_are_refused(void)
{
    uint8_t pixel[4] = {0, 0, 0, 255};
    png_file file;
    vt_allocator allocator = vt_allocator_default();
    CHECK_EQUAL(png_file_make(&file, allocator, pixel, 0, 1), VT_E_ARGUMENT);
    CHECK_EQUAL(png_file_make(&file, allocator, pixel, 1, 0), VT_E_ARGUMENT);
    CHECK_EQUAL(png_file_make(&file, allocator, NULL, 1, 1), VT_E_ARGUMENT);
    CHECK_EQUAL(png_file_make(&file, allocator, pixel, UINT32_MAX, 1), VT_E_ARGUMENT);
}

static void each_failing_allocation_is_told(void)
{
    uint8_t *pixels = noise(200, 200, false);
    vt_error error = VT_E_NOMEM;
    int count = 0;
    for (; error != VT_OK && count < 100; count++) {
        budget purse = {count};
        vt_allocator allocator = {spend, spend_again, give_back, &purse};
        png_file file;
        error = png_file_make(&file, allocator, pixels, 200, 200);
        CHECK(error == VT_OK || error == VT_E_NOMEM);
        if (error == VT_OK)
            png_file_free(&file);
    }
    CHECK(count > 5);
    CHECK_EQUAL(error, VT_OK);
    free(pixels);
}

HARNESS_MAIN({"pixels come back", pixels_come_back},
             {"wrong sizes are refused", wrong_sizes_are_refused},
             {"each failing allocation is told", each_failing_allocation_is_told})
