// SPDX-License-Identifier: Apache-2.0
// Lets frames be drawn in their order, and hands the lines that a region needs to the row pipeline.
#include "canvas.h"

#include <string.h>

#define ROWS_PER_PROGRESS 64
#define DURATION_TOO_SHORT 10 // milliseconds up to which browsers show a frame for longer,
#define DURATION_INSTEAD 100  // namely for this long

void vt_canvas_close(vt_heap *heap, vt_canvas *canvas)
{
    vt_heap_release(heap, canvas->pixels);
    vt_heap_release(heap, canvas->saved);
    *canvas = (vt_canvas){0};
}

uint8_t *vt_canvas_at(const vt_canvas *canvas, uint32_t x, uint32_t y)
{
    return canvas->pixels + ((size_t)y * canvas->size.width + x) * 4;
}

uint32_t vt_frame_duration(uint64_t milliseconds)
{
    if (milliseconds <= DURATION_TOO_SHORT)
        return DURATION_INSTEAD;
    return milliseconds < UINT32_MAX ? (uint32_t)milliseconds : UINT32_MAX;
}

// ---- From frame to frame ------------------------------------------------------------------------

static void clear_part(const vt_canvas *canvas, vt_region part)
{
    for (uint32_t y = 0; y < part.height; y++)
        memset(vt_canvas_at(canvas, part.x, part.y + y), 0, (size_t)part.width * 4);
}

static void copy_part(const vt_canvas *canvas, vt_region part, bool is_back)
{
    size_t size = (size_t)part.width * 4;
    for (uint32_t y = 0; y < part.height; y++) {
        uint8_t *there = vt_canvas_at(canvas, part.x, part.y + y);
        uint8_t *here = canvas->saved + y * size;
        memcpy(is_back ? there : here, is_back ? here : there, size);
    }
}

static void dispose(const vt_canvas *canvas, vt_frame frame)
{
    if (frame.disposal == VT_CLEAR)
        clear_part(canvas, frame.part);
    else if (frame.disposal == VT_RESTORE && canvas->saved != NULL)
        copy_part(canvas, frame.part, true);
}

static vt_error save_for_later(vt_canvas *canvas, vt_document *document, vt_frame frame)
{
    vt_heap *heap = &document->heap;
    vt_heap_release(heap, canvas->saved);
    canvas->saved = NULL;
    if (frame.disposal != VT_RESTORE || frame.part.height == 0 || frame.part.width == 0)
        return VT_OK;
    canvas->saved = vt_heap_allocate_array(heap, frame.part.height, (size_t)frame.part.width * 4);
    if (canvas->saved == NULL)
        return vt_document_fail_memory(document);
    copy_part(canvas, frame.part, false);
    return VT_OK;
}

// Whether drawing may begin with this frame.
static bool frame_is_start(vt_frame frame)
{
    return frame.is_key && frame.disposal != VT_RESTORE;
}

static vt_error compose_next(vt_canvas *canvas, const vt_animation *animation, uint32_t index)
{
    vt_frame frame = animation->frame(animation->state, index);
    bool is_start = index == 0 || frame_is_start(frame);
    if (!is_start)
        dispose(canvas, animation->frame(animation->state, index - 1));
    vt_error error = save_for_later(canvas, animation->document, frame);
    if (error != VT_OK)
        return error;
    if (is_start) {
        clear_part(canvas, (vt_region){0, 0, canvas->size.width, canvas->size.height});
        canvas->is_damaged = false;
    }
    return animation->draw(animation->document, animation->state, index);
}

vt_error vt_canvas_compose(vt_canvas *canvas, const vt_animation *animation, uint32_t index)
{
    vt_document *document = animation->document;
    if (canvas->composed == index + 1)
        return VT_OK;
    if (canvas->pixels == NULL)
        canvas->pixels = vt_heap_allocate_array(&document->heap, canvas->size.height,
                                                (size_t)canvas->size.width * 4);
    if (canvas->pixels == NULL)
        return vt_document_fail_memory(document);
    uint32_t reached = canvas->composed <= index ? canvas->composed : 0;
    uint32_t start = index;
    while (start > reached && !frame_is_start(animation->frame(animation->state, start)))
        start--;
    canvas->composed = 0;
    vt_error error = VT_OK;
    for (uint32_t i = start; error == VT_OK && i <= index; i++) {
        error = compose_next(canvas, animation, i);
        if (error == VT_OK)
            error = vt_document_progress(document, i + 1 - start, index + 1 - start);
    }
    if (error == VT_OK)
        canvas->composed = index + 1;
    return error;
}

// ---- To the target ------------------------------------------------------------------------------

static vt_error put_lines(vt_document *document, uint32_t width, const uint8_t *canvas,
                          vt_rows *rows)
{
    vt_span lines = vt_rows_lines(rows);
    uint32_t left = vt_rows_columns(rows).first;
    vt_error error = VT_OK;
    for (uint32_t i = 0; error == VT_OK && i < lines.count; i++) {
        size_t line = (size_t)(lines.first + i) * width;
        vt_rows_put(rows, canvas + (line + left) * 4);
        if (i % ROWS_PER_PROGRESS == 0)
            error = vt_document_progress(document, i, lines.count);
    }
    return error;
}

vt_error vt_canvas_render(vt_document *document, const vt_rows_plan *plan, const uint8_t *canvas)
{
    vt_rows *rows = NULL;
    vt_error error = vt_rows_open(plan, &rows);
    if (error != VT_OK)
        return vt_document_fail_memory(document);
    error = put_lines(document, plan->source.width, canvas, rows);
    vt_rows_finish(rows);
    vt_rows_close(rows);
    return error;
}
