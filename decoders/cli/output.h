// SPDX-License-Identifier: Apache-2.0
// Rendered pixels in memory, and the files that are made of them.
#ifndef VITRINE_OUTPUT_H
#define VITRINE_OUTPUT_H

#include "input.h"

typedef struct {
    vt_size size;
    uint8_t *rgba; // size.width * size.height * 4 bytes
} picture;

// Renders `region` of the file's page. `message` says more on error.
vt_error picture_render(picture *image, input *file, double scale, vt_region region,
                        vt_message *message);
void picture_free(picture *image);

// Says whether the ending of `name` is one that picture_write knows; "-" is.
bool picture_can_write(const char *name);

// Writes PNG, PPM (over white) or raw RGBA, as the ending of `name` says; "-" is PNG on standard
// output. Answers false after saying on standard error what failed.
bool picture_write(const picture *image, const char *name);

#endif
