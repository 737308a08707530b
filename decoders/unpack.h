// SPDX-License-Identifier: Apache-2.0
// Samples as files store them, into 8 bits, and inks and Lab into RGB.
#ifndef VT_UNPACK_H
#define VT_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How samples lie in their bytes. Those that do not fill whole bytes begin at the highest bit; more
// than 16 bits, and floating numbers, fill whole bytes.
typedef struct {
    uint32_t bits; // 1..16, 32; 16, 32, 64 when floating
    bool is_big_endian;
    bool is_signed;
    bool is_floating;  // 0 is black, 1 is white
    bool is_high_byte; // cut to 8 bits, not rounded
} vt_sample_kind;

// Whether samples of this kind can be unpacked.
bool vt_samples_known(const vt_sample_kind *kind);

// Stretches `count` samples to 0..255.
void vt_samples_unpack(const vt_sample_kind *kind, const uint8_t *bytes, size_t count,
                       uint8_t *samples);

// Samples of up to 8 bits as the numbers that they are: indices of a palette.
void vt_samples_indices(uint32_t bits, const uint8_t *bytes, size_t count, uint8_t *samples);

// `count` pixels of cyan, magenta, yellow and black into RGBA: each ink takes away its share of the
// light. `full` is the value of a full ink, 0 or 255.
void vt_samples_cmyk(const uint8_t *inks, size_t count, uint8_t full, uint8_t *rgba);

// CIE L*a*b* under D50 (0..255 for 0..100, and a and b with 128 added) into one pixel of sRGB.
void vt_samples_lab(const uint8_t lab[3], uint8_t rgb[3]);

#endif
