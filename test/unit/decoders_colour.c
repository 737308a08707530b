// SPDX-License-Identifier: Apache-2.0
// ICC profiles made here: known colours, gray curves, profiles that are sRGB, and broken ones.
#include <math.h>

#include "colour.h"
#include "harness.h"

typedef struct {
    uint8_t bytes[1024];
    size_t size;
} profile;

static vt_heap heap;

static void store32(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void begin(profile *made, const char *space)
{
    memset(made, 0, sizeof *made);
    memcpy(made->bytes + 12, "mntr", 4);
    memcpy(made->bytes + 16, space, 4);
    memcpy(made->bytes + 20, "XYZ ", 4);
    memcpy(made->bytes + 36, "acsp", 4);
    made->size = 132 + 9 * 12; // room for nine tags
}

static void add_tag(profile *made, const char *name, const uint8_t *content, size_t size)
{
    uint8_t *count = made->bytes + 128;
    uint8_t *entry = made->bytes + 132 + (size_t)count[3] * 12;
    memcpy(entry, name, 4);
    store32(entry + 4, (uint32_t)made->size);
    store32(entry + 8, (uint32_t)size);
    memcpy(made->bytes + made->size, content, size);
    made->size += size;
    count[3]++;
}

static void add_primary(profile *made, const char *name, double x, double y, double z)
{
    uint8_t content[20] = "XYZ ";
    store32(content + 8, (uint32_t)(int32_t)lround(x * 65536));
    store32(content + 12, (uint32_t)(int32_t)lround(y * 65536));
    store32(content + 16, (uint32_t)(int32_t)lround(z * 65536));
    add_tag(made, name, content, sizeof content);
}

static void add_gamma(profile *made, const char *name, double gamma)
{
    uint8_t content[14] = "curv";
    content[11] = 1;
    content[12] = (uint8_t)gamma;
    content[13] = (uint8_t)lround((gamma - floor(gamma)) * 256);
    add_tag(made, name, content, sizeof content);
}

// sRGB's own curve, as parametricCurveType of kind 3.
static void add_srgb_curve(profile *made, const char *name)
{
    static const double values[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    uint8_t content[32] = "para";
    content[9] = 3;
    for (size_t i = 0; i < 5; i++)
        store32(content + 12 + i * 4, (uint32_t)lround(values[i] * 65536));
    add_tag(made, name, content, sizeof content);
}

static void make_rgb(profile *made, bool is_p3, void (*add_curve)(profile *, const char *))
{
    begin(made, "RGB ");
    if (is_p3) {
        add_primary(made, "rXYZ", 0.515102, 0.241182, -0.001050);
        add_primary(made, "gXYZ", 0.291965, 0.692236, 0.041882);
        add_primary(made, "bXYZ", 0.157153, 0.066582, 0.784378);
    } else {
        add_primary(made, "rXYZ", 0.4360747, 0.2225045, 0.0139322);
        add_primary(made, "gXYZ", 0.3850649, 0.7168786, 0.0971045);
        add_primary(made, "bXYZ", 0.1430804, 0.0606169, 0.7141733);
    }
    add_curve(made, "rTRC");
    add_curve(made, "gTRC");
    add_curve(made, "bTRC");
}

static void add_gamma18(profile *made, const char *name)
{
    add_gamma(made, name, 1.75);
}

static vt_colour *open(const profile *made, bool is_gray)
{
    vt_colour *colour = NULL;
    CHECK_EQUAL(vt_colour_open(&heap, made->bytes, made->size, is_gray, &colour), VT_OK);
    return colour;
}

static void check_colour(const vt_colour *colour, const uint8_t from[3], const int to[3])
{
    uint8_t before[4] = {from[0], from[1], from[2], 77};
    uint8_t after[4];
    vt_colour_apply(colour, before, after, 1);
    harness_about("%d %d %d became %d %d %d", from[0], from[1], from[2], after[0], after[1],
                  after[2]);
    for (int c = 0; c < 3; c++)
        CHECK(abs(after[c] - to[c]) <= 1);
    CHECK_EQUAL(after[3], 77);
}

// Computed by hand with the matrix from one D65 space to the other (1.22494 -0.22494 0; -0.04206
// 1.04206 0; -0.01964 -0.07864 1.09827), which no profile passes through.
static void display_p3_becomes_srgb(void)
{
    static const struct {
        uint8_t from[3];
        int to[3];
    } pairs[] = {
        {{0, 0, 0}, {0, 0, 0}},       {{255, 255, 255}, {255, 255, 255}},
        {{128, 128, 128}, {128, 128, 128}}, {{255, 0, 0}, {255, 0, 0}},
        {{0, 255, 0}, {0, 255, 0}},   {{200, 100, 50}, {215, 93, 31}},
        {{100, 150, 200}, {83, 152, 205}},
    };
    profile made;
    make_rgb(&made, true, add_srgb_curve);
    vt_colour *colour = open(&made, false);
    if (!CHECK(colour != NULL))
        return;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        check_colour(colour, pairs[i].from, pairs[i].to);
    vt_colour_close(&heap, colour);
}

static void srgb_itself_needs_no_conversion(void)
{
    profile made;
    make_rgb(&made, false, add_srgb_curve);
    CHECK(open(&made, false) == NULL);
}

static double encode(double linear)
{
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
}

// A gray value whose linear value is known.
static void check_gray(const vt_colour *colour, int value, double linear)
{
    uint8_t gray = (uint8_t)value;
    int expected = (int)lround(encode(linear) * 255);
    const uint8_t from[3] = {gray, gray, gray};
    const int to[3] = {expected, expected, expected};
    check_colour(colour, from, to);
}

static void exponents_are_applied(void)
{
    profile made;
    make_rgb(&made, false, add_gamma18);
    vt_colour *colour = open(&made, false);
    if (!CHECK(colour != NULL))
        return;
    for (int value = 0; value < 256; value++)
        check_gray(colour, value, pow(value / 255.0, 1.75));
    vt_colour_close(&heap, colour);
}

static void gray_profiles_are_for_gray_pictures(void)
{
    profile made;
    begin(&made, "GRAY");
    add_gamma(&made, "kTRC", 1.0);
    CHECK(open(&made, false) == NULL);
    vt_colour *colour = open(&made, true);
    if (!CHECK(colour != NULL))
        return;
    check_gray(colour, 100, 100 / 255.0);
    vt_colour_close(&heap, colour);
}

static void sampled_curves_are_interpolated(void)
{
    profile made;
    uint8_t content[18] = {'c', 'u', 'r', 'v', 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0x20, 0, 0xff, 0xff};
    begin(&made, "GRAY");
    add_tag(&made, "kTRC", content, sizeof content);
    vt_colour *colour = open(&made, true);
    if (!CHECK(colour != NULL))
        return;
    for (int value = 0; value < 256; value += 5) {
        double x = value / 255.0 * 2;
        double linear = x < 1 ? x * 0.125002 : 0.125002 + (x - 1) * 0.874998;
        check_gray(colour, value, linear);
    }
    vt_colour_close(&heap, colour);
}

// Every cut, and every byte changed, in a block of its own.
static void broken_profiles_are_no_profiles(void)
{
    profile made;
    make_rgb(&made, true, add_srgb_curve);
    for (size_t size = 0; size < made.size; size++) {
        uint8_t *copy = malloc(size > 0 ? size : 1);
        memcpy(copy, made.bytes, size);
        vt_colour *colour = NULL;
        CHECK_EQUAL(vt_colour_open(&heap, copy, size, false, &colour), VT_OK);
        CHECK(colour == NULL);
        free(copy);
    }
    for (size_t place = 0; place < made.size; place++) {
        uint8_t *copy = malloc(made.size);
        memcpy(copy, made.bytes, made.size);
        copy[place] ^= 0xff;
        vt_colour *colour = NULL;
        CHECK_EQUAL(vt_colour_open(&heap, copy, made.size, false, &colour), VT_OK);
        vt_colour_close(&heap, colour);
        free(copy);
    }
    CHECK_EQUAL(heap.held, 0);
}

static void heap_is_ready(void)
{
    vt_heap_init(&heap, vt_allocator_default(), UINT64_MAX);
}

HARNESS_MAIN({"heap is ready", heap_is_ready},
             {"display p3 becomes srgb", display_p3_becomes_srgb},
             {"srgb itself needs no conversion", srgb_itself_needs_no_conversion},
             {"exponents are applied", exponents_are_applied},
             {"gray profiles are for gray pictures", gray_profiles_are_for_gray_pictures},
             {"sampled curves are interpolated", sampled_curves_are_interpolated},
             {"broken profiles are no profiles", broken_profiles_are_no_profiles})
