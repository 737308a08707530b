// SPDX-License-Identifier: Apache-2.0
// Raw files of cameras show the JPEG that lies in them, turned as they ask, and little is read for
// that.
#include "harness.h"
#include "samples.h"

#define PADDING (8u << 20)
#define READ_MOST (128u << 10)

static const struct {
    const char *name;
    uint32_t orientation;
} files[] = {
    {"raw/preview_below.nef", 6}, {"raw/strip.cr2", 1}, {"raw/version.dng", 1},
    {"raw/maker_note.orf", 8},    {"raw/head.raf", 1},  {"raw/boxes.cr3", 3},
};

#define FILES (sizeof files / sizeof files[0])

static void the_preview_is_shown(void)
{
    vt_options options = vt_options_default();
    vt_region whole = {0, 0, 0, 0};
    vt_error error;
    options.as_stored = true;
    const vt_memory *jpeg = &sample_find("jpeg/ycc420.jpg")->memory;
    uint8_t *expected = render_memory(jpeg, &options, 0, 0.7, &whole, &error);
    CHECK_EQUAL(error, VT_OK);
    for (size_t i = 0; i < FILES; i++) {
        vt_region region = {0, 0, 0, 0};
        harness_about("%s", files[i].name);
        uint8_t *found =
            render_memory(&sample_find(files[i].name)->memory, &options, 0, 0.7, &region, &error);
        CHECK_EQUAL(error, VT_OK);
        CHECK(found != NULL && region.width == whole.width && region.height == whole.height &&
              memcmp(found, expected, (size_t)whole.width * whole.height * 4) == 0);
        free(found);
    }
    free(expected);
}

static void the_raw_file_says_how_it_is_turned(void)
{
    for (size_t i = 0; i < FILES; i++) {
        vt_source source = vt_source_memory(&sample_find(files[i].name)->memory);
        vt_document *document = NULL;
        vt_page *page = NULL;
        harness_about("%s", files[i].name);
        CHECK_EQUAL(vt_document_open(&source, NULL, &document, NULL), VT_OK);
        CHECK_EQUAL(vt_page_open(document, 0, &page), VT_OK);
        vt_page_info info = vt_page_describe(page);
        CHECK_EQUAL(info.orientation, files[i].orientation);
        CHECK_EQUAL(info.width > info.height, files[i].orientation < 5);
        vt_page_close(page);
        vt_document_close(document);
    }
}

typedef struct {
    const vt_memory *memory;
    uint64_t bytes;
} counter;

// The file, and zeros behind it for the raw image.
static vt_error counting_read(void *user, uint64_t offset, void *destination, size_t size)
{
    counter *state = user;
    uint8_t *next = destination;
    state->bytes += size;
    for (size_t i = 0; i < size; i++)
        next[i] = offset + i < state->memory->size
                      ? ((const uint8_t *)state->memory->bytes)[offset + i]
                      : 0;
    return VT_OK;
}

static void little_is_read(void)
{
    static uint8_t pixels[256 * 256 * 4];
    for (size_t i = 0; i < FILES; i++) {
        counter state = {&sample_find(files[i].name)->memory, 0};
        vt_source source = {state.memory->size + PADDING, counting_read, &state};
        vt_document *document = NULL;
        vt_page *page = NULL;
        vt_size size = {0, 0};
        harness_about("%s", files[i].name);
        CHECK_EQUAL(vt_document_open(&source, NULL, &document, NULL), VT_OK);
        CHECK_EQUAL(vt_page_open(document, 0, &page), VT_OK);
        CHECK_EQUAL(vt_page_measure(page, 1.0, &size), VT_OK);
        CHECK_EQUAL(vt_page_render(page, 1.0, (vt_region){0, 0, size.width, size.height},
                                   (vt_target){pixels, 1024, sizeof pixels}),
                    VT_OK);
        CHECK(state.bytes < READ_MOST);
        vt_page_close(page);
        vt_document_close(document);
    }
}

static void a_raw_file_without_a_preview_is_refused(void)
{
    uint8_t bytes[200];
    memset(bytes, 0, sizeof bytes);
    memcpy(bytes, "FUJIFILMCCD-RAW ", 16);
    vt_memory memory = {bytes, sizeof bytes};
    vt_source source = vt_source_memory(&memory);
    vt_document *document = NULL;
    vt_message message;
    CHECK_EQUAL(vt_document_open(&source, NULL, &document, &message), VT_E_UNSUPPORTED);
    CHECK_TEXT(message.text, "The raw file holds no JPEG preview.");
}

HARNESS_MAIN({"samples load", samples_load},
             {"the preview is shown", the_preview_is_shown},
             {"the raw file says how it is turned", the_raw_file_says_how_it_is_turned},
             {"little is read", little_is_read},
             {"a raw file without a preview is refused", a_raw_file_without_a_preview_is_refused})
