// SPDX-License-Identifier: Apache-2.0
// The frames of an animation as pages: what each shows, how long, and that the order in which they
// are asked for changes nothing.
#include "harness.h"
#include "samples.h"

#define FRAMES 5
#define WIDTH 45
#define HEIGHT 37
#define SIZE ((size_t)WIDTH * HEIGHT * 4)

static uint8_t frames[FRAMES][SIZE];

static void render_page(vt_document *document, uint32_t index, uint8_t *pixels)
{
    vt_page *page = NULL;
    vt_target target = {pixels, (size_t)WIDTH * 4, SIZE};
    CHECK_EQUAL(vt_page_open(document, index, &page), VT_OK);
    CHECK_EQUAL(vt_page_render(page, 1.0, (vt_region){0, 0, WIDTH, HEIGHT}, target), VT_OK);
    vt_page_close(page);
}

static vt_document *open_animation(const char *name)
{
    vt_source source = vt_source_memory(&sample_find(name)->memory);
    vt_document *document = NULL;
    CHECK_EQUAL(vt_document_open(&source, NULL, &document, NULL), VT_OK);
    return document;
}

static void check_pixel(uint32_t page, uint32_t x, uint32_t y, uint32_t rgba)
{
    const uint8_t *pixel = frames[page] + ((size_t)y * WIDTH + x) * 4;
    uint32_t found = (uint32_t)pixel[0] << 24 | (uint32_t)pixel[1] << 16 |
                     (uint32_t)pixel[2] << 8 | pixel[3];
    harness_about("page %u pixel %u,%u", page, x, y);
    CHECK_EQUAL(found, rgba);
}

static void frames_are_drawn_over_each_other(void)
{
    vt_document *document = open_animation("gif/animated.gif");
    CHECK_EQUAL(vt_document_describe(document).page_count, FRAMES);
    for (uint32_t i = 0; i < FRAMES; i++)
        render_page(document, i, frames[i]);
    vt_document_close(document);
    check_pixel(1, 9, 9, 0xFF0000FF);   // a ball
    CHECK(memcmp(frames[1], frames[0], (size_t)WIDTH * 4 * 4) == 0); // above it nothing changes
    check_pixel(2, 26, 13, 0x00FF00FF); // the next; where the first was is as before it
    CHECK(memcmp(frames[2] + ((size_t)9 * WIDTH + 9) * 4, frames[0] + ((size_t)9 * WIDTH + 9) * 4,
                 4) == 0);
    check_pixel(3, 26, 13, 0x00000000); // cleared, over all of its rectangle
    check_pixel(3, 20, 8, 0x00000000);
    check_pixel(3, 44, 35, 0xFFFF00FF); // beyond the edge of the screen, with its own palette
    check_pixel(4, 44, 35, 0xFFFF00FF); // stays
    check_pixel(4, 10, 20, 0x000000FF); // no index is transparent here
    check_pixel(4, 16, 25, 0x0000FFFF);
}

static void check_order(const char *name)
{
    static const uint32_t order[] = {4, 0, 3, 1, 1, 2, 0, 4, 2};
    static uint8_t pixels[SIZE];
    vt_document *document = open_animation(name);
    for (uint32_t i = 0; i < FRAMES; i++)
        render_page(document, i, frames[i]);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        harness_about("%s page %u", name, order[i]);
        render_page(document, order[i], pixels);
        CHECK(memcmp(pixels, frames[order[i]], SIZE) == 0);
    }
    vt_document_close(document);
}

static void the_order_of_pages_changes_nothing(void)
{
    check_order("webp/animated.webp");
    check_order("png/animated.png");
    check_order("gif/animated.gif");
}

static void check_equal_part(uint32_t page, const uint8_t *pixels, uint32_t first, uint32_t count)
{
    harness_about("page %u rows %u to %u", page, first, first + count - 1);
    CHECK(memcmp(frames[page] + (size_t)first * WIDTH * 4, pixels + (size_t)first * WIDTH * 4,
                 (size_t)count * WIDTH * 4) == 0);
}

// A picture; half red blended over a part of it, which is restored; half red in place of another
// part; the same blended over a corner of that, which is cleared; the lower rows of the picture.
static void frames_of_png_are_blended_restored_and_cleared(void)
{
    vt_document *document = open_animation("png/animated.png");
    CHECK_EQUAL(vt_document_describe(document).page_count, FRAMES);
    for (uint32_t i = 0; i < FRAMES; i++)
        render_page(document, i, frames[i]);
    vt_document_close(document);
    vt_region whole = {0, 0, 0, 0};
    vt_options options = vt_options_default();
    vt_error error;
    uint8_t *still =
        render_memory(&sample_find("png/rgba8.png")->memory, &options, 0, 1.0, &whole, &error);
    CHECK_EQUAL(error, VT_OK);
    if (still == NULL)
        return;
    for (uint32_t i = 0; i < FRAMES; i++)
        check_equal_part(i, still, i == 0 ? 0 : 23, i == 0 ? HEIGHT : HEIGHT - 23);
    check_equal_part(2, still, 0, 10); // the first part is as it was
    const uint8_t *below = still + ((size_t)9 * WIDTH + 9) * 4;
    const uint8_t *found = frames[1] + ((size_t)9 * WIDTH + 9) * 4;
    double alpha = 128 / 255.0 + below[3] / 255.0 * 127 / 255.0;
    double red = (255 * 128 / 255.0 + below[0] * (below[3] / 255.0) * (127 / 255.0)) / alpha;
    CHECK(abs(found[0] - (int)(red + 0.5)) <= 1);
    CHECK(abs(found[3] - (int)(alpha * 255 + 0.5)) <= 1);
    check_pixel(2, 20, 10, 0xFF000080);
    check_pixel(3, 20, 10, 0xFF0000C0); // twice half red
    check_pixel(3, 28, 10, 0xFF000080);
    check_pixel(4, 20, 10, 0x00000000);
    check_pixel(4, 28, 10, 0xFF000080);
    free(still);
}

// An image that is not one of the frames is not shown.
static void the_image_may_be_no_frame(void)
{
    vt_document *document = open_animation("png/animated_hidden.png");
    CHECK_EQUAL(vt_document_describe(document).page_count, 2);
    render_page(document, 1, frames[1]);
    render_page(document, 0, frames[0]);
    vt_document_close(document);
    check_pixel(0, 0, 0, 0x00001A00);
    check_pixel(1, 0, 0, 0xFF000080);
    check_equal_part(1, frames[0], 10, HEIGHT - 10);
}

// The frames of the WebP: a picture, a part blended over it, the same elsewhere in place of what
// was there once the first is cleared, a whole picture blended over that, another in its place.
static void frames_of_webp_are_blended_or_not(void)
{
    vt_document *document = open_animation("webp/animated.webp");
    CHECK_EQUAL(vt_document_describe(document).page_count, FRAMES);
    for (uint32_t i = 0; i < FRAMES; i++)
        render_page(document, i, frames[i]);
    vt_document_close(document);
    vt_region part = {10, 8, 16, 12}; // of the lossless picture, as it was cut out
    vt_options options = vt_options_default();
    vt_error error;
    uint8_t *cut = render_memory(&sample_find("png/rgba8.png")->memory, &options, 0, 1.0, &part,
                                 &error);
    CHECK_EQUAL(error, VT_OK);
    for (uint32_t y = 0; cut != NULL && y < part.height; y++)
        CHECK(memcmp(frames[2] + ((size_t)(10 + y) * WIDTH + 20) * 4,
                     cut + (size_t)y * part.width * 4, (size_t)part.width * 4) == 0);
    free(cut);
    check_pixel(2, 4, 6, 0x00000000); // the first part was cleared
    CHECK(memcmp(frames[1], frames[0], (size_t)WIDTH * 4 * 6) == 0);
    for (size_t i = 3; i < SIZE; i += 4) {
        CHECK_EQUAL(frames[1][i], 255); // blended over what is opaque
        if (i < SIZE / 8)
            CHECK_EQUAL(frames[3][i], 255);
    }
}

// A delay of 0 is shown for a tenth of a second, as in browsers.
static void check_durations(const char *name, const uint32_t *durations, const bool *has_alpha)
{
    vt_document *document = open_animation(name);
    for (uint32_t i = 0; i < FRAMES; i++) {
        vt_page *page = NULL;
        harness_about("%s page %u", name, i);
        CHECK_EQUAL(vt_page_open(document, i, &page), VT_OK);
        CHECK_EQUAL(vt_page_describe(page).duration_ms, durations[i]);
        CHECK_EQUAL(vt_page_describe(page).has_alpha, has_alpha[i]);
        vt_page_close(page);
    }
    vt_document_close(document);
}

static void pages_tell_how_long_they_are_shown(void)
{
    check_durations("gif/animated.gif", (const uint32_t[FRAMES]){50, 120, 100, 3000, 70},
                    (const bool[FRAMES]){false, false, false, true, true});
    check_durations("png/animated.png", (const uint32_t[FRAMES]){50, 120, 100, 70, 3000},
                    (const bool[FRAMES]){true, true, true, true, true});
    check_durations("webp/animated.webp", (const uint32_t[FRAMES]){50, 120, 100, 70, 3000},
                    (const bool[FRAMES]){true, true, true, true, true});
}

// What is cut off in a later frame leaves the earlier ones whole.
static void check_cuts(const char *name)
{
    static uint8_t pixels[SIZE];
    const vt_memory whole = sample_find(name)->memory;
    vt_document *complete = open_animation(name);
    render_page(complete, 0, frames[0]);
    vt_document_close(complete);
    for (size_t cut = 1; cut < 500; cut += 23) {
        vt_memory part = {whole.bytes, whole.size - cut};
        vt_source source = vt_source_memory(&part);
        vt_document *document = NULL;
        harness_about("%s cut by %zu", name, cut);
        CHECK_EQUAL(vt_document_open(&source, NULL, &document, NULL), VT_OK);
        CHECK(vt_document_describe(document).is_partial || cut < 12); // the CRC of IEND
        CHECK(cut > 80 || vt_document_describe(document).page_count >= 4);
        render_page(document, 0, pixels);
        if (vt_document_describe(document).page_count > 1)
            CHECK(memcmp(pixels, frames[0], SIZE) == 0);
        render_page(document, vt_document_describe(document).page_count - 1, pixels);
        vt_document_close(document);
    }
}

static void a_cut_animation_keeps_its_first_frames(void)
{
    check_cuts("gif/animated.gif");
    check_cuts("png/animated.png");
}

HARNESS_MAIN({"samples load", samples_load},
             {"frames are drawn over each other", frames_are_drawn_over_each_other},
             {"frames of webp are blended or not", frames_of_webp_are_blended_or_not},
             {"frames of png are blended, restored and cleared",
              frames_of_png_are_blended_restored_and_cleared},
             {"the image may be no frame", the_image_may_be_no_frame},
             {"the order of pages changes nothing", the_order_of_pages_changes_nothing},
             {"pages tell how long they are shown", pages_tell_how_long_they_are_shown},
             {"a cut animation keeps its first frames", a_cut_animation_keeps_its_first_frames})
