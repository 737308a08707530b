// SPDX-License-Identifier: Apache-2.0
// The orientation tag in good and hostile TIFF structures.
#include "exif.h"
#include "harness.h"

// Big-endian: one entry, tag 274, type SHORT, count 1, value 6.
static const uint8_t good[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1,  0x12, 0,
                               3,   0,   0, 0,  1, 0, 6, 0, 0, 0, 0, 0,    0};

static void values_are_read_in_both_byte_orders(void)
{
    static const uint8_t little[] = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3,
                                     0,   1,   0,  0, 0, 8, 0, 0, 0, 0, 0,    0, 0};
    CHECK_EQUAL(vt_exif_orientation(good, sizeof good), 6);
    CHECK_EQUAL(vt_exif_orientation(little, sizeof little), 8);
}

static void the_tag_is_found_behind_others(void)
{
    uint8_t bytes[64] = {'M', 'M', 0, 42, 0, 0, 0, 10, 0xff, 0xff, 0, 2, 1, 0x0f, 0, 2};
    static const uint8_t entry[] = {1, 0x12, 0, 3, 0, 0, 0, 1, 0, 3};
    memcpy(bytes + 24, entry, sizeof entry);
    CHECK_EQUAL(vt_exif_orientation(bytes, sizeof bytes), 3);
}

static void wrong_values_mean_upright(void)
{
    uint8_t bytes[sizeof good];
    static const struct {
        size_t at;
        uint8_t value;
    } changes[] = {{0, 'X'}, {3, 43}, {7, 255}, {4, 255}, {9, 0},
                   {13, 4},  {17, 2}, {19, 9},  {19, 0}};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        harness_about("byte %zu is %u", changes[i].at, changes[i].value);
        memcpy(bytes, good, sizeof good);
        bytes[changes[i].at] = changes[i].value;
        CHECK_EQUAL(vt_exif_orientation(bytes, sizeof bytes), 1);
    }
}

// Each size in a block of its own, so that AddressSanitizer sees a byte read too far.
static void every_cut_is_survived(void)
{
    for (size_t size = 0; size < sizeof good; size++) {
        uint8_t *copy = malloc(size > 0 ? size : 1);
        CHECK(copy != NULL);
        memcpy(copy, good, size);
        uint32_t expected = size >= 22 ? 6 : 1;
        CHECK_EQUAL(vt_exif_orientation(copy, size), expected);
        free(copy);
    }
}

HARNESS_MAIN({"values are read in both byte orders", values_are_read_in_both_byte_orders},
             {"the tag is found behind others", the_tag_is_found_behind_others},
             {"wrong values mean upright", wrong_values_mean_upright},
             {"every cut is survived", every_cut_is_survived})
