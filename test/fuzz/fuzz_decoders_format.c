// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file: opened, described, rendered small, in part and at full size, and
// read for what it contains.
#include <stdlib.h>
#include <string.h>

#include "vt.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define SIDE_MAX 512
#define LATER_PAGE 7 // the last that is looked at

static bool count_down(void *user, uint64_t done, uint64_t total)
{
    int *left = user;
    (void)done;
    (void)total;
    return --*left < 0;
}

// An error that only a fault of the decoder explains ends the run.
static void judge(vt_error error)
{
    if (error == VT_E_INTERNAL || error == VT_E_NOMEM || error == VT_E_ARGUMENT)
        abort();
}

static void render(vt_page *page, double scale, bool is_part)
{
    static uint8_t pixels[SIDE_MAX * SIDE_MAX * 4];
    vt_size size;
    if (vt_page_measure(page, scale, &size) != VT_OK)
        return;
    vt_region region = {0, 0, size.width, size.height};
    if (is_part)
        region = (vt_region){size.width / 3, size.height / 3, 1 + size.width / 4,
                             1 + size.height / 4};
    if (region.width > SIDE_MAX)
        region.width = SIDE_MAX;
    if (region.height > SIDE_MAX)
        region.height = SIDE_MAX;
    judge(vt_page_render(page, scale, region,
                         (vt_target){pixels, (size_t)region.width * 4, sizeof pixels}));
}

// Reads to the last byte what a list points to, so that a sanitizer sees it.
static void touch(const char *text)
{
    if (text != NULL && strlen(text) > SIZE_MAX / 2)
        abort();
}

static void read_page(vt_page *page)
{
    vt_text text;
    vt_hits hits;
    vt_links links;
    judge(vt_page_text(page, &text));
    judge(vt_page_search(page, "e ", &hits));
    judge(vt_page_links(page, &links));
    for (size_t i = 0; i < links.count; i++)
        touch(links.items[i].destination.uri);
}

static void read_document(vt_document *document)
{
    vt_outline outline;
    vt_properties properties;
    judge(vt_document_outline(document, &outline));
    judge(vt_document_properties(document, &properties));
    for (size_t i = 0; i < outline.count; i++) {
        touch(outline.items[i].title);
        touch(outline.items[i].destination.uri);
    }
    for (size_t i = 0; i < properties.count; i++)
        touch(properties.items[i].value);
}

static void use_page(vt_document *document, uint32_t index)
{
    vt_page *page = NULL;
    vt_error error = vt_page_open(document, index, &page);
    judge(error);
    if (error == VT_OK) {
        render(page, 1.0, false);
        render(page, 1.0, true);
        render(page, 0.21, false);
        read_page(page);
    }
    vt_page_close(page);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    vt_memory memory = {bytes, size};
    vt_source source = vt_source_memory(&memory);
    vt_options options = vt_options_default();
    int steps = 20000;
    options.limits.memory_max = (uint64_t)64 << 20;
    options.limits.pixels_max = 1 << 24;
    options.progress = count_down;
    options.progress_user = &steps;
    vt_document *document = NULL;
    vt_error error = vt_document_open(&source, &options, &document, NULL);
    judge(error);
    if (error != VT_OK)
        return 0;
    use_page(document, 0);
    read_document(document);
    uint32_t count = vt_document_describe(document).page_count;
    if (count > 1)
        use_page(document, count < LATER_PAGE ? count - 1 : LATER_PAGE);
    vt_document_close(document);
    return 0;
}
