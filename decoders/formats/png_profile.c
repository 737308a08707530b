// SPDX-License-Identifier: Apache-2.0
// Unpacks a profile: first its head, which says how large it is, then all of it.
#include "png_profile.h"

#include <string.h>

#include "inflate.h"
#include "png_chunks.h"

#define NAME_SIZE_MAX 79
#define PROFILE_HEAD_SIZE 132u        // ICC.1:2022 section 7.2, and the number of tags
#define PROFILE_SIZE_MAX (4u << 20) // those of cameras and screens have some kilobytes

typedef struct {
    vt_heap *heap;
    const uint8_t *packed;
    size_t packed_size;
} source;

// Unpacks the first `size` bytes into `bytes`, which has room for VT_INFLATE_BEYOND more.
static bool unpack(const source *from, vt_inflate *inflate, uint8_t *bytes, size_t size)
{
    vt_inflate_span span = {
        .next_in = from->packed,
        .end_in = from->packed + from->packed_size,
        .is_last = true,
        .start_out = bytes,
        .next_out = bytes,
        .end_out = bytes + size,
    };
    vt_inflate_start(inflate);
    (void)vt_inflate_run(inflate, &span);
    return span.next_out >= span.end_out;
}

static vt_error open_unpacked(const source *from, vt_inflate *inflate, bool is_gray,
                              vt_colour **colour_out)
{
    uint8_t head[PROFILE_HEAD_SIZE + VT_INFLATE_BEYOND];
    if (!unpack(from, inflate, head, PROFILE_HEAD_SIZE))
        return VT_OK;
    uint32_t size = png_load32(head);
    if (size < PROFILE_HEAD_SIZE || size > PROFILE_SIZE_MAX)
        return VT_OK;
    uint8_t *profile = vt_heap_allocate(from->heap, (size_t)size + VT_INFLATE_BEYOND);
    if (profile == NULL)
        return vt_heap_error(from->heap);
    vt_error error = VT_OK;
    if (unpack(from, inflate, profile, size))
        error = vt_colour_open(from->heap, profile, size, is_gray, colour_out);
    vt_heap_release(from->heap, profile);
    return error;
}

vt_error png_profile_open(vt_heap *heap, const uint8_t *content, size_t size, bool is_gray,
                          vt_colour **colour_out)
{
    *colour_out = NULL;
    size_t name_size = 0;
    while (name_size < size && name_size <= NAME_SIZE_MAX && content[name_size] != 0)
        name_size++;
    // Behind the name a zero byte, and one for the method: 0 is deflate.
    if (name_size == 0 || name_size > NAME_SIZE_MAX || size - name_size < 2 ||
        content[name_size + 1] != 0)
        return VT_OK;
    source from = {heap, content + name_size + 2, size - name_size - 2};
    vt_inflate *inflate = vt_heap_allocate(heap, sizeof *inflate);
    if (inflate == NULL)
        return vt_heap_error(heap);
    vt_error error = open_unpacked(&from, inflate, is_gray, colour_out);
    vt_heap_release(heap, inflate);
    return error;
}
