// SPDX-License-Identifier: Apache-2.0
// The image data of a PNG: the IDAT chunks, or the fdAT chunks of a frame, checked by their CRC and
// unpacked when they are asked for. Holds a window of the unpacked data, never all of it.
#ifndef VT_FORMATS_PNG_DATA_H
#define VT_FORMATS_PNG_DATA_H

#include "png_chunks.h"

typedef struct png_data png_data;

// The head of the first chunk is at `offset`. At most `size_max` bytes are asked for at a time.
// Errors: NOMEM, LIMIT.
vt_error png_data_open(vt_document *document, uint64_t offset, size_t size_max,
                       png_data **data_out);
void png_data_close(png_data *data);

// Lends the next `size` bytes, until the next call; VT_PNG_BEYOND more may be read. Errors:
// TRUNCATED, CORRUPT, each with its sentence, those of reading.
vt_error png_data_take(png_data *data, size_t size, const uint8_t **bytes_out);

// How many of the next bytes are unpacked already: so many can be lent without failing.
size_t png_data_ready(const png_data *data);

// Checks the CRCs of what is left. Errors: as png_data_take.
vt_error png_data_finish(png_data *data);

#endif
