// SPDX-License-Identifier: Apache-2.0
// Frames through libwebp's incremental decoder, blended as RFC 9649, section 2.7.1.1 says.
#include "webp_compose.h"

#include <string.h>
#include <webp/decode.h>

#include "webp_memory.h"

typedef struct {
    vt_document *document;
    webp_state *state;
    const webp_frame *frame;
    uint8_t *pixels; // RGBA of the frame: on the canvas, or in a block of its own
    size_t stride;
    uint32_t rows; // that came
    vt_reader reader;
} webp_work;

// `over` lies on `pixel`; straight alpha, in the integers of libwebp's own animation decoder.
static void blend_pixel(uint8_t *pixel, const uint8_t *over)
{
    uint32_t alpha = over[3];
    uint32_t below = pixel[3] * (256 - alpha) >> 8;
    uint32_t sum = alpha + below;
    if (sum == 0) {
        memset(pixel, 0, 4);
        return;
    }
    uint32_t scale = (1u << 24) / sum;
    for (int c = 0; c < 3; c++)
        pixel[c] = (uint8_t)(((over[c] * alpha + pixel[c] * below) * scale) >> 24);
    pixel[3] = (uint8_t)sum;
}

static void draw_block(webp_work *work)
{
    const webp_frame *frame = work->frame;
    for (uint32_t y = 0; y < work->rows; y++) {
        uint8_t *pixel = vt_canvas_at(&work->state->canvas, frame->left, frame->top + y);
        const uint8_t *over = work->pixels + y * work->stride;
        for (uint32_t x = 0; x < frame->width; x++, pixel += 4, over += 4) {
            if (!frame->is_blended || over[3] == 255)
                memcpy(pixel, over, 4);
            else if (over[3] > 0)
                blend_pixel(pixel, over);
        }
    }
}

static vt_error status_error(VP8StatusCode status)
{
    switch (status) {
    case VP8_STATUS_OK:
    case VP8_STATUS_SUSPENDED:
        return VT_OK;
    case VP8_STATUS_NOT_ENOUGH_DATA:
        return VT_E_TRUNCATED;
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return VT_E_UNSUPPORTED;
    default:
        return VT_E_CORRUPT;
    }
}

// Hands the frame's bytes to the decoder until it has enough of them.
static vt_error feed(webp_work *work, WebPIDecoder *decoder)
{
    uint64_t left = work->frame->size;
    VP8StatusCode status = VP8_STATUS_SUSPENDED;
    vt_error error = VT_OK;
    while (error == VT_OK && status == VP8_STATUS_SUSPENDED) {
        const uint8_t *bytes;
        size_t size;
        if (left == 0)
            return VT_E_TRUNCATED;
        error = vt_reader_take(&work->reader, &bytes, &size);
        if (error != VT_OK)
            return error;
        size = size < left ? size : (size_t)left;
        left -= size;
        status = WebPIAppend(decoder, bytes, size);
        error = status_error(status);
        if (error == VT_OK)
            error = vt_document_progress(work->document, work->frame->size - left,
                                         work->frame->size);
    }
    return error;
}

static vt_error decode(webp_work *work)
{
    const webp_frame *frame = work->frame;
    size_t size = work->stride * (frame->height - 1) + (size_t)frame->width * 4;
    vt_error error = VT_E_NOMEM;
    int rows = 0;
    int width = 0;
    int height = 0;
    vt_reader_init(&work->reader, &work->document->source, frame->offset);
    webp_memory_begin(&work->document->heap);
    WebPIDecoder *decoder = WebPINewRGB(MODE_RGBA, work->pixels, size, (int)work->stride);
    if (decoder != NULL) {
        error = feed(work, decoder);
        if (WebPIDecGetRGB(decoder, &rows, &width, &height, NULL) == NULL)
            rows = 0;
        WebPIDelete(decoder);
    }
    if (webp_memory_end())
        return vt_document_fail_memory(work->document);
    bool fits = (uint32_t)width == frame->width && (uint32_t)height == frame->height;
    if (rows > 0 && !fits) { // the picture is of another size than its frame
        rows = 0;
        error = VT_E_CORRUPT;
    }
    work->rows = rows > 0 ? (uint32_t)rows : 0;
    for (uint32_t y = work->rows; y < frame->height; y++)
        memset(work->pixels + y * work->stride, 0, (size_t)frame->width * 4);
    return error;
}

// The frame's pixels: on the canvas itself where it hides all, else in a block of its own first.
static vt_error draw_pixels(webp_work *work)
{
    const webp_frame *frame = work->frame;
    const vt_canvas *canvas = &work->state->canvas;
    vt_heap *heap = &work->document->heap;
    work->stride = (size_t)(frame->is_key ? canvas->size.width : frame->width) * 4;
    work->pixels = frame->is_key ? canvas->pixels
                                 : vt_heap_allocate_array(heap, frame->height, work->stride);
    if (work->pixels == NULL)
        return vt_document_fail_memory(work->document);
    vt_error error = decode(work);
    if (!frame->is_key) {
        draw_block(work);
        vt_heap_release(heap, work->pixels);
    }
    return error;
}

// What is damaged leaves holes; nothing at all of a still picture is an error.
static vt_error draw_frame(vt_document *document, void *user, uint32_t index)
{
    webp_state *state = user;
    webp_work *work = vt_heap_allocate_array(&document->heap, 1, sizeof *work);
    if (work == NULL)
        return vt_document_fail_memory(document);
    work->document = document;
    work->state = state;
    work->frame = &state->frames[index];
    vt_error error = draw_pixels(work);
    bool is_nothing = state->frame_count == 1 && work->rows == 0;
    vt_heap_release(&document->heap, work);
    if (error == VT_OK)
        return VT_OK;
    if (error != VT_E_UNSUPPORTED && error != VT_E_TRUNCATED && error != VT_E_CORRUPT)
        return vt_document_fail(document, error, "The file could not be read further.");
    const char *text = error == VT_E_TRUNCATED ? "The file ends early."
                                               : "The codes of a frame are damaged.";
    if (is_nothing)
        return vt_document_fail(document, error, text);
    state->canvas.is_damaged = true;
    vt_document_warn_partial(document, text);
    return VT_OK;
}

static vt_frame frame_at(const void *user, uint32_t index)
{
    const webp_frame *frame = &((const webp_state *)user)->frames[index];
    return (vt_frame){{frame->left, frame->top, frame->width, frame->height},
                      frame->is_cleared ? VT_CLEAR : VT_LEAVE,
                      frame->is_key};
}

vt_error webp_compose(vt_document *document, webp_state *state, uint32_t index)
{
    vt_animation animation = {document, state, frame_at, draw_frame};
    return vt_canvas_compose(&state->canvas, &animation, index);
}
