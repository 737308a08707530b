// SPDX-License-Identifier: Apache-2.0
// The system's libjpeg-turbo, with its assembly: what most programs decode JPEG with.
#include "subject.h"

#include <jpeglib.h>

static int decode(const bench_input *input)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors; // the default: a file that cannot be decoded ends the program
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, input->bytes, (unsigned long)input->size);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = JCS_EXT_RGBA;
    jpeg.scale_num = 1;
    jpeg.scale_denom = (unsigned)(1.0 / input->scale + 0.5);
    jpeg_start_decompress(&jpeg);
    size_t stride = (size_t)jpeg.output_width * 4;
    unsigned char *pixels = malloc(stride * jpeg.output_height);
    while (pixels != NULL && jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = pixels + stride * jpeg.output_scanline;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    int result = pixels != NULL && jpeg_finish_decompress(&jpeg) ? 0 : 1;
    free(pixels);
    jpeg_destroy_decompress(&jpeg);
    return result;
}

int main(int argc, char **argv)
{
    return bench_main(argc, argv, decode);
}
