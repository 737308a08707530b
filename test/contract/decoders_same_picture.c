// SPDX-License-Identifier: Apache-2.0
// Samples of different formats that hold the same picture without loss give the same pixels.
#include "harness.h"
#include "samples.h"

static void the_same_picture_gives_the_same_pixels(void)
{
    static const char *const pairs[][2] = {
        {"png/rgb8.png", "bmp/rgb24.bmp"},     {"png/rgb8.png", "bmp/rgb24_top.bmp"},
        {"png/rgb8.png", "bmp/rgb32.bmp"},     {"png/rgba8.png", "bmp/rgba32.bmp"},
        {"png/rgba8.png", "webp/lossless.webp"}, {"bmp/palette4.bmp", "bmp/os2.bmp"},
        {"png/rgb8.png", "tiff/rgb8.tif"},     {"png/rgb8.png", "tiff/lzw.tif"},
        {"png/rgb8.png", "tiff/deflate_planes.tif"}, {"png/rgb8.png", "tiff/bigtiff.tif"},
        {"png/rgb16.png", "tiff/lzw16_big_endian.tif"}, {"png/rgba8.png", "tiff/rgba8.tif"},
        {"png/rgba8.png", "tiff/deflate_tiles.tif"}, {"tiff/palette4.tif", "tiff/packbits.tif"},
        {"png/rgb8.png", "psd/rgb8.psd"},      {"png/rgb8.png", "psd/rgb8_packed.psd"},
        {"png/rgba8.png", "psd/rgba8.psd"},    {"png/rgba8.png", "psd/rgba8.psb"},
        {"png/rgb16.png", "psd/rgb16.psd"},    {"png/gray1.png", "psd/bitmap.psd"},
        {"png/rgb8.png", "psd/cmyk8.psd"},
        {"tiff/fax3.tif", "tiff/fax3_2d.tif"}, {"tiff/fax3.tif", "tiff/fax4.tif"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        vt_options options = vt_options_default();
        uint8_t *pixels[2];
        vt_region whole = {0, 0, 0, 0};
        vt_error error;
        harness_about("%s and %s", pairs[i][0], pairs[i][1]);
        for (int k = 0; k < 2; k++) {
            whole = (vt_region){0, 0, 0, 0};
            pixels[k] = render_memory(&sample_find(pairs[i][k])->memory, &options, 0, 1.0, &whole,
                                      &error);
            CHECK_EQUAL(error, VT_OK);
        }
        CHECK(pixels[0] != NULL && pixels[1] != NULL &&
              memcmp(pixels[0], pixels[1], (size_t)whole.width * whole.height * 4) == 0);
        free(pixels[0]);
        free(pixels[1]);
    }
}

// EXIF turns a WebP as it turns a PNG.
static void orientation_is_applied_alike(void)
{
    vt_options options = vt_options_default();
    vt_region turned = {0, 0, 0, 0};
    vt_region stored = {0, 0, 0, 0};
    vt_error error;
    const vt_memory *memory = &sample_find("webp/exif6.webp")->memory;
    free(render_memory(memory, &options, 0, 1.0, &turned, &error));
    CHECK_EQUAL(error, VT_OK);
    options.as_stored = true;
    free(render_memory(memory, &options, 0, 1.0, &stored, &error));
    CHECK_EQUAL(error, VT_OK);
    CHECK_EQUAL(turned.width, stored.height);
    CHECK_EQUAL(turned.height, stored.width);
}

HARNESS_MAIN({"samples load", samples_load},
             {"the same picture gives the same pixels", the_same_picture_gives_the_same_pixels},
             {"orientation is applied alike", orientation_is_applied_alike})
