// SPDX-License-Identifier: Apache-2.0
// WebP: the frames of an animation are pages; a still file is one.
#include "vt_probe.h"
#include "webp_compose.h"

static void webp_free(vt_document *document, webp_state *state)
{
    vt_colour_close(&document->heap, state->colour);
    vt_heap_release(&document->heap, state->frames);
    vt_canvas_close(&document->heap, &state->canvas);
    vt_heap_release(&document->heap, state);
}

static vt_error webp_open(vt_document *document, const char *password)
{
    (void)password;
    webp_state *state = vt_heap_allocate_array(&document->heap, 1, sizeof *state);
    if (state == NULL)
        return vt_document_fail_memory(document);
    vt_error error = webp_scan(document, state);
    if (error != VT_OK) {
        webp_free(document, state);
        return error;
    }
    document->state = state;
    document->info.page_count = state->frame_count;
    return VT_OK;
}

static void webp_close(vt_document *document)
{
    webp_free(document, document->state);
}

static vt_error webp_page_open(vt_page *page)
{
    const webp_state *state = page->document->state;
    const webp_frame *frame = &state->frames[page->index];
    vt_page_set_image(page, state->canvas.size, state->orientation);
    page->info.bit_depth = 8;
    page->info.has_alpha = state->has_alpha;
    page->info.duration_ms = state->frame_count > 1 ? vt_frame_duration(frame->duration) : 0;
    return VT_OK;
}

static void webp_page_close(vt_page *page)
{
    (void)page;
}

static vt_error webp_render(vt_page *page, double scale, vt_size size, vt_region region,
                            vt_target target)
{
    (void)scale;
    vt_document *document = page->document;
    webp_state *state = document->state;
    vt_error error = webp_compose(document, state, page->index);
    if (error != VT_OK)
        return error;
    vt_rows_plan plan = {
        .heap = &document->heap,
        .source = state->canvas.size,
        .page = size,
        .region = region,
        .orientation = vt_page_turn(page),
        .is_opaque = !state->has_alpha && !state->canvas.is_damaged,
        .colour = state->colour,
        .target = target,
    };
    return vt_canvas_render(document, &plan, state->canvas.pixels);
}

const vt_format vt_format_webp = {
    .name = "webp",
    .media_type = "image/webp",
    .probe = vt_probe_webp,
    .open = webp_open,
    .close = webp_close,
    .page_open = webp_page_open,
    .page_close = webp_page_close,
    .render = webp_render,
};
