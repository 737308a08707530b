// SPDX-License-Identifier: Apache-2.0
// Raw files of cameras: the largest JPEG preview in them, turned as the raw file asks.
#include "nested.h"
#include "raw_find.h"
#include "vt_probe.h"

typedef struct {
    raw_preview preview;
    vt_window window;
    vt_document *picture;
} raw_state;

static void state_free(vt_document *document, raw_state *state)
{
    vt_nested_close(state->picture);
    vt_heap_release(&document->heap, state);
}

static vt_error find(vt_document *document, raw_state *state)
{
    vt_error error = raw_find(&document->source, &state->preview);
    if (error == VT_E_UNSUPPORTED)
        return vt_document_fail(document, error, "The raw file holds no JPEG preview.");
    if (error != VT_OK)
        return vt_document_fail(document, error, "The raw file could not be read.");
    state->window = (vt_window){&document->source, state->preview.offset, state->preview.size};
    vt_source source = vt_window_source(&state->window);
    return vt_nested_open(document, &source, "jpeg", &state->picture);
}

static vt_error raw_open(vt_document *document, const char *password)
{
    (void)password;
    raw_state *state = vt_heap_allocate_array(&document->heap, 1, sizeof *state);
    if (state == NULL)
        return vt_document_fail_memory(document);
    vt_error error = find(document, state);
    if (error != VT_OK) {
        state_free(document, state);
        return error;
    }
    document->state = state;
    document->info.page_count = 1;
    return VT_OK;
}

static void raw_close(vt_document *document)
{
    state_free(document, document->state);
}

static vt_error raw_page_open(vt_page *page)
{
    const raw_state *state = page->document->state;
    return vt_nested_describe(page->document, state->picture, state->preview.orientation,
                              &page->info);
}

static void raw_page_close(vt_page *page)
{
    (void)page;
}

static vt_error raw_render(vt_page *page, double scale, vt_size size, vt_region region,
                           vt_target target)
{
    (void)size;
    const raw_state *state = page->document->state;
    return vt_nested_render(page->document, state->picture, state->preview.orientation, scale,
                            region, target);
}

const vt_format vt_format_raw = {
    .name = "raw",
    .media_type = "image/x-dcraw",
    .probe = vt_probe_raw,
    .open = raw_open,
    .close = raw_close,
    .page_open = raw_page_open,
    .page_close = raw_page_close,
    .render = raw_render,
};
