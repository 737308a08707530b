// SPDX-License-Identifier: Apache-2.0
// Media types and caching of static files, from their names: these files are our own.
#ifndef VTD_STATIC_TYPE_H
#define VTD_STATIC_TYPE_H

#include <stdbool.h>

// By the extension; "application/octet-stream" when unknown. Static text.
const char *vtd_static_type(const char *path);

// Whether the name holds a hash of the content (sixteen hexadecimal digits or more between dots,
// dashes or slashes), so that the content under it never changes.
bool vtd_static_is_immutable(const char *path);

#endif
