// SPDX-License-Identifier: Apache-2.0
// Reads the operator's small files whole: configuration, keys, certificates, rules.
#ifndef VTD_FILE_H
#define VTD_FILE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct vtd_text {
    char *bytes; // owned, followed by a zero
    size_t size;
} vtd_text;

// Reads a regular file of at most `size_max` bytes; `is_private` refuses one that others than its
// owner may read. Works inside the walls too, for the folders that they leave readable. False when
// it fails, which is complained about.
bool vtd_file_read(const char *file, size_t size_max, bool is_private, vtd_text *out);
// Overwrites and frees the text.
void vtd_text_free(vtd_text *text);

#endif
