// SPDX-License-Identifier: Apache-2.0
// The default limits and options of a document.
#include "vt.h"

vt_limits vt_limits_default(void)
{
    return (vt_limits){
        .pixels_max = UINT64_C(1) << 30,
        .target_pixels_max = UINT64_C(1) << 27,
        .memory_max = UINT64_C(512) << 20,
        .pages_max = 100000,
        .depth_max = 256,
    };
}

vt_options vt_options_default(void)
{
    return (vt_options){.allocator = vt_allocator_default(), .limits = vt_limits_default()};
}
