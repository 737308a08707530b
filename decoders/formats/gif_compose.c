// SPDX-License-Identifier: Apache-2.0
// Each frame: its pixels, row by row from its codes.
#include "gif_compose.h"

#include <string.h>

#include "gif_lzw.h"

#define ROWS_PER_PROGRESS 64

typedef struct {
    vt_document *document;
    gif_state *state;
    const gif_frame *frame;
    uint8_t palette[256][4]; // RGBA
    uint8_t *row;            // indices of one row of the frame
    vt_reader reader;
    gif_lzw lzw;
} gif_work;

// The part of a frame that lies on the screen.
static vt_region frame_region(const gif_state *state, const gif_frame *frame)
{
    vt_region part = {frame->left, frame->top, frame->width, frame->height};
    vt_size screen = state->canvas.size;
    if (part.x >= screen.width || part.y >= screen.height)
        return (vt_region){0, 0, 0, 0};
    if (part.width > screen.width - part.x)
        part.width = screen.width - part.x;
    if (part.height > screen.height - part.y)
        part.height = screen.height - part.y;
    return part;
}

static vt_error read_palette(gif_work *work)
{
    uint8_t bytes[256 * 3] = {0};
    size_t size = (size_t)work->frame->palette_count * 3;
    vt_error error = VT_OK;
    if (work->frame->palette_offset != 0)
        error = vt_source_read(&work->document->source, work->frame->palette_offset, bytes, size);
    for (size_t i = 0; i < 256; i++) {
        memcpy(work->palette[i], bytes + i * 3, 3);
        work->palette[i][3] = 255;
    }
    return error;
}

// `row` is one of the frame; it is drawn `copies` times downwards, as far as the frame goes.
static void draw_row(gif_work *work, uint32_t row, uint32_t count, uint32_t copies)
{
    vt_region part = frame_region(work->state, work->frame);
    if (count > part.width)
        count = part.width;
    for (uint32_t y = row; y < part.height && y - row < copies; y++) {
        uint8_t *pixel = vt_canvas_at(&work->state->canvas, part.x, part.y + y);
        for (uint32_t x = 0; x < count; x++, pixel += 4) {
            if (work->row[x] != work->frame->transparent)
                memcpy(pixel, work->palette[work->row[x]], 4);
        }
    }
}

// Every step-th row from `first`. A row of an early pass stands for those that are yet to come,
// where nothing shines through. *any_out turns true when pixels came.
static vt_error draw_pass(gif_work *work, uint32_t first, uint32_t step, uint32_t copies,
                          bool *any_out)
{
    const gif_frame *frame = work->frame;
    vt_error error = VT_OK;
    for (uint32_t row = first; error == VT_OK && row < frame->height; row += step) {
        uint32_t filled = 0;
        error = gif_lzw_row(&work->lzw, work->row, frame->width, &filled);
        *any_out = *any_out || filled > 0;
        draw_row(work, row, filled, frame->transparent < 0 ? copies : 1);
        if (error == VT_OK && row % ROWS_PER_PROGRESS == 0)
            error = vt_document_progress(work->document, row, frame->height);
    }
    return error;
}

static vt_error draw_rows(gif_work *work, bool *any_out)
{
    static const uint8_t passes[4][3] = {{0, 8, 8}, {4, 8, 4}, {2, 4, 2}, {1, 2, 1}};
    uint8_t pixel_bits = 0;
    vt_reader_init(&work->reader, &work->document->source, work->frame->data_offset);
    vt_error error = vt_reader_read(&work->reader, &pixel_bits, 1);
    if (error == VT_OK && (pixel_bits == 0 || pixel_bits >= GIF_CODE_BITS_MAX))
        error = VT_E_CORRUPT;
    if (error != VT_OK)
        return error;
    gif_lzw_start(&work->lzw, &work->reader, pixel_bits);
    if (!work->frame->is_interlaced)
        return draw_pass(work, 0, 1, 1, any_out);
    for (int i = 0; error == VT_OK && i < 4; i++)
        error = draw_pass(work, passes[i][0], passes[i][1], passes[i][2], any_out);
    return error;
}

static vt_error draw_pixels(gif_work *work, bool *any_out)
{
    if (work->frame->width == 0 || work->frame->height == 0) {
        *any_out = true;
        return VT_OK;
    }
    work->row = vt_heap_allocate_array(&work->document->heap, work->frame->width, 1);
    if (work->row == NULL)
        return vt_document_fail_memory(work->document);
    vt_error error = read_palette(work);
    if (error == VT_OK)
        error = draw_rows(work, any_out);
    vt_heap_release(&work->document->heap, work->row);
    return error;
}

// What is damaged leaves holes; nothing at all of the first frame is an error.
static vt_error draw_frame(vt_document *document, void *user, uint32_t index)
{
    gif_state *state = user;
    gif_work *work = vt_heap_allocate_array(&document->heap, 1, sizeof *work);
    if (work == NULL)
        return vt_document_fail_memory(document);
    bool any = false;
    work->document = document;
    work->state = state;
    work->frame = &state->frames[index];
    vt_error error = draw_pixels(work, &any);
    vt_heap_release(&document->heap, work);
    if (error == VT_OK)
        return VT_OK;
    if (error != VT_E_TRUNCATED && error != VT_E_CORRUPT)
        return vt_document_fail(document, error, "The file could not be read further.");
    const char *text = error == VT_E_TRUNCATED ? "The file ends early."
                                               : "The codes of a frame are damaged.";
    if (index == 0 && !any)
        return vt_document_fail(document, error, text);
    state->canvas.is_damaged = true;
    vt_document_warn_partial(document, text);
    return VT_OK;
}

static vt_frame frame_at(const void *user, uint32_t index)
{
    const gif_state *state = user;
    const gif_frame *frame = &state->frames[index];
    return (vt_frame){frame_region(state, frame), frame->disposal, frame->is_key};
}

vt_error gif_compose(vt_document *document, gif_state *state, uint32_t index)
{
    vt_animation animation = {document, state, frame_at, draw_frame};
    return vt_canvas_compose(&state->canvas, &animation, index);
}
