// SPDX-License-Identifier: Apache-2.0
// A vt_source whose bytes JavaScript supplies through the `read` import.
#include "source_import.h"

#include "vtw.h"

// An answer that is not in the table must not be taken for success.
static vt_error checked(int32_t answer)
{
    return answer >= VT_OK && answer <= VT_E_INTERNAL ? (vt_error)answer : VT_E_IO;
}

static vt_error read_through_import(void *user, uint64_t offset, void *destination, size_t size)
{
    const int32_t *handle = user;

    return checked(vtw_import_read(*handle, (double)offset, destination, (uint32_t)size));
}

vt_source vtw_source_import(const int32_t *handle, uint64_t size)
{
    void *user = (void *)(uintptr_t)handle;

    return (vt_source){.size = size, .read = read_through_import, .user = user};
}
