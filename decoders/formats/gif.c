// SPDX-License-Identifier: Apache-2.0
// GIF: each frame is a page, drawn over those before it as a browser would.
#include "gif_compose.h"
#include "vt_probe.h"

static void gif_free(vt_document *document, gif_state *state)
{
    vt_canvas_close(&document->heap, &state->canvas);
    vt_heap_release(&document->heap, state->frames);
    vt_heap_release(&document->heap, state);
}

static vt_error gif_open(vt_document *document, const char *password)
{
    (void)password;
    gif_state *state = vt_heap_allocate_array(&document->heap, 1, sizeof *state);
    if (state == NULL)
        return vt_document_fail_memory(document);
    vt_error error = gif_scan(document, state);
    if (error != VT_OK) {
        gif_free(document, state);
        return error;
    }
    document->state = state;
    document->info.page_count = state->frame_count;
    return VT_OK;
}

static void gif_close(vt_document *document)
{
    gif_free(document, document->state);
}

static vt_error gif_page_open(vt_page *page)
{
    const gif_state *state = page->document->state;
    const gif_frame *frame = &state->frames[page->index];
    vt_page_set_image(page, state->canvas.size, 1);
    page->info.bit_depth = 8;
    page->info.has_alpha = !frame->is_opaque;
    page->info.duration_ms = state->frame_count > 1 ? vt_frame_duration(frame->delay * 10) : 0;
    return VT_OK;
}

static void gif_page_close(vt_page *page)
{
    (void)page;
}

static vt_error gif_render(vt_page *page, double scale, vt_size size, vt_region region,
                           vt_target target)
{
    (void)scale;
    vt_document *document = page->document;
    gif_state *state = document->state;
    vt_error error = gif_compose(document, state, page->index);
    if (error != VT_OK)
        return error;
    vt_rows_plan plan = {
        .heap = &document->heap,
        .source = state->canvas.size,
        .page = size,
        .region = region,
        .orientation = 1,
        .is_opaque = state->frames[page->index].is_opaque && !state->canvas.is_damaged,
        .target = target,
    };
    return vt_canvas_render(document, &plan, state->canvas.pixels);
}

const vt_format vt_format_gif = {
    .name = "gif",
    .media_type = "image/gif",
    .probe = vt_probe_gif,
    .open = gif_open,
    .close = gif_close,
    .page_open = gif_page_open,
    .page_close = gif_page_close,
    .render = gif_render,
};
