// SPDX-License-Identifier: Apache-2.0
// What every module exports, whatever it does: the version of the border, and memory.
#include <stdlib.h>

#include "vtw.h"

uint32_t vtw_abi_version(void)
{
    return VTW_ABI_VERSION;
}

void *vtw_allocate(uint32_t size)
{
    return malloc(size);
}

void vtw_release(void *pointer)
{
    free(pointer);
}
