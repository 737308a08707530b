// SPDX-License-Identifier: Apache-2.0
// The system's libpng and zlib: what most programs on the machine decode PNG with.
#include <png.h>
#include <setjmp.h>

#include "subject.h"

typedef struct {
    const bench_input *input;
    size_t position;
} reader;

static void read_bytes(png_structp png, png_bytep out, png_size_t size)
{
    reader *from = png_get_io_ptr(png);
    if (size > from->input->size - from->position)
        png_error(png, "the file ends");
    memcpy(out, from->input->bytes + from->position, size);
    from->position += size;
}

static void read_rows(png_structp png, png_infop info, png_bytep volatile *pixels)
{
    png_read_info(png, info);
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    png_read_update_info(png, info);
    size_t stride = png_get_rowbytes(png, info);
    png_uint_32 height = png_get_image_height(png, info);
    *pixels = malloc(stride * height);
    if (*pixels == NULL)
        png_error(png, "memory is short");
    for (png_uint_32 y = 0; y < height; y++)
        png_read_row(png, *pixels + y * stride, NULL);
    png_read_end(png, NULL);
}

static int decode(const bench_input *input)
{
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    reader from = {input, 0};
    png_bytep volatile pixels = NULL;
    volatile int result = 1;
    if (info == NULL)
        return 1;
    if (setjmp(png_jmpbuf(png)) == 0) {
        png_set_read_fn(png, &from, read_bytes);
        read_rows(png, info, &pixels);
        result = 0;
    }
    free(pixels);
    png_destroy_read_struct(&png, &info, NULL);
    return result;
}

int main(int argc, char **argv)
{
    return bench_main(argc, argv, decode);
}
