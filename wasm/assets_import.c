// SPDX-License-Identifier: Apache-2.0
// Fonts and character maps that JavaScript supplies by name through the `asset` import.
#include "assets_import.h"

#include <string.h>

#include "vtw.h"

static vt_error find_through_import(void *user, const char *name, size_t *size_out)
{
    int32_t size = vtw_import_asset(name, (uint32_t)strlen(name), NULL, 0);

    (void)user;
    if (size < 0)
        return VT_E_UNSUPPORTED;
    *size_out = (size_t)size;
    return VT_OK;
}

static vt_error read_through_import(void *user, const char *name, void *destination, size_t size)
{
    (void)user;
    if (size == 0)
        return VT_OK;
    if (size > INT32_MAX)
        return VT_E_ARGUMENT;
    return vtw_import_asset(name, (uint32_t)strlen(name), destination, (uint32_t)size) ==
                   (int32_t)size
               ? VT_OK
               : VT_E_IO;
}

vt_assets vtw_assets_import(void)
{
    return (vt_assets){.find = find_through_import, .read = read_through_import, .user = NULL};
}
