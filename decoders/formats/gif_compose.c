// SPDX-License-Identifier: Apache-2.0
// Each frame: what the one before leaves behind, then its pixels, row by row from its codes.
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
    vt_size screen = state->screen;
    if (part.x >= screen.width || part.y >= screen.height)
        return (vt_region){0, 0, 0, 0};
    if (part.width > screen.width - part.x)
        part.width = screen.width - part.x;
    if (part.height > screen.height - part.y)
        part.height = screen.height - part.y;
    return part;
}

static uint8_t *canvas_at(gif_state *state, uint32_t x, uint32_t y)
{
    return state->canvas + ((size_t)y * state->screen.width + x) * 4;
}

static void clear_part(gif_state *state, vt_region part)
{
    for (uint32_t y = 0; y < part.height; y++)
        memset(canvas_at(state, part.x, part.y + y), 0, (size_t)part.width * 4);
}

static void save_part(gif_state *state, vt_region part, bool is_back)
{
    size_t size = (size_t)part.width * 4;
    for (uint32_t y = 0; y < part.height; y++) {
        uint8_t *there = canvas_at(state, part.x, part.y + y);
        uint8_t *here = state->saved + y * size;
        memcpy(is_back ? there : here, is_back ? here : there, size);
    }
}

static void dispose(gif_state *state, const gif_frame *frame)
{
    vt_region part = frame_region(state, frame);
    if (frame->disposal == GIF_CLEAR)
        clear_part(state, part);
    else if (frame->disposal == GIF_RESTORE && state->saved != NULL)
        save_part(state, part, true);
}

static vt_error save_for_later(gif_work *work)
{
    gif_state *state = work->state;
    vt_heap *heap = &work->document->heap;
    vt_region part = frame_region(state, work->frame);
    vt_heap_release(heap, state->saved);
    state->saved = NULL;
    if (work->frame->disposal != GIF_RESTORE || part.height == 0)
        return VT_OK;
    state->saved = vt_heap_allocate_array(heap, part.height, (size_t)part.width * 4);
    if (state->saved == NULL)
        return vt_document_fail_memory(work->document);
    save_part(state, part, false);
    return VT_OK;
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
        uint8_t *pixel = canvas_at(work->state, part.x, part.y + y);
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

static vt_error draw_frame(gif_work *work, bool is_alone)
{
    vt_heap *heap = &work->document->heap;
    bool any = work->frame->width == 0 || work->frame->height == 0;
    work->row = vt_heap_allocate_array(heap, work->frame->width + (size_t)1, 1);
    if (work->row == NULL)
        return vt_document_fail_memory(work->document);
    vt_error error = read_palette(work);
    if (error == VT_OK && !any)
        error = draw_rows(work, &any);
    vt_heap_release(heap, work->row);
    work->row = NULL;
    if (error != VT_E_TRUNCATED && error != VT_E_CORRUPT)
        return error == VT_OK ? VT_OK
                              : vt_document_fail(work->document, error,
                                                 "The file could not be read further.");
    const char *text = error == VT_E_TRUNCATED ? "The file ends early."
                                               : "The codes of a frame are damaged.";
    if (is_alone && !any)
        return vt_document_fail(work->document, error, text);
    work->state->is_damaged = true;
    vt_document_warn_partial(work->document, text);
    return VT_OK;
}

// Where drawing has to begin: at the last frame that hides all before it, or where it stands.
static uint32_t find_start(const gif_state *state, uint32_t index)
{
    uint32_t start = index;
    while (start > 0 && start != state->composed &&
           !(state->frames[start].is_key && state->frames[start].disposal != GIF_RESTORE))
        start--;
    return start;
}

static vt_error compose_next(gif_work *work, uint32_t index, bool is_start, bool is_alone)
{
    gif_state *state = work->state;
    work->frame = &state->frames[index];
    if (index > 0 && !is_start)
        dispose(state, &state->frames[index - 1]);
    vt_error error = save_for_later(work);
    if (error != VT_OK)
        return error;
    if (index == 0 || (work->frame->is_key && work->frame->disposal != GIF_RESTORE)) {
        clear_part(state, (vt_region){0, 0, state->screen.width, state->screen.height});
        state->is_damaged = false;
    }
    return draw_frame(work, is_alone);
}

vt_error gif_compose(vt_document *document, gif_state *state, uint32_t index)
{
    vt_heap *heap = &document->heap;
    if (state->composed == index + 1)
        return VT_OK;
    if (state->composed > index)
        state->composed = 0;
    if (state->canvas == NULL)
        state->canvas =
            vt_heap_allocate_array(heap, state->screen.height, (size_t)state->screen.width * 4);
    gif_work *work = vt_heap_allocate_array(heap, 1, sizeof *work);
    vt_error error = VT_OK;
    if (state->canvas == NULL || work == NULL)
        error = vt_document_fail_memory(document);
    uint32_t start = find_start(state, index);
    bool goes_on = start == state->composed && start > 0;
    state->composed = 0;
    for (uint32_t i = start; error == VT_OK && i <= index; i++) {
        work->document = document;
        work->state = state;
        error = compose_next(work, i, i == start && !goes_on, index == 0);
        if (error == VT_OK)
            error = vt_document_progress(document, i + 1 - start, index + 1 - start);
    }
    if (error == VT_OK)
        state->composed = index + 1;
    vt_heap_release(heap, work);
    return error;
}
