// SPDX-License-Identifier: Apache-2.0
// libjpeg's memory comes from the vt_heap that cinfo->client_data points to.
#ifndef VT_FORMATS_JPEG_MEMORY_H
#define VT_FORMATS_JPEG_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
// jpeglib.h wants the three before it.
#include <jpeglib.h>

#include "heap.h"

#endif
