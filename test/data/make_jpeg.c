// SPDX-License-Identifier: Apache-2.0
// Makes the JPEG samples of this folder with the system's libjpeg-turbo; see README.md.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#define WIDTH 83
#define HEIGHT 61

typedef struct {
    const char *name;
    int components; // 1 gray, 3 colour, 4 CMYK
    int sampling;   // horizontal * 10 + vertical factor of the first component
    int is_progressive;
    int is_arithmetic;
    int restart_rows;
} sample;

static const sample samples[] = {
    {"gray", 1, 11, 0, 0, 0},        {"ycc420", 3, 22, 0, 0, 0},
    {"ycc422", 3, 21, 0, 0, 0},      {"ycc440", 3, 12, 0, 0, 0},
    {"ycc444", 3, 11, 0, 0, 0},      {"ycc411", 3, 41, 0, 0, 0},
    {"restart420", 3, 22, 0, 0, 1},  {"progressive420", 3, 22, 1, 0, 0},
    {"progressive_gray", 1, 11, 1, 0, 0}, {"arithmetic420", 3, 22, 0, 1, 0},
    {"cmyk", 4, 11, 0, 0, 0},
};

// Edges, slopes and a circle: what upsampling and transforms get wrong is seen in them.
static JSAMPLE pixel(int x, int y, int component)
{
    double distance = sqrt((x - 40.0) * (x - 40.0) + (y - 30.0) * (y - 30.0));
    int inside = distance < 20.0;
    switch (component) {
    case 0:
        return (JSAMPLE)(inside ? 230 : x * 255 / WIDTH);
    case 1:
        return (JSAMPLE)(inside ? 40 : y * 255 / HEIGHT);
    case 2:
        return (JSAMPLE)((x / 8 + y / 8) % 2 ? 200 : 30);
    default:
        return (JSAMPLE)(255 - (x + y) / 2);
    }
}

static void write_sample(const sample *wanted)
{
    struct jpeg_compress_struct cinfo;
    struct jpeg_error_mgr errors;
    char name[64];
    snprintf(name, sizeof name, "jpeg/%s.jpg", wanted->name);
    FILE *stream = fopen(name, "wb");
    if (stream == NULL)
        exit(1);
    cinfo.err = jpeg_std_error(&errors);
    jpeg_create_compress(&cinfo);
    jpeg_stdio_dest(&cinfo, stream);
    cinfo.image_width = WIDTH;
    cinfo.image_height = HEIGHT;
    cinfo.input_components = wanted->components;
    cinfo.in_color_space = wanted->components == 1   ? JCS_GRAYSCALE
                           : wanted->components == 3 ? JCS_RGB
                                                     : JCS_CMYK;
    jpeg_set_defaults(&cinfo);
    jpeg_set_quality(&cinfo, 75, TRUE);
    cinfo.comp_info[0].h_samp_factor = wanted->sampling / 10;
    cinfo.comp_info[0].v_samp_factor = wanted->sampling % 10;
    cinfo.arith_code = wanted->is_arithmetic;
    cinfo.restart_in_rows = wanted->restart_rows;
    if (wanted->is_progressive)
        jpeg_simple_progression(&cinfo);
    jpeg_start_compress(&cinfo, TRUE);
    for (int y = 0; y < HEIGHT; y++) {
        JSAMPLE row[WIDTH * 4];
        for (int x = 0; x < WIDTH; x++) {
            for (int c = 0; c < wanted->components; c++)
                row[x * wanted->components + c] = pixel(x, y, c);
        }
        JSAMPROW rows[1] = {row};
        jpeg_write_scanlines(&cinfo, rows, 1);
    }
    jpeg_finish_compress(&cinfo);
    jpeg_destroy_compress(&cinfo);
    fclose(stream);
}

int main(void)
{
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        write_sample(&samples[i]);
    return 0;
}
