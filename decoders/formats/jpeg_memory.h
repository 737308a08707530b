// SPDX-License-Identifier: Apache-2.0
// libjpeg's memory, taken from a vt_heap.
#ifndef VT_FORMATS_JPEG_MEMORY_H
#define VT_FORMATS_JPEG_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
// jpeglib.h wants the three before it.
#include <jpeglib.h>

#include "heap.h"

// Before jpeg_create_decompress: all memory of `cinfo` comes from `heap`, which is borrowed.
void jpeg_memory_use(j_decompress_ptr cinfo, vt_heap *heap);

#endif
