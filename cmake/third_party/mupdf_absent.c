// SPDX-License-Identifier: Apache-2.0
// What MuPDF's shared code names but a PDF file never reaches: readers of other image formats (PDF
// has its own filters) and of archives. mupdf.cmake puts these functions in their place.
#include <mupdf/fitz.h>

fz_pixmap *mupdf_absent_image(fz_context *ctx, const unsigned char *data, size_t size);
int mupdf_absent_archive(fz_context *ctx, fz_stream *file);
fz_archive *mupdf_absent_archive_open(fz_context *ctx, fz_stream *file);

fz_pixmap *mupdf_absent_image(fz_context *ctx, const unsigned char *data, size_t size)
{
    (void)data;
    (void)size;
    fz_throw(ctx, FZ_ERROR_UNSUPPORTED, "this image format is not one of PDF's");
}

int mupdf_absent_archive(fz_context *ctx, fz_stream *file)
{
    (void)ctx;
    (void)file;
    return 0; // not an archive of this kind
}

fz_archive *mupdf_absent_archive_open(fz_context *ctx, fz_stream *file)
{
    (void)file;
    fz_throw(ctx, FZ_ERROR_UNSUPPORTED, "archives are not read");
}
