// SPDX-License-Identifier: Apache-2.0
// What the names in an archive of pictures tell.
#ifndef VT_FORMATS_CBZ_NAME_H
#define VT_FORMATS_CBZ_NAME_H

#include <stdbool.h>

// Whether it is named like a picture that people made, not one of a system's own files.
bool name_is_picture(const char *name);

// The order in which people count: numbers by their value, letters without their case. As strcmp.
int name_compare(const char *a, const char *b);

#endif
