// SPDX-License-Identifier: Apache-2.0
// Renders into memory and writes PNG, PPM and raw RGBA files.
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "png_writer.h"

vt_error picture_render(picture *image, input *file, double scale, vt_region region,
                        vt_message *message)
{
    uint64_t pixels = (uint64_t)region.width * region.height;
    *image = (picture){.size = {region.width, region.height}};
    message->text[0] = '\0';
    if (pixels > vt_limits_default().target_pixels_max) {
        snprintf(message->text, sizeof message->text,
                 "More pixels were asked for than the limit %llu.",
                 (unsigned long long)vt_limits_default().target_pixels_max);
        return VT_E_LIMIT;
    }
    size_t size = (size_t)pixels * 4;
    image->rgba = malloc(size > 0 ? size : 1);
    if (image->rgba == NULL)
        return VT_E_NOMEM;
    vt_target target = {image->rgba, (size_t)region.width * 4, size};
    vt_error error = vt_page_render(file->page, scale, region, target);
    if (error != VT_OK) {
        snprintf(message->text, sizeof message->text, "%s", vt_document_message(file->document));
        picture_free(image);
    }
    return error;
}

void picture_free(picture *image)
{
    free(image->rgba);
    image->rgba = NULL;
}

static bool name_ends_with(const char *name, const char *ending)
{
    size_t name_size = strlen(name);
    size_t ending_size = strlen(ending);
    return name_size > ending_size && strcmp(name + name_size - ending_size, ending) == 0;
}

static bool name_is_png(const char *name)
{
    return strcmp(name, "-") == 0 || name_ends_with(name, ".png");
}

bool picture_can_write(const char *name)
{
    return name_is_png(name) || name_ends_with(name, ".ppm") || name_ends_with(name, ".rgba");
}

static bool write_png(const picture *image, FILE *stream)
{
    png_file file;
    vt_error error = png_file_make(&file, vt_allocator_default(), image->rgba, image->size.width,
                                   image->size.height);
    if (error != VT_OK)
        return false;
    bool is_written = fwrite(file.bytes, 1, file.size, stream) == file.size;
    png_file_free(&file);
    return is_written;
}

// PPM has no alpha: the picture is laid over white.
static bool write_ppm(const picture *image, FILE *stream)
{
    size_t width = image->size.width;
    uint8_t *row = malloc(width * 3);
    bool is_written = row != NULL && fprintf(stream, "P6\n%u %u\n255\n", image->size.width,
                                             image->size.height) > 0;
    for (uint32_t y = 0; is_written && y < image->size.height; y++) {
        const uint8_t *rgba = image->rgba + (size_t)y * width * 4;
        for (size_t i = 0; i < width * 3; i++) {
            uint32_t alpha = rgba[i / 3 * 4 + 3];
            uint32_t value = rgba[i / 3 * 4 + i % 3];
            row[i] = (uint8_t)((value * alpha + 255 * (255 - alpha) + 127) / 255);
        }
        is_written = fwrite(row, 3, width, stream) == width;
    }
    free(row);
    return is_written;
}

static bool write_rgba(const picture *image, FILE *stream)
{
    size_t pixels = (size_t)image->size.width * image->size.height;
    return fwrite(image->rgba, 4, pixels, stream) == pixels;
}

bool picture_write(const picture *image, const char *name)
{
    bool is_standard = strcmp(name, "-") == 0;
    errno = 0;
    FILE *stream = is_standard ? stdout : fopen(name, "wbe");
    bool is_written = false;
    if (stream != NULL && name_is_png(name))
        is_written = write_png(image, stream);
    else if (stream != NULL && name_ends_with(name, ".ppm"))
        is_written = write_ppm(image, stream);
    else if (stream != NULL)
        is_written = write_rgba(image, stream);
    if (stream != NULL && is_standard)
        is_written = fflush(stream) == 0 && is_written;
    else if (stream != NULL)
        is_written = fclose(stream) == 0 && is_written;
    if (!is_written)
        fprintf(stderr, "vitrine: %s: The file could not be written. (%s)\n", name,
                strerror(errno != 0 ? errno : EIO));
    return is_written;
}
