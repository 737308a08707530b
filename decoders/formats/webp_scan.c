// SPDX-License-Identifier: Apache-2.0
// Walks along the chunks of a WebP, reading heads, colour profile and EXIF only.
#include "webp_scan.h"

#include <string.h>
#include <webp/decode.h>

#include "exif.h"

#define RIFF_HEAD_SIZE 12
#define CHUNK_HEAD_SIZE 8
#define FRAME_HEAD_SIZE 16
#define FEATURES_SIZE 64 // enough of a picture to tell its size
#define EXTRA_SIZE_MAX (4u << 20)
#define CHUNKS_PER_PROGRESS 256

enum { FLAG_ANIMATION = 0x02, FLAG_ALPHA = 0x10 };

typedef struct {
    vt_document *document;
    webp_state *state;
    uint64_t end;     // of what is there
    uint64_t offset;  // of the next chunk
    uint64_t pixels;  // where the picture of a still file begins; 0: not seen
    bool is_extended; // VP8X came
    bool is_over;
} scan;

static uint32_t read_u24(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
}

static uint64_t read_u32(const uint8_t *bytes)
{
    return read_u24(bytes) | (uint64_t)bytes[3] << 24;
}

static vt_error add_frame(scan *walk, const webp_frame *frame)
{
    webp_state *state = walk->state;
    webp_frame *frames = vt_heap_grow_array(&walk->document->heap, state->frames,
                                            state->frame_count, &state->frame_room, sizeof *frames);
    if (frames == NULL)
        return vt_document_fail_memory(walk->document);
    state->frames = frames;
    state->frames[state->frame_count++] = *frame;
    walk->is_over = state->frame_count > walk->document->limits.pages_max; // told by the caller
    return VT_OK;
}

static vt_error read_extended(scan *walk, uint64_t offset, uint64_t size)
{
    uint8_t head[10];
    if (size < sizeof head)
        return VT_E_CORRUPT;
    vt_error error = vt_source_read(&walk->document->source, offset, head, sizeof head);
    if (error != VT_OK)
        return error;
    walk->is_extended = true;
    walk->state->is_animation = (head[0] & FLAG_ANIMATION) != 0;
    walk->state->has_alpha = (head[0] & FLAG_ALPHA) != 0 || walk->state->is_animation;
    walk->state->canvas.size = (vt_size){read_u24(head + 4) + 1, read_u24(head + 7) + 1};
    return vt_document_check_pixels(walk->document, walk->state->canvas.size.width,
                                    walk->state->canvas.size.height);
}

static vt_error read_frame(scan *walk, uint64_t offset, uint64_t size)
{
    uint8_t head[FRAME_HEAD_SIZE];
    vt_size screen = walk->state->canvas.size;
    if (size <= sizeof head || !walk->state->is_animation)
        return VT_E_CORRUPT;
    vt_error error = vt_source_read(&walk->document->source, offset, head, sizeof head);
    if (error != VT_OK)
        return error;
    webp_frame frame = {
        .offset = offset + sizeof head,
        .size = size - sizeof head,
        .left = read_u24(head) * 2,
        .top = read_u24(head + 3) * 2,
        .width = read_u24(head + 6) + 1,
        .height = read_u24(head + 9) + 1,
        .duration = read_u24(head + 12),
        .is_blended = (head[15] & 2) == 0,
        .is_cleared = (head[15] & 1) != 0,
    };
    if (frame.left >= screen.width || frame.width > screen.width - frame.left ||
        frame.top >= screen.height || frame.height > screen.height - frame.top)
        return VT_E_CORRUPT;
    frame.is_key = !frame.is_blended && frame.width == screen.width &&
                   frame.height == screen.height;
    return add_frame(walk, &frame);
}

// A profile or EXIF; *bytes_out is the caller's to release. One that is not whole is left out.
static vt_error read_extra(scan *walk, uint64_t offset, uint64_t size, uint8_t **bytes_out)
{
    *bytes_out = NULL;
    if (walk->document->as_stored || size == 0 || size > EXTRA_SIZE_MAX ||
        size > walk->end - offset)
        return VT_OK;
    uint8_t *bytes = vt_heap_allocate(&walk->document->heap, (size_t)size);
    if (bytes == NULL)
        return vt_document_fail_memory(walk->document);
    vt_error error = vt_source_read(&walk->document->source, offset, bytes, (size_t)size);
    if (error == VT_OK)
        *bytes_out = bytes;
    else
        vt_heap_release(&walk->document->heap, bytes);
    return error;
}

static vt_error read_profile(scan *walk, uint64_t offset, uint64_t size)
{
    uint8_t *bytes;
    vt_error error = read_extra(walk, offset, size, &bytes);
    if (bytes != NULL && walk->state->colour == NULL &&
        vt_colour_open(&walk->document->heap, bytes, (size_t)size, false,
                       &walk->state->colour) != VT_OK)
        error = vt_document_fail_memory(walk->document);
    vt_heap_release(&walk->document->heap, bytes);
    return error;
}

static vt_error read_exif(scan *walk, uint64_t offset, uint64_t size)
{
    uint8_t *bytes;
    vt_error error = read_extra(walk, offset, size, &bytes);
    size_t skip = bytes != NULL && size > 6 && memcmp(bytes, "Exif\0\0", 6) == 0 ? 6 : 0;
    if (bytes != NULL)
        walk->state->orientation = vt_exif_orientation(bytes + skip, (size_t)size - skip);
    vt_heap_release(&walk->document->heap, bytes);
    return error;
}

static bool is_kind(const uint8_t *head, const char *kind)
{
    return memcmp(head, kind, 4) == 0;
}

static vt_error read_chunk(scan *walk)
{
    uint8_t head[CHUNK_HEAD_SIZE];
    if (walk->end - walk->offset < sizeof head)
        return VT_E_TRUNCATED;
    vt_error error = vt_source_read(&walk->document->source, walk->offset, head, sizeof head);
    if (error != VT_OK)
        return error;
    uint64_t offset = walk->offset + sizeof head;
    uint64_t size = read_u32(head + 4);
    bool is_picture = is_kind(head, "VP8 ") || is_kind(head, "VP8L") || is_kind(head, "ALPH");
    if (is_picture && walk->pixels == 0)
        walk->pixels = walk->offset;
    if (is_kind(head, "VP8X") && !walk->is_extended)
        error = read_extended(walk, offset, size);
    else if (is_kind(head, "ANMF"))
        error = read_frame(walk, offset, size);
    else if (is_kind(head, "ICCP") && walk->is_extended)
        error = read_profile(walk, offset, size);
    else if (is_kind(head, "EXIF") && walk->is_extended)
        error = read_exif(walk, offset, size);
    walk->offset = offset + size + size % 2;
    return error;
}

// The picture of a file without animation; a simple file tells its size here.
static vt_error add_still(scan *walk)
{
    webp_state *state = walk->state;
    uint8_t head[FEATURES_SIZE];
    WebPBitstreamFeatures features;
    if (walk->pixels == 0)
        return VT_E_TRUNCATED;
    if (!walk->is_extended) {
        uint64_t left = walk->end - walk->pixels;
        size_t size = left < sizeof head ? (size_t)left : sizeof head;
        vt_error error = vt_source_read(&walk->document->source, walk->pixels, head, size);
        if (error != VT_OK)
            return error;
        VP8StatusCode status = WebPGetFeatures(head, size, &features);
        if (status != VP8_STATUS_OK)
            return status == VP8_STATUS_NOT_ENOUGH_DATA ? VT_E_TRUNCATED : VT_E_CORRUPT;
        state->canvas.size = (vt_size){(uint32_t)features.width, (uint32_t)features.height};
        state->has_alpha = features.has_alpha != 0;
        error = vt_document_check_pixels(walk->document, state->canvas.size.width,
                                         state->canvas.size.height);
        if (error != VT_OK)
            return error;
    }
    webp_frame frame = {
        .offset = walk->pixels,
        .size = walk->end - walk->pixels,
        .width = state->canvas.size.width,
        .height = state->canvas.size.height,
        .is_key = true,
    };
    return add_frame(walk, &frame);
}

static vt_error walk_chunks(scan *walk)
{
    uint8_t head[RIFF_HEAD_SIZE];
    uint64_t size = walk->document->source.size;
    vt_error error = vt_source_read(&walk->document->source, 0, head, sizeof head);
    if (error != VT_OK)
        return error;
    uint64_t wanted = read_u32(head + 4) + CHUNK_HEAD_SIZE;
    walk->end = wanted < size ? wanted : size;
    walk->offset = RIFF_HEAD_SIZE;
    uint32_t count = 0;
    while (error == VT_OK && !walk->is_over && walk->offset < walk->end) {
        error = read_chunk(walk);
        if (error == VT_OK && ++count % CHUNKS_PER_PROGRESS == 0)
            error = vt_document_progress(walk->document, walk->offset, walk->end);
    }
    bool is_cut = wanted > size || walk->offset > walk->end;
    if (error == VT_OK && is_cut && !walk->is_over)
        error = VT_E_TRUNCATED;
    return error;
}

vt_error webp_scan(vt_document *document, webp_state *state)
{
    scan walk = {.document = document, .state = state};
    state->orientation = 1;
    vt_error error = walk_chunks(&walk);
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    if ((error == VT_OK || is_damage) && !state->is_animation) {
        vt_error still = add_still(&walk);
        error = still != VT_OK ? still : error;
        is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    }
    const char *text = error == VT_E_CORRUPT ? "A chunk of the file is damaged."
                                             : "The file ends early.";
    if (error != VT_OK && !is_damage)
        return vt_document_fail(document, error, "The file could not be read further.");
    if (state->frame_count == 0)
        return vt_document_fail(document, is_damage ? error : VT_E_CORRUPT, text);
    if (is_damage)
        vt_document_warn_partial(document, text);
    return VT_OK;
}
