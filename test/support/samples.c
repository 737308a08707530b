// SPDX-License-Identifier: Apache-2.0
// Loads the samples and renders from memory.
#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

sample samples[SAMPLE_COUNT] = {
    {.name = "png/animated.png"},
    {.name = "png/animated_hidden.png"},
    {.name = "png/gray1.png"},
    {.name = "png/gray16.png"},
    {.name = "png/gray8_trns.png"},
    {.name = "png/graya8.png"},
    {.name = "png/palette4_trns.png"},
    {.name = "png/pixel.png"},
    {.name = "png/rgb16.png"},
    {.name = "png/rgb8.png"},
    {.name = "png/rgb8_exif6.png"},
    {.name = "png/rgba8.png"},
    {.name = "png/rgba8_interlaced.png"},
    {.name = "png/rgba16_interlaced.png"},
    {.name = "jpeg/arithmetic420.jpg"},
    {.name = "jpeg/cmyk.jpg"},
    {.name = "jpeg/gray.jpg"},
    {.name = "jpeg/progressive420.jpg"},
    {.name = "jpeg/progressive_gray.jpg"},
    {.name = "jpeg/restart420.jpg"},
    {.name = "jpeg/ycc411.jpg"},
    {.name = "jpeg/ycc420.jpg"},
    {.name = "jpeg/ycc422.jpg"},
    {.name = "jpeg/ycc440.jpg"},
    {.name = "jpeg/ycc444.jpg"},
    {.name = "bmp/os2.bmp"},
    {.name = "bmp/palette1.bmp"},
    {.name = "bmp/palette4.bmp"},
    {.name = "bmp/palette8.bmp"},
    {.name = "bmp/rgb24.bmp"},
    {.name = "bmp/rgb24_top.bmp"},
    {.name = "bmp/rgb32.bmp"},
    {.name = "bmp/rgb555.bmp"},
    {.name = "bmp/rgb565.bmp"},
    {.name = "bmp/rgba32.bmp"},
    {.name = "bmp/rle4.bmp"},
    {.name = "bmp/rle8.bmp"},
    {.name = "gif/animated.gif"},
    {.name = "gif/gray.gif"},
    {.name = "gif/interlaced.gif"},
    {.name = "gif/transparent.gif"},
    {.name = "avif/alpha.avif"},
    {.name = "avif/deep444.avif"},
    {.name = "avif/gray.avif"},
    {.name = "avif/grid.avif"},
    {.name = "avif/lossless_turned.avif"},
    {.name = "avif/picture.avif"},
    {.name = "heif/alpha.heic"},
    {.name = "heif/deep444.heic"},
    {.name = "heif/gray.heic"},
    {.name = "heif/grid.heic"},
    {.name = "heif/picture.heic"},
    {.name = "heif/thumbnail.heic"},
    {.name = "cbz/book.cbz"},
    {.name = "cbz/pictures.cbz"},
    {.name = "pdf/book.pdf"},
    {.name = "pdf/chinese.pdf"},
    {.name = "pdf/circles.pdf"},
    {.name = "pdf/password.pdf", .password = "window"},
    {.name = "pdf/shapes.pdf"},
    {.name = "pdf/text.pdf"},
    {.name = "tiff/bigtiff.tif"},
    {.name = "tiff/cmyk8.tif"},
    {.name = "tiff/deflate_planes.tif"},
    {.name = "tiff/deflate_tiles.tif"},
    {.name = "tiff/fax3.tif"},
    {.name = "tiff/fax3_2d.tif"},
    {.name = "tiff/fax4.tif"},
    {.name = "tiff/gray4.tif"},
    {.name = "tiff/jpeg_tiles.tif"},
    {.name = "tiff/jpeg_whole.tif"},
    {.name = "tiff/lzw.tif"},
    {.name = "tiff/lzw16_big_endian.tif"},
    {.name = "tiff/packbits.tif"},
    {.name = "tiff/pages.tif"},
    {.name = "tiff/palette4.tif"},
    {.name = "tiff/rgb8.tif"},
    {.name = "tiff/rgba8.tif"},
    {.name = "raw/boxes.cr3"},
    {.name = "raw/head.raf"},
    {.name = "raw/maker_note.orf"},
    {.name = "raw/preview_below.nef"},
    {.name = "raw/strip.cr2"},
    {.name = "raw/version.dng"},
    {.name = "psd/bitmap.psd"},
    {.name = "psd/cmyk8.psd"},
    {.name = "psd/gray8.psd"},
    {.name = "psd/indexed.psd"},
    {.name = "psd/lab8.psd"},
    {.name = "psd/rgb16.psd"},
    {.name = "psd/rgb8.psd"},
    {.name = "psd/rgb8_packed.psd"},
    {.name = "psd/rgba8.psb"},
    {.name = "psd/rgba8.psd"},
    {.name = "webp/animated.webp"},
    {.name = "webp/exif6.webp"},
    {.name = "webp/lossless.webp"},
    {.name = "webp/lossy.webp"},
    {.name = "webp/lossy_alpha.webp"},
};

static void *file_load(const char *folder, const char *name, size_t *size_out)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = fopen(path, "rbe");
    if (stream == NULL)
        return NULL;
    struct stat status;
    void *bytes = NULL;
    if (fstat(fileno(stream), &status) == 0 && S_ISREG(status.st_mode)) {
        *size_out = (size_t)status.st_size;
        bytes = malloc(*size_out > 0 ? *size_out : 1);
    }
    if (bytes != NULL && fread(bytes, 1, *size_out, stream) != *size_out) {
        free(bytes);
        bytes = NULL;
    }
    fclose(stream);
    return bytes;
}

void samples_load(void)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        size_t size = 0;
        void *bytes = file_load(VITRINE_TEST_DATA, samples[i].name, &size);
        if (bytes == NULL) {
            fprintf(stderr, "The sample %s is missing.\n", samples[i].name);
            exit(EXIT_FAILURE);
        }
        samples[i].memory = (vt_memory){bytes, size};
    }
}

const sample *sample_find(const char *name)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        if (strcmp(samples[i].name, name) == 0)
            return &samples[i];
    }
    fprintf(stderr, "There is no sample %s.\n", name);
    exit(EXIT_FAILURE);
}

static vt_error asset_find(void *user, const char *name, size_t *size_out)
{
    (void)user;
    void *bytes = file_load(VITRINE_TEST_ASSETS, name, size_out);
    free(bytes);
    return bytes != NULL ? VT_OK : VT_E_UNSUPPORTED;
}

static vt_error asset_read(void *user, const char *name, void *destination, size_t size)
{
    (void)user;
    size_t found = 0;
    void *bytes = file_load(VITRINE_TEST_ASSETS, name, &found);
    if (bytes == NULL || found != size) {
        free(bytes);
        return VT_E_IO;
    }
    memcpy(destination, bytes, size);
    free(bytes);
    return VT_OK;
}

vt_assets samples_assets(void)
{
    return (vt_assets){asset_find, asset_read, NULL};
}

vt_options sample_options(const sample *from)
{
    vt_options options = vt_options_default();
    options.password = from->password;
    options.assets = samples_assets();
    return options;
}

static uint8_t *render_page(vt_page *page, double scale, vt_region *region, vt_error *error_out)
{
    vt_size size;
    *error_out = vt_page_measure(page, scale, &size);
    if (*error_out != VT_OK)
        return NULL;
    if (region->width == 0)
        *region = (vt_region){0, 0, size.width, size.height};
    size_t bytes = (size_t)region->width * region->height * 4;
    uint8_t *pixels = malloc(bytes);
    if (pixels == NULL)
        abort();
    memset(pixels, 0xA5, bytes);
    vt_target target = {pixels, (size_t)region->width * 4, bytes};
    *error_out = vt_page_render(page, scale, *region, target);
    if (*error_out == VT_OK)
        return pixels;
    free(pixels);
    return NULL;
}

uint8_t *render_memory(const vt_memory *memory, const vt_options *options, uint32_t index,
                       double scale, vt_region *region, vt_error *error_out)
{
    vt_source source = vt_source_memory(memory);
    vt_document *document = NULL;
    vt_page *page = NULL;
    uint8_t *pixels = NULL;
    *error_out = vt_document_open(&source, options, &document, NULL);
    if (*error_out == VT_OK)
        *error_out = vt_page_open(document, index, &page);
    if (*error_out == VT_OK)
        pixels = render_page(page, scale, region, error_out);
    vt_page_close(page);
    vt_document_close(document);
    return pixels;
}
