// SPDX-License-Identifier: Apache-2.0
// What every format must hold to, checked on each sample in the same way.
#include <math.h>

#include "harness.h"
#include "samples.h"

static vt_document *open_sample(const sample *from)
{
    vt_source source = vt_source_memory(&from->memory);
    vt_options options = sample_options(from);
    vt_document *document = NULL;
    CHECK_EQUAL(vt_document_open(&source, &options, &document, NULL), VT_OK);
    return document;
}

static void content_decides_the_format(void)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        harness_about("%s", samples[i].name);
        const char *format = vt_probe(samples[i].memory.bytes, samples[i].memory.size);
        CHECK(format != NULL && strncmp(format, samples[i].name, strlen(format)) == 0);
    }
    CHECK(vt_probe("", 0) == NULL);
    CHECK(vt_probe("hello, world", 12) == NULL);
}

static void formats_have_names(void)
{
    uint32_t count = 0;
    while (vt_format_name(count) != NULL)
        count++;
    CHECK(count >= 2);
    CHECK(vt_format_name(UINT32_MAX) == NULL);
}

static void samples_open_and_tell_what_they_are(void)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        harness_about("%s", samples[i].name);
        vt_document *document = open_sample(&samples[i]);
        if (document == NULL)
            continue;
        vt_document_info info = vt_document_describe(document);
        CHECK(info.page_count >= 1);
        CHECK(strncmp(info.format, samples[i].name, strlen(info.format)) == 0);
        CHECK(strchr(info.media_type, '/') != NULL);
        CHECK(!info.is_partial);
        CHECK_EQUAL(info.has_password, samples[i].password != NULL);
        CHECK_TEXT(vt_document_message(document), "");
        vt_document_close(document);
    }
    vt_document_close(NULL);
    vt_page_close(NULL);
}

static void pages_out_of_range_are_refused(void)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        harness_about("%s", samples[i].name);
        vt_document *document = open_sample(&samples[i]);
        vt_page *page = NULL;
        uint32_t count = vt_document_describe(document).page_count;
        CHECK_EQUAL(vt_page_open(document, count, &page), VT_E_ARGUMENT);
        CHECK(page == NULL);
        CHECK(vt_document_message(document)[0] != '\0');
        CHECK_EQUAL(vt_page_open(document, UINT32_MAX, &page), VT_E_ARGUMENT);
        CHECK_EQUAL(vt_page_open(document, count - 1, &page), VT_OK);
        vt_page_close(page);
        vt_document_close(document);
    }
}

static void wrong_arguments_are_refused(void)
{
    static uint8_t pixels[64 * 64 * 4];
    vt_target target = {pixels, sizeof pixels, sizeof pixels};
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        harness_about("%s", samples[i].name);
        vt_document *document = open_sample(&samples[i]);
        vt_page *page = NULL;
        CHECK_EQUAL(vt_page_open(document, 0, &page), VT_OK);
        vt_size size;
        CHECK_EQUAL(vt_page_measure(page, 0.0, &size), VT_E_ARGUMENT);
        CHECK_EQUAL(vt_page_measure(page, -1.0, &size), VT_E_ARGUMENT);
        CHECK_EQUAL(vt_page_measure(page, (double)NAN, &size), VT_E_ARGUMENT);
        CHECK_EQUAL(vt_page_measure(page, (double)INFINITY, &size), VT_E_ARGUMENT);
        CHECK_EQUAL(vt_page_measure(page, 1e300, &size), VT_E_LIMIT);
        CHECK_EQUAL(vt_page_measure(page, 1.0, &size), VT_OK);
        const vt_region wrong[] = {{0, 0, 0, 1},
                                   {0, 0, 1, 0},
                                   {size.width, 0, 1, 1},
                                   {0, size.height, 1, 1},
                                   {0, 0, size.width + 1, 1},
                                   {1, 0, UINT32_MAX, 1},
                                   {UINT32_MAX, 0, 2, 1}};
        for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++)
            CHECK_EQUAL(vt_page_render(page, 1.0, wrong[k], target), VT_E_ARGUMENT);
        vt_region one = {0, 0, 1, 1};
        CHECK_EQUAL(vt_page_render(page, 1.0, one, (vt_target){NULL, 4, 4}), VT_E_ARGUMENT);
        CHECK_EQUAL(vt_page_render(page, 1.0, one, (vt_target){pixels, 3, 4}), VT_E_ARGUMENT);
        CHECK_EQUAL(vt_page_render(page, 1.0, one, (vt_target){pixels, 4, 3}), VT_E_ARGUMENT);
        CHECK_EQUAL(vt_page_render(page, 1.0, one, (vt_target){pixels, 4, 4}), VT_OK);
        vt_page_close(page);
        vt_document_close(document);
    }
}

// Images: the same bytes. Pages: where a line crosses the border of a tile, MuPDF splits it at a
// sixteenth of a pixel, so its edge may differ by about a sixteenth in few places
// (docs/formats.md).
static void compare_rows(const uint8_t *tile, const uint8_t *whole, size_t size, bool is_paged,
                         size_t *different)
{
    for (size_t i = 0; i < size; i++) {
        int difference = abs(tile[i] - whole[i]);
        CHECK(difference <= (is_paged ? 20 : 0));
        *different += difference != 0;
    }
}

static void check_tiles(const sample *from, uint32_t index, double scale)
{
    bool is_paged = strncmp(from->name, "pdf", 3) == 0;
    size_t different = 0;
    vt_options options = sample_options(from);
    vt_region whole = {0, 0, 0, 0};
    vt_error error;
    uint8_t *expected = render_memory(&from->memory, &options, index, scale, &whole, &error);
    if (!CHECK_EQUAL(error, VT_OK))
        return;
    uint32_t step_x = whole.width / 3 + 1;
    uint32_t step_y = whole.height / 3 + 1;
    for (uint32_t y = 0; y < whole.height; y += step_y) {
        for (uint32_t x = 0; x < whole.width; x += step_x) {
            vt_region tile = {x, y, whole.width - x < step_x ? whole.width - x : step_x,
                              whole.height - y < step_y ? whole.height - y : step_y};
            harness_about("%s page %u scale %g tile %u,%u", from->name, index, scale, x, y);
            uint8_t *pixels = render_memory(&from->memory, &options, index, scale, &tile, &error);
            CHECK_EQUAL(error, VT_OK);
            for (uint32_t row = 0; pixels != NULL && row < tile.height; row++)
                compare_rows(pixels + (size_t)row * tile.width * 4,
                             expected + ((size_t)(y + row) * whole.width + x) * 4,
                             (size_t)tile.width * 4, is_paged, &different);
            free(pixels);
        }
    }
    harness_about("%s page %u scale %g: %zu values", from->name, index, scale, different);
    CHECK(different * 20 <= (size_t)whole.width * whole.height * 4 + 1000);
    free(expected);
}

static void tiles_equal_the_whole(void)
{
    static const double scales[] = {1.0, 0.5, 0.3, 0.125, 0.07, 1.7, 3.0};
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        for (size_t k = 0; k < sizeof scales / sizeof scales[0]; k++)
            check_tiles(&samples[i], 0, scales[k]);
    }
    check_tiles(sample_find("pdf/shapes.pdf"), 1, 1.5);
}

// A stride larger than the row leaves what is between the rows alone.
static void bytes_between_rows_stay(void)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        harness_about("%s", samples[i].name);
        vt_document *document = open_sample(&samples[i]);
        vt_page *page = NULL;
        vt_size size = {0, 0};
        CHECK_EQUAL(vt_page_open(document, 0, &page), VT_OK);
        CHECK_EQUAL(vt_page_measure(page, 1.0, &size), VT_OK);
        size_t stride = (size_t)size.width * 4 + 12;
        size_t bytes = stride * size.height;
        uint8_t *pixels = malloc(bytes);
        memset(pixels, 0x5A, bytes);
        CHECK_EQUAL(vt_page_render(page, 1.0, (vt_region){0, 0, size.width, size.height},
                                   (vt_target){pixels, stride, bytes}),
                    VT_OK);
        for (uint32_t y = 0; y < size.height; y++) {
            for (size_t x = stride - 12; x < stride; x++)
                CHECK_EQUAL(pixels[y * stride + x], 0x5A);
        }
        free(pixels);
        vt_page_close(page);
        vt_document_close(document);
    }
}

// A scaled picture is about the mean of the full one: no shift, no wrong plane. A JPEG scaled by
// its blocks counts the part of a pixel at the right and lower edge as a whole one.
static void scaled_pictures_keep_their_mean(void)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        vt_options options = sample_options(&samples[i]);
        double means[2][4] = {{0}, {0}};
        // Scaled by the transform; a picture of its own.
        bool is_rough = strstr(samples[i].name, "jpeg") != NULL ||
                        strstr(samples[i].name, "thumbnail") != NULL;
        for (int k = 0; k < 2; k++) {
            vt_region whole = {0, 0, 0, 0};
            vt_error error;
            double scale = k == 0 ? 1.0 : 0.25;
            uint8_t *pixels = render_memory(&samples[i].memory, &options, 0, scale, &whole, &error);
            if (pixels == NULL)
                continue;
            size_t count = (size_t)whole.width * whole.height;
            for (size_t p = 0; p < count * 4; p++)
                means[k][p % 4] += (p % 4 == 3 ? 255.0 : pixels[p | 3]) * pixels[p] / 255.0 / count;
            free(pixels);
        }
        for (int c = 0; c < 4; c++) {
            harness_about("%s channel %d: %g and %g", samples[i].name, c, means[0][c], means[1][c]);
            CHECK(fabs(means[0][c] - means[1][c]) < (is_rough ? 14.0 : 8.0));
        }
    }
}

static void limits_are_kept(void)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        harness_about("%s", samples[i].name);
        vt_options options = sample_options(&samples[i]);
        vt_region whole = {0, 0, 0, 0};
        vt_error error;
        options.limits.target_pixels_max = 10;
        free(render_memory(&samples[i].memory, &options, 0, 4.0, &whole, &error));
        CHECK_EQUAL(error, VT_E_LIMIT);
        options = sample_options(&samples[i]);
        options.limits.memory_max = 1000;
        whole = (vt_region){0, 0, 0, 0};
        free(render_memory(&samples[i].memory, &options, 0, 1.0, &whole, &error));
        CHECK_EQUAL(error, VT_E_LIMIT);
        if (strncmp(samples[i].name, "pdf", 3) == 0)
            continue;
        options = sample_options(&samples[i]);
        options.limits.pixels_max = 0;
        free(render_memory(&samples[i].memory, &options, 0, 1.0, &whole, &error));
        CHECK_EQUAL(error, VT_E_LIMIT);
    }
    vt_options options = vt_options_default();
    options.limits.pages_max = 1;
    vt_source source = vt_source_memory(&sample_find("pdf/shapes.pdf")->memory);
    vt_document *document = NULL;
    vt_message message;
    CHECK_EQUAL(vt_document_open(&source, &options, &document, &message), VT_E_LIMIT);
    CHECK(strstr(message.text, "pages") != NULL);
}

static bool stop_at_once(void *user, uint64_t done, uint64_t total)
{
    int *calls = user;
    (void)done;
    (void)total;
    ++*calls;
    return true;
}

// Formats report progress while they work; small samples may be done before.
static void the_caller_can_cancel(void)
{
    int stopped = 0;
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        harness_about("%s", samples[i].name);
        vt_options options = sample_options(&samples[i]);
        int calls = 0;
        options.progress = stop_at_once;
        options.progress_user = &calls;
        vt_region whole = {0, 0, 0, 0};
        vt_error error;
        free(render_memory(&samples[i].memory, &options, 0, 8.0, &whole, &error));
        CHECK_EQUAL(error, calls > 0 ? VT_E_CANCELLED : VT_OK);
        stopped += calls > 0;
    }
    CHECK(stopped >= 12);
}

static void check_cut(const sample *from, size_t size)
{
    // A block of its own, so that AddressSanitizer sees a byte read too far.
    uint8_t *copy = malloc(size > 0 ? size : 1);
    memcpy(copy, from->memory.bytes, size);
    vt_memory memory = {copy, size};
    vt_source source = vt_source_memory(&memory);
    vt_options options = sample_options(from);
    vt_document *document = NULL;
    vt_page *page = NULL;
    vt_message message;
    vt_error error = vt_document_open(&source, &options, &document, &message);
    if (error == VT_OK)
        error = vt_page_open(document, 0, &page);
    if (error == VT_OK) {
        static uint8_t pixels[256 * 256 * 4];
        vt_size full = {0, 0};
        CHECK_EQUAL(vt_page_measure(page, 1.0, &full), VT_OK);
        if (full.width <= 256 && full.height <= 256)
            error = vt_page_render(page, 1.0, (vt_region){0, 0, full.width, full.height},
                                   (vt_target){pixels, 1024, sizeof pixels});
    } else {
        CHECK(document != NULL || message.text[0] != '\0');
    }
    bool is_known = error == VT_OK || error == VT_E_TRUNCATED || error == VT_E_CORRUPT ||
                    error == VT_E_UNSUPPORTED || error == VT_E_PASSWORD;
    CHECK(is_known);
    // What is shown of a cut file is called partial.
    if (error == VT_OK)
        CHECK(vt_document_describe(document).is_partial || size + 16 > from->memory.size);
    vt_page_close(page);
    vt_document_close(document);
    free(copy);
}

static void every_cut_is_an_error_or_partial(void)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        size_t step = samples[i].memory.size / 60 + 1;
        for (size_t size = 0; size < samples[i].memory.size; size += step) {
            harness_about("%s cut to %zu of %zu", samples[i].name, size, samples[i].memory.size);
            check_cut(&samples[i], size);
        }
    }
}

// Half a picture shows its upper part as it is.
static void half_a_picture_shows_its_beginning(void)
{
    static const char *const names[] = {"png/rgb8.png", "png/rgba8.png", "jpeg/ycc444.jpg"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        harness_about("%s", names[i]);
        const sample *from = sample_find(names[i]);
        vt_options options = sample_options(from);
        vt_region whole = {0, 0, 0, 0};
        vt_error error;
        uint8_t *full = render_memory(&from->memory, &options, 0, 1.0, &whole, &error);
        vt_memory half = {from->memory.bytes, from->memory.size * 2 / 3};
        uint8_t *part = render_memory(&half, &options, 0, 1.0, &whole, &error);
        CHECK_EQUAL(error, VT_OK);
        size_t row = (size_t)whole.width * 4;
        CHECK(part != NULL && memcmp(part, full, row * 7) == 0);
        CHECK(part != NULL && part[row * (whole.height - 1) + 3] == 0);
        free(part);
        free(full);
    }
}

static void garbage_is_refused(void)
{
    static uint8_t bytes[5000];
    uint32_t seed = 99;
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (uint8_t)(seed >> 24);
        }
        // Every other round begins like a file of some format.
        const sample *like = &samples[(size_t)round % SAMPLE_COUNT];
        if (round % 2 == 1)
            memcpy(bytes, like->memory.bytes, like->memory.size < 24 ? like->memory.size : 24);
        vt_memory memory = {bytes, sizeof bytes};
        vt_options options = vt_options_default();
        vt_region whole = {0, 0, 0, 0};
        vt_error error;
        options.limits.target_pixels_max = 1 << 22;
        free(render_memory(&memory, &options, 0, 1.0, &whole, &error));
        CHECK(error != VT_E_INTERNAL && error != VT_E_NOMEM && error != VT_E_ARGUMENT);
    }
}

HARNESS_MAIN({"samples load", samples_load},
             {"content decides the format", content_decides_the_format},
             {"formats have names", formats_have_names},
             {"samples open and tell what they are", samples_open_and_tell_what_they_are},
             {"pages out of range are refused", pages_out_of_range_are_refused},
             {"wrong arguments are refused", wrong_arguments_are_refused},
             {"tiles equal the whole", tiles_equal_the_whole},
             {"bytes between rows stay", bytes_between_rows_stay},
             {"scaled pictures keep their mean", scaled_pictures_keep_their_mean},
             {"limits are kept", limits_are_kept},
             {"the caller can cancel", the_caller_can_cancel},
             {"every cut is an error or partial", every_cut_is_an_error_or_partial},
             {"half a picture shows its beginning", half_a_picture_shows_its_beginning},
             {"garbage is refused", garbage_is_refused})
