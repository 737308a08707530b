// SPDX-License-Identifier: Apache-2.0
// A PNG file made in memory out of RGBA pixels. Needs zlib alone, so that the native command and
// the WebAssembly module make the same bytes.
#ifndef VITRINE_PNG_WRITER_H
#define VITRINE_PNG_WRITER_H

#include "vt.h"

typedef struct {
    uint8_t *bytes; // owned
    size_t size;
    vt_allocator allocator;
} png_file;

// `rgba`: width * height * 4 bytes, both sides 1..2^31-1. Without alpha when all pixels are opaque.
// Errors: NOMEM, ARGUMENT, INTERNAL; then there is nothing to free.
vt_error png_file_make(png_file *file, vt_allocator allocator, const uint8_t *rgba, uint32_t width,
                       uint32_t height);
void png_file_free(png_file *file);

#endif
