// SPDX-License-Identifier: Apache-2.0
// Frames as PNG images of their own, blended as the PNG specification (3rd edition, 13.9) says.
#include "png_compose.h"

#include <string.h>

typedef struct {
    vt_document *document;
    png_state *state;
    const png_frame *frame;
    uint8_t *pixels; // RGBA of the frame
    png_walk *walk;
} png_work;

// `over` lies on `pixel`; straight alpha, rounded.
static void blend_pixel(uint8_t *pixel, const uint8_t *over)
{
    uint32_t above = over[3] * 255u;
    uint32_t below = pixel[3] * (255u - over[3]);
    uint32_t sum = above + below; // at most 255 * 255
    for (int c = 0; c < 3; c++)
        pixel[c] = (uint8_t)((over[c] * above + pixel[c] * below + sum / 2) / sum);
    pixel[3] = (uint8_t)((sum + 127) / 255);
}

static void draw_pixels(const png_work *work)
{
    vt_region part = work->frame->part;
    const uint8_t *over = work->pixels;
    for (uint32_t y = 0; y < part.height; y++) {
        uint8_t *pixel = vt_canvas_at(&work->state->canvas, part.x, part.y + y);
        for (uint32_t x = 0; x < part.width; x++, pixel += 4, over += 4) {
            if (!work->frame->is_blended || over[3] == 255)
                memcpy(pixel, over, 4);
            else if (over[3] > 0)
                blend_pixel(pixel, over);
        }
    }
}

static vt_error decode(png_work *work)
{
    vt_region part = work->frame->part;
    size_t stride = (size_t)part.width * 4;
    vt_rows_plan plan = {
        .heap = &work->document->heap,
        .source = {part.width, part.height},
        .page = {part.width, part.height},
        .region = {0, 0, part.width, part.height},
        .orientation = 1,
        .is_opaque = !work->state->header.has_alpha,
        .target = {work->pixels, stride, stride * part.height},
    };
    vt_error error = png_splice_frame(&work->walk->splice, &work->document->source,
                                      &work->state->animation, work->frame);
    if (error != VT_OK)
        return vt_document_fail(work->document, error, "The file could not be read further.");
    work->walk->data_offset = work->frame->offset;
    if (vt_rows_open(&plan, &work->walk->rows) != VT_OK)
        return vt_document_fail_memory(work->document);
    error = png_walk_rows(work->walk);
    vt_rows_close(work->walk->rows);
    return error;
}

// Nothing at all of the first frame is an error; what did not come of a frame is transparent in it.
static vt_error draw_frame(vt_document *document, void *user, uint32_t index)
{
    png_state *state = user;
    png_work work = {document, state, &state->animation.frames[index], NULL, NULL};
    work.pixels = vt_heap_allocate_array(&document->heap, work.frame->part.height,
                                         (size_t)work.frame->part.width * 4);
    if (work.pixels != NULL)
        work.walk = png_walk_open(document);
    vt_error error = work.walk != NULL ? decode(&work) : vt_document_fail_memory(document);
    png_walk_close(work.walk);
    if (error == VT_OK)
        draw_pixels(&work);
    vt_heap_release(&document->heap, work.pixels);
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    if (!is_damage || index == 0)
        return error;
    vt_document_warn_partial(document, "A frame of the animation is damaged.");
    return VT_OK;
}

static vt_frame frame_at(const void *user, uint32_t index)
{
    const png_state *state = user;
    const png_frame *frame = &state->animation.frames[index];
    bool is_whole = frame->part.width == state->canvas.size.width &&
                    frame->part.height == state->canvas.size.height;
    return (vt_frame){frame->part, frame->disposal, is_whole && !frame->is_blended};
}

vt_error png_compose(vt_document *document, png_state *state, uint32_t index)
{
    vt_animation animation = {document, state, frame_at, draw_frame};
    return vt_canvas_compose(&state->canvas, &animation, index);
}
