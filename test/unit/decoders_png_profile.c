// SPDX-License-Identifier: Apache-2.0
// The profile of an iCCP chunk: the same conversion as of the profile itself; damage is no profile.
#include "formats/png_profile.h"

#include <zlib.h>

#include "harness.h"

#define NAME "Display P3"
#define HEAD_SIZE (sizeof NAME + 1) // with the zero byte of the name, and the method

static uint8_t profile[8192];
static size_t profile_size;
static uint8_t content[HEAD_SIZE + 16384];
static size_t content_size;

static void load(void)
{
    FILE *file = fopen(PROFILE_FILE, "rb");
    if (!CHECK(file != NULL))
        exit(1);
    profile_size = fread(profile, 1, sizeof profile, file);
    (void)fclose(file);
    profile[2] = (uint8_t)(profile_size >> 8); // which PNG needs, and the seed leaves out
    profile[3] = (uint8_t)profile_size;
    uLongf packed_size = sizeof content - HEAD_SIZE;
    memcpy(content, NAME, sizeof NAME);
    content[sizeof NAME] = 0;
    CHECK_EQUAL(compress2(content + HEAD_SIZE, &packed_size, profile, profile_size, 9), Z_OK);
    content_size = HEAD_SIZE + packed_size;
}

// Whether the content gives a conversion.
static bool is_profile(vt_heap *heap, size_t size)
{
    vt_colour *colour = NULL;
    uint8_t *copy = malloc(size + 1); // so that a sanitizer sees every step past the end
    memcpy(copy, content, size);
    CHECK_EQUAL(png_profile_open(heap, copy, size, false, &colour), VT_OK);
    free(copy);
    bool is_there = colour != NULL;
    vt_colour_close(heap, colour);
    CHECK_EQUAL(heap->held, 0);
    return is_there;
}

static void is_as_the_profile_itself(void)
{
    vt_heap heap;
    vt_colour *colours[2] = {NULL, NULL};
    uint8_t pixels[2][4];
    load();
    vt_heap_init(&heap, vt_allocator_default(), 1 << 20);
    CHECK_EQUAL(png_profile_open(&heap, content, content_size, false, &colours[0]), VT_OK);
    CHECK_EQUAL(vt_colour_open(&heap, profile, profile_size, false, &colours[1]), VT_OK);
    if (!CHECK(colours[0] != NULL && colours[1] != NULL))
        return;
    for (int value = 0; value < 256; value++) {
        const uint8_t pixel[4] = {(uint8_t)value, (uint8_t)(255 - value), 40, 200};
        vt_colour_apply(colours[0], pixel, pixels[0], 1);
        vt_colour_apply(colours[1], pixel, pixels[1], 1);
        CHECK(memcmp(pixels[0], pixels[1], 4) == 0);
    }
    vt_colour_close(&heap, colours[0]);
    vt_colour_close(&heap, colours[1]);
    CHECK_EQUAL(heap.held, 0);
}

static void damage_is_no_profile(void)
{
    vt_heap heap;
    load();
    vt_heap_init(&heap, vt_allocator_default(), 1 << 20);
    CHECK(is_profile(&heap, content_size));
    const size_t end_size = 8; // of the stream: no more data, and a check value that does not count
    for (size_t size = 0; size + end_size < content_size; size++) {
        harness_about("cut at %zu", size);
        CHECK(!is_profile(&heap, size));
    }
    for (size_t at = 0; at < content_size; at++) {
        harness_about("changed at %zu", at);
        content[at] ^= 0xff;
        (void)is_profile(&heap, content_size);
        content[at] ^= 0xff;
    }
    content[sizeof NAME] = 1;
    harness_about("another method");
    CHECK(!is_profile(&heap, content_size));
    harness_about("a name without end");
    memset(content, 'a', 200);
    CHECK(!is_profile(&heap, content_size));
}

static void needs_memory(void)
{
    vt_heap heap;
    vt_colour *colour = NULL;
    load();
    vt_error error = VT_E_LIMIT;
    for (uint64_t limit = 500; limit < 1 << 20 && error == VT_E_LIMIT; limit += 500) {
        harness_about("%d bytes", (int)limit);
        vt_heap_init(&heap, vt_allocator_default(), limit);
        error = png_profile_open(&heap, content, content_size, false, &colour);
        CHECK(error == VT_OK ? limit > profile_size && colour != NULL : colour == NULL);
        vt_colour_close(&heap, colour);
        CHECK_EQUAL(heap.held, 0);
    }
    CHECK_EQUAL(error, VT_OK);
}

HARNESS_MAIN({"is as the profile itself", is_as_the_profile_itself},
             {"damage is no profile", damage_is_no_profile},
             {"needs memory", needs_memory})
