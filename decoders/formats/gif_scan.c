// SPDX-License-Identifier: Apache-2.0
// Walks along the blocks of a GIF. A file that ends early keeps the frames that began.
#include "gif_scan.h"

#include <string.h>

#define HEAD_SIZE 13
#define FRAMES_PER_PROGRESS 64

enum { BLOCK_EXTENSION = 0x21, BLOCK_IMAGE = 0x2C, BLOCK_END = 0x3B };
enum { EXTENSION_TEXT = 0x01, EXTENSION_CONTROL = 0xF9 };

typedef struct {
    vt_document *document;
    gif_state *state;
    gif_frame next;           // what a control extension says of the next frame
    uint64_t palette_offset;  // of the file
    uint32_t palette_count;
    bool base_is_opaque;      // the screen is, before the next frame is drawn
    bool is_over;
    vt_reader reader;
} scan;

static uint32_t read_u16(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

static void forget_control(scan *walk)
{
    walk->next = (gif_frame){.transparent = -1};
}

static vt_error skip_blocks(scan *walk)
{
    uint8_t size = 0;
    vt_error error;
    while ((error = vt_reader_read(&walk->reader, &size, 1)) == VT_OK && size > 0)
        vt_reader_skip(&walk->reader, size);
    return error;
}

static vt_error read_extension(scan *walk)
{
    static const vt_disposal disposals[8] = {[2] = VT_CLEAR, [3] = VT_RESTORE};
    uint8_t head[2]; // label and the size of the first block
    vt_error error = vt_reader_read(&walk->reader, head, sizeof head);
    if (error != VT_OK)
        return error;
    if (head[0] == EXTENSION_CONTROL && head[1] == 4) {
        uint8_t control[4];
        error = vt_reader_read(&walk->reader, control, sizeof control);
        if (error != VT_OK)
            return error;
        walk->next.disposal = disposals[control[0] >> 2 & 7];
        walk->next.delay = read_u16(control + 1);
        walk->next.transparent = (control[0] & 1) != 0 ? control[3] : -1;
    } else if (head[1] == 0) {
        return VT_OK;
    } else {
        vt_reader_skip(&walk->reader, head[1]);
        if (head[0] == EXTENSION_TEXT)
            forget_control(walk); // it was about the text
    }
    return skip_blocks(walk);
}

// The first frame makes a screen that is too small for it larger, as browsers do.
static vt_error settle_screen(scan *walk, const gif_frame *first)
{
    vt_size *screen = &walk->state->canvas.size;
    if (screen->width < first->left + first->width)
        screen->width = first->left + first->width;
    if (screen->height < first->top + first->height)
        screen->height = first->top + first->height;
    return vt_document_check_pixels(walk->document, screen->width, screen->height);
}

static vt_error add_frame(scan *walk, gif_frame *frame)
{
    gif_state *state = walk->state;
    vt_size screen = state->canvas.size;
    frame->is_key = frame->left == 0 && frame->top == 0 && frame->width >= screen.width &&
                    frame->height >= screen.height && frame->transparent < 0;
    frame->is_opaque = frame->is_key || walk->base_is_opaque;
    if (frame->disposal == VT_CLEAR)
        walk->base_is_opaque = false;
    else if (frame->disposal == VT_LEAVE)
        walk->base_is_opaque = frame->is_opaque;
    gif_frame *frames = vt_heap_grow_array(&walk->document->heap, state->frames,
                                           state->frame_count, &state->frame_room, sizeof *frames);
    if (frames == NULL)
        return vt_document_fail_memory(walk->document);
    state->frames = frames;
    state->frames[state->frame_count++] = *frame;
    walk->is_over = state->frame_count > walk->document->limits.pages_max; // told by the caller
    if (state->frame_count % FRAMES_PER_PROGRESS != 0)
        return VT_OK;
    return vt_document_progress(walk->document, vt_reader_position(&walk->reader),
                                walk->document->source.size);
}

static vt_error read_image(scan *walk)
{
    uint8_t head[9];
    uint8_t pixel_bits;
    vt_error error = vt_reader_read(&walk->reader, head, sizeof head);
    if (error != VT_OK)
        return error;
    gif_frame frame = walk->next;
    forget_control(walk);
    frame.left = read_u16(head);
    frame.top = read_u16(head + 2);
    frame.width = read_u16(head + 4);
    frame.height = read_u16(head + 6);
    frame.is_interlaced = (head[8] & 0x40) != 0;
    frame.palette_offset = walk->palette_offset;
    frame.palette_count = walk->palette_count;
    if ((head[8] & 0x80) != 0) {
        frame.palette_offset = vt_reader_position(&walk->reader);
        frame.palette_count = 2u << (head[8] & 7);
        vt_reader_skip(&walk->reader, frame.palette_count * 3);
    }
    frame.data_offset = vt_reader_position(&walk->reader);
    error = vt_reader_read(&walk->reader, &pixel_bits, 1);
    if (error == VT_OK && walk->state->frame_count == 0)
        error = settle_screen(walk, &frame);
    if (error == VT_OK)
        error = add_frame(walk, &frame);
    return error == VT_OK ? skip_blocks(walk) : error;
}

static vt_error read_head(scan *walk)
{
    uint8_t head[HEAD_SIZE];
    vt_error error = vt_reader_read(&walk->reader, head, sizeof head);
    if (error != VT_OK)
        return error;
    walk->state->canvas.size = (vt_size){read_u16(head + 6), read_u16(head + 8)};
    if ((head[10] & 0x80) != 0) {
        walk->palette_offset = HEAD_SIZE;
        walk->palette_count = 2u << (head[10] & 7);
        vt_reader_skip(&walk->reader, walk->palette_count * 3);
    }
    return VT_OK;
}

static vt_error read_next(scan *walk)
{
    uint8_t kind;
    vt_error error = vt_reader_read(&walk->reader, &kind, 1);
    if (error != VT_OK)
        return error;
    if (kind == BLOCK_EXTENSION)
        return read_extension(walk);
    if (kind == BLOCK_IMAGE)
        return read_image(walk);
    walk->is_over = kind == BLOCK_END;
    return walk->is_over ? VT_OK : VT_E_CORRUPT;
}

static vt_error scan_settle(vt_document *document, gif_state *state, vt_error error)
{
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    const char *text = error == VT_E_CORRUPT ? "A block of the file is damaged."
                                             : "The file ends early.";
    if (error != VT_OK && !is_damage)
        return vt_document_fail(document, error, "The file could not be read further.");
    if (state->frame_count == 0)
        return vt_document_fail(document, is_damage ? error : VT_E_CORRUPT,
                                is_damage ? text : "The file holds no image.");
    if (is_damage)
        vt_document_warn_partial(document, text);
    return VT_OK;
}

vt_error gif_scan(vt_document *document, gif_state *state)
{
    scan *walk = vt_heap_allocate_array(&document->heap, 1, sizeof *walk);
    if (walk == NULL)
        return vt_document_fail_memory(document);
    walk->document = document;
    walk->state = state;
    forget_control(walk);
    vt_reader_init(&walk->reader, &document->source, 0);
    vt_error error = read_head(walk);
    while (error == VT_OK && !walk->is_over)
        error = read_next(walk);
    vt_heap_release(&document->heap, walk);
    return scan_settle(document, state, error);
}
