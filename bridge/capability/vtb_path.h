// SPDX-License-Identifier: Apache-2.0
// The rules for paths that come from the wire: a path is legal as it stands, or it is refused.
#ifndef VTB_PATH_H
#define VTB_PATH_H

#include "vtb_error.h"

#include <stdbool.h>
#include <stddef.h>

#define VTB_PATH_SIZE_MAX 4096
#define VTB_PATH_COMPONENT_MAX 255
#define VTB_PATH_DEPTH_MAX 64

// Checks a relative path of `size` bytes (no terminator needed). Legal is UTF-8 in components
// separated by "/"; refused are empty components, "." and "..", a leading or trailing "/", NUL,
// control characters, "\\", components over 255 bytes, paths over 4096 bytes, more than 64
// components. The empty path is legal: it is the folder that the share opens. Nothing is
// decoded, normalised or folded. Errors: PATH.
VTB_NODISCARD vtb_error vtb_path_check(const char *path, size_t size);

// Whether `path` is `prefix` or lies beneath it, compared by whole components ("a/b" is not
// beneath "a/bc" nor beneath "a/"). Both must be legal. An empty prefix holds everything.
bool vtb_path_is_within(const char *path, size_t size, const char *prefix, size_t prefix_size);

// Whether `name` is a legal path of exactly one component.
bool vtb_path_is_component(const char *name, size_t size);

#endif
