// SPDX-License-Identifier: Apache-2.0
// The n-th allocation fails, the n-th read fails, for every n up to a run that is not touched: the
// right error comes, nothing is leaked, and the document can still be closed.
#include "harness.h"
#include "samples.h"

typedef struct {
    uint64_t allocations;
    uint64_t fail_allocation; // this one and all after it; 0: none
    uint64_t reads;
    uint64_t fail_read; // this one alone; 0: none
    vt_error read_error;
    int64_t held; // blocks
    const vt_memory *memory;
} saboteur;

static bool allocation_fails(saboteur *state)
{
    state->allocations++;
    return state->fail_allocation != 0 && state->allocations >= state->fail_allocation;
}

static void *allocate(void *user, size_t size)
{
    saboteur *state = user;
    if (allocation_fails(state))
        return NULL;
    state->held++;
    return malloc(size);
}

static void *reallocate(void *user, void *pointer, size_t size)
{
    saboteur *state = user;
    if (allocation_fails(state))
        return NULL;
    return realloc(pointer, size);
}

static void release(void *user, void *pointer)
{
    saboteur *state = user;
    if (pointer != NULL)
        state->held--;
    free(pointer);
}

static vt_error read_bytes(void *user, uint64_t offset, void *destination, size_t size)
{
    saboteur *state = user;
    state->reads++;
    if (state->fail_read != 0 && state->reads == state->fail_read)
        return state->read_error;
    memcpy(destination, (const uint8_t *)state->memory->bytes + offset, size);
    return VT_OK;
}

// All that a document contains.
static vt_error read_contents(vt_document *document, vt_page *page)
{
    vt_text text;
    vt_hits hits;
    vt_links links;
    vt_outline outline;
    vt_properties properties;
    vt_error error = vt_page_text(page, &text);
    if (error == VT_OK)
        error = vt_page_search(page, "e", &hits);
    if (error == VT_OK)
        error = vt_page_links(page, &links);
    if (error == VT_OK)
        error = vt_document_outline(document, &outline);
    if (error == VT_OK)
        error = vt_document_properties(document, &properties);
    return error;
}

static vt_error show(const sample *from, saboteur *state)
{
    static uint8_t pixels[256 * 256 * 4];
    vt_source source = {from->memory.size, read_bytes, state};
    vt_options options = sample_options(from);
    options.allocator = (vt_allocator){allocate, reallocate, release, state};
    vt_document *document = NULL;
    vt_page *page = NULL;
    vt_size size;
    state->memory = &from->memory;
    vt_error error = vt_document_open(&source, &options, &document, NULL);
    if (error == VT_OK)
        error = vt_page_open(document, 0, &page);
    if (error == VT_OK)
        error = vt_page_measure(page, 0.6, &size);
    if (error == VT_OK)
        error = vt_page_render(page, 0.6, (vt_region){0, 0, size.width, size.height},
                               (vt_target){pixels, 1024, sizeof pixels});
    if (error == VT_OK)
        error = read_contents(document, page);
    vt_page_close(page);
    vt_document_close(document);
    CHECK_EQUAL(state->held, 0);
    return error;
}

// Formats with many allocations are tried at every step-th of them.
static void every_allocation_fails_once(void)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        saboteur untouched = {0};
        CHECK_EQUAL(show(&samples[i], &untouched), VT_OK);
        uint64_t step = untouched.allocations / 400 + 1;
        for (uint64_t n = 1; n <= untouched.allocations; n += step) {
            harness_about("%s allocation %" PRIu64 " of %" PRIu64, samples[i].name, n,
                          untouched.allocations);
            saboteur state = {.fail_allocation = n};
            vt_error error = show(&samples[i], &state);
            // MuPDF does without what there is no memory for (a cache, a font) where it can.
            bool is_paged = strncmp(samples[i].name, "pdf", 3) == 0;
            CHECK(error == VT_E_NOMEM || (is_paged && error == VT_OK));
        }
    }
}

static void every_read_fails_once(void)
{
    static const vt_error errors[] = {VT_E_IO, VT_E_AGAIN, VT_E_CANCELLED};
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        saboteur untouched = {0};
        CHECK_EQUAL(show(&samples[i], &untouched), VT_OK);
        CHECK(untouched.reads > 0);
        for (uint64_t n = 1; n <= untouched.reads; n++) {
            for (size_t k = 0; k < sizeof errors / sizeof errors[0]; k++) {
                harness_about("%s read %" PRIu64 " fails with %s", samples[i].name, n,
                              vt_error_name(errors[k]));
                saboteur state = {.fail_read = n, .read_error = errors[k]};
                CHECK_EQUAL(show(&samples[i], &state), errors[k]);
            }
        }
    }
}

HARNESS_MAIN({"samples load", samples_load},
             {"every allocation fails once", every_allocation_fails_once},
             {"every read fails once", every_read_fails_once})
