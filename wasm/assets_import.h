// SPDX-License-Identifier: Apache-2.0
// Fonts and character maps that JavaScript supplies by name through the `asset` import.
#ifndef VTW_ASSETS_IMPORT_H
#define VTW_ASSETS_IMPORT_H

#include "vt.h"

vt_assets vtw_assets_import(void);

#endif
