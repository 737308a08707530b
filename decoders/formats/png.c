// SPDX-License-Identifier: Apache-2.0
// PNG: the chunks through libpng, the rows by png_rows.c; the frames of an animation are pages.
#include "png_chunks.h"
#include "png_compose.h"
#include "vt_probe.h"

static void state_free(vt_document *document, png_state *state)
{
    vt_canvas_close(&document->heap, &state->canvas);
    vt_colour_close(&document->heap, state->header.colour);
    vt_heap_release(&document->heap, state->animation.frames);
    vt_heap_release(&document->heap, state);
}

static vt_error read_state(vt_document *document, png_state *state, png_walk *walk)
{
    vt_error error = png_walk_start(walk);
    if (error == VT_OK)
        error = vt_document_check_pixels(document, walk->header.width, walk->header.height);
    if (error == VT_OK)
        error = png_tail_check(document);
    if (error == VT_OK)
        error = png_walk_colour(walk);
    state->header = walk->header;
    state->canvas.size = (vt_size){walk->header.width, walk->header.height};
    if (error == VT_OK)
        error = png_frames_scan(document, state->canvas.size, &state->animation);
    return error;
}

static vt_error png_open(vt_document *document, const char *password)
{
    (void)password;
    png_walk *walk = png_walk_open(document);
    png_state *state = vt_heap_allocate_array(&document->heap, 1, sizeof *state);
    vt_error error = VT_OK;
    if (walk == NULL || state == NULL)
        error = vt_document_fail_memory(document);
    if (error == VT_OK)
        error = read_state(document, state, walk);
    png_walk_close(walk);
    if (error != VT_OK) {
        if (state != NULL)
            state_free(document, state);
        return error;
    }
    document->state = state;
    document->info.page_count = state->animation.count > 0 ? state->animation.count : 1;
    return VT_OK;
}

static void png_close(vt_document *document)
{
    state_free(document, document->state);
}

static vt_error png_page_open(vt_page *page)
{
    const png_state *state = page->document->state;
    const png_header *header = &state->header;
    const png_frames *animation = &state->animation;
    vt_page_set_image(page, state->canvas.size, header->orientation);
    page->info.bit_depth = header->bit_depth;
    page->info.has_alpha = header->has_alpha || animation->count > 0;
    if (animation->count > 1)
        page->info.duration_ms = vt_frame_duration(animation->frames[page->index].duration_ms);
    return VT_OK;
}

static void png_page_close(vt_page *page)
{
    (void)page;
}

static vt_error render_image(vt_document *document, const vt_rows_plan *plan)
{
    png_walk *walk = png_walk_open(document);
    vt_error error = VT_OK;
    if (walk == NULL || vt_rows_open(plan, &walk->rows) != VT_OK)
        error = vt_document_fail_memory(document);
    else
        error = png_walk_rows(walk);
    if (walk != NULL)
        vt_rows_close(walk->rows);
    png_walk_close(walk);
    return error;
}

static vt_error png_render(vt_page *page, double scale, vt_size size, vt_region region,
                           vt_target target)
{
    (void)scale;
    vt_document *document = page->document;
    png_state *state = document->state;
    bool is_animation = state->animation.count > 0;
    vt_rows_plan plan = {
        .heap = &document->heap,
        .source = state->canvas.size,
        .page = size,
        .region = region,
        .orientation = vt_page_turn(page),
        .is_opaque = !state->header.has_alpha && !is_animation,
        .colour = state->header.colour,
        .target = target,
    };
    if (!is_animation)
        return render_image(document, &plan);
    vt_error error = png_compose(document, state, page->index);
    if (error != VT_OK)
        return error;
    return vt_canvas_render(document, &plan, state->canvas.pixels);
}

const vt_format vt_format_png = {
    .name = "png",
    .media_type = "image/png",
    .probe = vt_probe_png,
    .open = png_open,
    .close = png_close,
    .page_open = png_page_open,
    .page_close = png_page_close,
    .render = png_render,
};
