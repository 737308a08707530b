// SPDX-License-Identifier: Apache-2.0
// The one thing that a preview wants of EXIF data: how the picture is to be turned.
#ifndef VT_EXIF_H
#define VT_EXIF_H

#include <stddef.h>
#include <stdint.h>

// Reads tag 274 of a TIFF structure (what follows "Exif\0\0" in a JPEG, the content of eXIf in a
// PNG). Answers 1..8; 1 where the tag is missing or anything is wrong. TIFF 6.0, section 2.
uint32_t vt_exif_orientation(const uint8_t *bytes, size_t size);

#endif
