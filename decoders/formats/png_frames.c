// SPDX-License-Identifier: Apache-2.0
// Walks along the chunks of an animated PNG. A frame counts when its data begin.
#include "png_frames.h"

#include "png_chunks.h"

#define CONTROL_SIZE 26
#define CHUNKS_PER_PROGRESS 64

typedef struct {
    vt_document *document;
    png_frames *found;
    vt_size size;
    uint32_t wanted;   // frames that the file says it has
    uint32_t sequence; // number of the next fcTL or fdAT
    png_frame next;    // what the last fcTL said
    bool has_next;     // and its data have not begun
    bool is_animated;  // acTL came
    bool is_over;
} scan;

static vt_error read_content(scan *walk, const png_chunk *chunk, uint8_t *bytes, uint32_t size)
{
    if (chunk->size < size)
        return VT_E_CORRUPT;
    return vt_source_read(&walk->document->source, png_chunk_content(chunk), bytes, size);
}

static vt_error take_sequence(scan *walk, const uint8_t *bytes)
{
    return png_load32(bytes) == walk->sequence++ ? VT_OK : VT_E_CORRUPT;
}

static bool region_is_within(vt_region part, vt_size size)
{
    return part.width > 0 && part.height > 0 && part.x < size.width && part.y < size.height &&
           part.width <= size.width - part.x && part.height <= size.height - part.y;
}

static vt_error read_control(scan *walk, const png_chunk *chunk)
{
    uint8_t bytes[CONTROL_SIZE];
    vt_error error = read_content(walk, chunk, bytes, sizeof bytes);
    if (error == VT_OK)
        error = take_sequence(walk, bytes);
    if (error != VT_OK)
        return error;
    uint32_t divisor = png_load16(bytes + 22);
    walk->next = (png_frame){
        .part = {png_load32(bytes + 12), png_load32(bytes + 16), png_load32(bytes + 4),
                 png_load32(bytes + 8)},
        .duration_ms = png_load16(bytes + 20) * 1000 / (divisor != 0 ? divisor : 100),
        .disposal = (vt_disposal)bytes[24],
        .is_blended = bytes[25] == 1,
    };
    bool is_sound = region_is_within(walk->next.part, walk->size) && bytes[24] <= VT_RESTORE &&
                    bytes[25] <= 1 && !walk->has_next;
    walk->has_next = is_sound;
    return is_sound ? VT_OK : VT_E_CORRUPT;
}

static vt_error add_frame(scan *walk, uint64_t offset)
{
    png_frames *found = walk->found;
    png_frame *frames = vt_heap_grow_array(&walk->document->heap, found->frames, found->count,
                                           &found->room, sizeof *frames);
    if (frames == NULL)
        return vt_document_fail_memory(walk->document);
    walk->next.offset = offset;
    walk->has_next = false;
    found->frames = frames;
    found->frames[found->count++] = walk->next;
    walk->is_over = found->count == walk->wanted ||
                    found->count > walk->document->limits.pages_max; // told by the caller
    return VT_OK;
}

static vt_error read_data(scan *walk, const png_chunk *chunk)
{
    uint8_t bytes[4];
    vt_error error = read_content(walk, chunk, bytes, sizeof bytes);
    if (error == VT_OK)
        error = take_sequence(walk, bytes);
    if (error == VT_OK && walk->has_next)
        error = add_frame(walk, chunk->offset);
    return error;
}

// The image is a frame where an fcTL lies before it, and then covers all.
static vt_error read_image(scan *walk, const png_chunk *chunk)
{
    if (walk->found->image_offset != 0)
        return VT_OK;
    walk->found->image_offset = chunk->offset;
    if (!walk->is_animated)
        walk->is_over = true;
    if (!walk->is_animated || !walk->has_next)
        return VT_OK;
    vt_region part = walk->next.part;
    bool is_whole = part.width == walk->size.width && part.height == walk->size.height;
    return is_whole ? add_frame(walk, chunk->offset) : VT_E_CORRUPT;
}

static vt_error read_chunk(scan *walk, const png_chunk *chunk)
{
    uint8_t bytes[8];
    bool has_image = walk->found->image_offset != 0;
    if (png_chunk_is(chunk, "IDAT"))
        return read_image(walk, chunk);
    walk->is_over = png_chunk_is(chunk, "IEND");
    if (png_chunk_is(chunk, "acTL") && !has_image) {
        vt_error error = read_content(walk, chunk, bytes, sizeof bytes);
        walk->is_animated = error == VT_OK;
        walk->wanted = png_load32(bytes);
        return error;
    }
    if (png_chunk_is(chunk, "fcTL"))
        return read_control(walk, chunk);
    if (png_chunk_is(chunk, "fdAT") && has_image)
        return read_data(walk, chunk);
    return VT_OK;
}

static vt_error walk_chunks(scan *walk)
{
    uint64_t offset = PNG_SIGNATURE_SIZE;
    vt_error error = VT_OK;
    for (uint32_t count = 1; error == VT_OK && !walk->is_over; count++) {
        png_chunk chunk;
        error = png_chunk_read(&walk->document->source, offset, &chunk);
        if (error == VT_OK)
            error = read_chunk(walk, &chunk);
        if (error == VT_OK && count % CHUNKS_PER_PROGRESS == 0)
            error = vt_document_progress(walk->document, offset, walk->document->source.size);
        if (error == VT_OK)
            offset = png_chunk_next(&chunk);
    }
    return error;
}

vt_error png_frames_scan(vt_document *document, vt_size size, png_frames *frames)
{
    scan walk = {.document = document, .found = frames, .size = size};
    vt_error error = walk_chunks(&walk);
    if (error == VT_E_TRUNCATED || error == VT_E_CORRUPT) {
        if (walk.is_animated || error == VT_E_TRUNCATED)
            vt_document_warn_partial(document, error == VT_E_TRUNCATED
                                                   ? "The file ends early."
                                                   : "A frame of the animation is damaged.");
        return VT_OK;
    }
    if (error != VT_OK)
        return vt_document_fail(document, error, "The file could not be read further.");
    return VT_OK;
}
