// SPDX-License-Identifier: Apache-2.0
// What HEIF files say beside their pictures: grids, cuts, turns, alpha, thumbnails, further pages.
#include "harness.h"
#include "samples.h"

typedef struct {
    vt_memory memory;
    uint64_t bytes_read;
} counted;

static vt_error counted_read(void *user, uint64_t offset, void *destination, size_t size)
{
    counted *source = user;
    source->bytes_read += size;
    memcpy(destination, (const uint8_t *)source->memory.bytes + offset, size);
    return VT_OK;
}

static vt_page_info describe(const char *name, uint32_t index, bool as_stored, uint32_t *pages_out)
{
    vt_source source = vt_source_memory(&sample_find(name)->memory);
    vt_options options = vt_options_default();
    options.as_stored = as_stored;
    vt_document *document = NULL;
    vt_page *page = NULL;
    CHECK_EQUAL(vt_document_open(&source, &options, &document, NULL), VT_OK);
    CHECK_EQUAL(vt_page_open(document, index, &page), VT_OK);
    *pages_out = vt_document_describe(document).page_count;
    vt_page_info info = vt_page_describe(page);
    vt_page_close(page);
    vt_document_close(document);
    return info;
}

static void grids_are_cut_and_turned(void)
{
    static const char *const names[] = {"heif/grid.heic", "avif/grid.avif"};
    for (int i = 0; i < 2; i++) {
        uint32_t pages;
        harness_about("%s", names[i]);
        vt_page_info info = describe(names[i], 0, false, &pages);
        CHECK_EQUAL(pages, 2); // the thumbnail is none
        CHECK_EQUAL((uint32_t)info.width, 90);
        CHECK_EQUAL((uint32_t)info.height, 110);
        CHECK_EQUAL(info.orientation, 7);
        info = describe(names[i], 0, true, &pages);
        CHECK_EQUAL((uint32_t)info.width, 110);
        CHECK_EQUAL((uint32_t)info.height, 90);
        info = describe(names[i], 1, false, &pages);
        CHECK_EQUAL((uint32_t)info.width, 64);
        CHECK_EQUAL(info.orientation, 1);
    }
}

// Losslessly coded red, green and blue: no other decoder's rounding is in it.
static void a_lossless_picture_is_exact(void)
{
    vt_options options = vt_options_default();
    vt_region whole = {0, 0, 0, 0};
    vt_error error;
    options.as_stored = true;
    uint8_t *wanted = render_memory(&sample_find("png/rgb8.png")->memory, &options, 0, 1.0, &whole,
                                    &error);
    CHECK_EQUAL(error, VT_OK);
    uint8_t *seen = render_memory(&sample_find("avif/lossless_turned.avif")->memory, &options, 0,
                                  1.0, &whole, &error);
    CHECK_EQUAL(error, VT_OK);
    CHECK(wanted != NULL && seen != NULL &&
          memcmp(wanted, seen, (size_t)whole.width * whole.height * 4) == 0);
    free(wanted);
    free(seen);
}

// The mean distance of two pictures of one size, in all channels.
static double distance(const char *first, const char *second)
{
    vt_options options = vt_options_default();
    vt_region whole = {0, 0, 0, 0};
    vt_error error;
    uint8_t *a = render_memory(&sample_find(first)->memory, &options, 0, 1.0, &whole, &error);
    CHECK_EQUAL(error, VT_OK);
    uint8_t *b = render_memory(&sample_find(second)->memory, &options, 0, 1.0, &whole, &error);
    CHECK_EQUAL(error, VT_OK);
    size_t size = (size_t)whole.width * whole.height * 4;
    double sum = 0;
    for (size_t i = 0; a != NULL && b != NULL && i < size; i++)
        sum += a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];
    free(a);
    free(b);
    return sum / (double)size;
}

static void coded_pictures_look_like_what_was_coded(void)
{
    static const struct {
        const char *coded;
        const char *picture;
        double limit;
    } pairs[] = {
        {"heif/picture.heic", "png/rgb8.png", 25}, {"heif/alpha.heic", "png/rgba8.png", 25},
        {"heif/deep444.heic", "png/rgb16.png", 8}, {"heif/gray.heic", "png/gray16.png", 5},
        {"avif/picture.avif", "png/rgb8.png", 25}, {"avif/alpha.avif", "png/rgba8.png", 20},
        {"avif/deep444.avif", "png/rgb16.png", 8}, {"avif/gray.avif", "png/gray16.png", 5},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        double found = distance(pairs[i].coded, pairs[i].picture);
        harness_about("%s is off by %.2f", pairs[i].coded, found);
        CHECK(found < pairs[i].limit);
    }
}

static uint64_t bytes_for(const char *name, double scale)
{
    counted reading = {.memory = sample_find(name)->memory};
    vt_source source = {reading.memory.size, counted_read, &reading};
    static uint8_t pixels[128 * 128 * 4];
    vt_document *document = NULL;
    vt_page *page = NULL;
    vt_size size;
    CHECK_EQUAL(vt_document_open(&source, NULL, &document, NULL), VT_OK);
    CHECK_EQUAL(vt_page_open(document, 0, &page), VT_OK);
    CHECK_EQUAL(vt_page_measure(page, scale, &size), VT_OK);
    vt_target target = {pixels, (size_t)size.width * 4, sizeof pixels};
    vt_region whole = {0, 0, size.width, size.height};
    CHECK_EQUAL(vt_page_render(page, scale, whole, target), VT_OK);
    vt_page_close(page);
    vt_document_close(document);
    return reading.bytes_read;
}

// What a grid view asks for must not cost the whole picture.
static void small_scales_read_the_thumbnail_alone(void)
{
    uint64_t small = bytes_for("heif/thumbnail.heic", 0.2);
    uint64_t large = bytes_for("heif/thumbnail.heic", 1.0);
    harness_about("%u and %u bytes", (unsigned)small, (unsigned)large);
    CHECK(small + 500 < large); // of which the list of pictures is the most
}

static bool stop_later(void *user, uint64_t done, uint64_t total)
{
    int *left = user;
    (void)done;
    (void)total;
    return (*left)-- <= 0;
}

// The codecs are left in the middle, and the document goes on living.
static void decoding_can_be_cancelled(void)
{
    static const char *const names[] = {"heif/thumbnail.heic", "avif/grid.avif"};
    static uint8_t pixels[256 * 256 * 4];
    for (int i = 0; i < 2; i++) {
        for (int calls = 0; calls < 12; calls++) {
            vt_source source = vt_source_memory(&sample_find(names[i])->memory);
            vt_options options = vt_options_default();
            vt_document *document = NULL;
            vt_page *page = NULL;
            int left = calls;
            harness_about("%s after %d calls", names[i], calls);
            options.progress = stop_later;
            options.progress_user = &left;
            CHECK_EQUAL(vt_document_open(&source, &options, &document, NULL), VT_OK);
            CHECK_EQUAL(vt_page_open(document, 0, &page), VT_OK);
            vt_page_info info = vt_page_describe(page);
            vt_region whole = {0, 0, (uint32_t)info.width, (uint32_t)info.height};
            vt_target target = {pixels, (size_t)whole.width * 4, sizeof pixels};
            vt_error error = vt_page_render(page, 1.0, whole, target);
            CHECK(error == VT_E_CANCELLED || (error == VT_OK && calls > 1));
            left = 1 << 20;
            CHECK_EQUAL(vt_page_render(page, 1.0, whole, target), VT_OK);
            vt_page_close(page);
            vt_document_close(document);
        }
    }
}

HARNESS_MAIN({"samples load", samples_load},
             {"grids are cut and turned", grids_are_cut_and_turned},
             {"a lossless picture is exact", a_lossless_picture_is_exact},
             {"coded pictures look like what was coded", coded_pictures_look_like_what_was_coded},
             {"small scales read the thumbnail alone", small_scales_read_the_thumbnail_alone},
             {"decoding can be cancelled", decoding_can_be_cancelled})
