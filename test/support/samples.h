// SPDX-License-Identifier: Apache-2.0
// The samples of test/data, in memory, and short ways to open and render them.
#ifndef VITRINE_TEST_SAMPLES_H
#define VITRINE_TEST_SAMPLES_H

#include "vt.h"

typedef struct {
    const char *name;     // path within test/data
    const char *password; // or NULL
    vt_memory memory;     // loaded by samples_load
} sample;

#define SAMPLE_COUNT 99
extern sample samples[SAMPLE_COUNT];

// Reads all samples. Ends the program with a message when one is missing.
void samples_load(void);

// The sample of that name; ends the program when there is none.
const sample *sample_find(const char *name);

// Assets for pages: the folder of the build where it has been made, else none.
vt_assets samples_assets(void);

// Default options with the sample's password and samples_assets.
vt_options sample_options(const sample *from);

// Renders a region of page `index` into a new block of 4 * width * height bytes, which the caller
// frees. NULL, with *error_out set, on error. A region of width 0 is the whole page.
uint8_t *render_memory(const vt_memory *memory, const vt_options *options, uint32_t index,
                       double scale, vt_region *region, vt_error *error_out);

#endif
