// SPDX-License-Identifier: Apache-2.0
// Any bytes as an ICC profile, for a gray picture and for one in colour.
#include <stdlib.h>

#include "colour.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    vt_heap heap;
    vt_heap_init(&heap, vt_allocator_default(), 1 << 20);
    for (int is_gray = 0; is_gray < 2; is_gray++) {
        vt_colour *colour = NULL;
        uint8_t pixel[4] = {200, 100, 50, 9};
        if (vt_colour_open(&heap, bytes, size, is_gray, &colour) != VT_OK)
            abort();
        if (colour != NULL)
            vt_colour_apply(colour, pixel, pixel, 1);
        if (pixel[3] != 9)
            abort();
        vt_colour_close(&heap, colour);
    }
    if (heap.held != 0)
        abort();
    return 0;
}
