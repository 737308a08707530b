// SPDX-License-Identifier: Apache-2.0
// A vt_source whose bytes JavaScript supplies through the `read` import.
#ifndef VTW_SOURCE_IMPORT_H
#define VTW_SOURCE_IMPORT_H

#include <stdint.h>

#include "vt.h"

// The file that JavaScript knows as `handle`, of `size` bytes. `handle` is borrowed as long as the
// source is used.
vt_source vtw_source_import(const int32_t *handle, uint64_t size);

#endif
