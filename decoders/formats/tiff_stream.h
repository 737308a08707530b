// SPDX-License-Identifier: Apache-2.0
// A strip or tile unpacked row by row, whatever its packing (but JPEG, which is a picture).
#ifndef VT_FORMATS_TIFF_STREAM_H
#define VT_FORMATS_TIFF_STREAM_H

#include "tiff_image.h"

typedef struct tiff_stream tiff_stream;

// Opens segment `index`; the image is borrowed. Errors: NOMEM, LIMIT, those of tiff_segment_find.
vt_error tiff_stream_open(vt_document *document, const tiff_image *image, uint64_t index,
                          tiff_stream **stream_out);
void tiff_stream_close(tiff_stream *stream);

// Fills tiff_row_size bytes, as they were before the predictor. Errors: CORRUPT, TRUNCATED, those
// of reading.
vt_error tiff_stream_row(tiff_stream *stream, uint8_t *row);

#endif
