// SPDX-License-Identifier: Apache-2.0
// The previews in Canon's CR3 (ISO 14496-12): those of the tracks, and in boxes of their own.
#include <string.h>

#include "raw_find.h"

#define BOXES_MAX 512 // in all
#define DEPTH_MAX 6
#define PREVIEW_HEAD_MAX 32 // bytes before the JPEG in its box

typedef struct {
    const vt_source *source;
    raw_preview *best;
    uint32_t visited;
    uint64_t sample_size; // of the track under way
} search;

typedef struct {
    uint64_t content; // offset
    uint64_t end;
    uint8_t type[4];
} box;

static uint64_t load(const uint8_t *bytes, int size)
{
    uint64_t value = 0;
    for (int i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

static vt_error read_box(const search *all, uint64_t offset, uint64_t end, box *out)
{
    uint8_t head[16];
    vt_error error = vt_source_read(all->source, offset, head, 8);
    if (error != VT_OK)
        return error;
    uint64_t size = load(head, 4);
    uint64_t head_size = 8;
    memcpy(out->type, head + 4, 4);
    if (size == 1) {
        error = vt_source_read(all->source, offset, head, sizeof head);
        size = load(head + 8, 8);
        head_size = 16;
    } else if (size == 0) {
        size = end - offset;
    }
    if (error == VT_OK && (size < head_size || size > UINT64_MAX - offset))
        error = VT_E_CORRUPT;
    out->content = offset + head_size;
    out->end = offset + size < end ? offset + size : end;
    return error;
}

static bool is_type(const box *it, const char *type)
{
    return memcmp(it->type, type, 4) == 0;
}

// A JPEG behind some words about it.
static vt_error take_preview(search *all, const box *it)
{
    uint8_t head[PREVIEW_HEAD_MAX];
    if (it->end - it->content < sizeof head)
        return VT_OK;
    vt_error error = vt_source_read(all->source, it->content, head, sizeof head);
    for (uint64_t i = 0; error == VT_OK && i + 3 <= sizeof head; i++) {
        if (head[i] == 0xff && head[i + 1] == 0xd8 && head[i + 2] == 0xff)
            return raw_take(all->source, it->content + i, it->end - it->content - i, all->best);
    }
    return error;
}

static vt_error take_orientation(search *all, const box *it)
{
    raw_preview found = {0};
    vt_error error = raw_find_tiff(all->source, it->content, &found);
    if (found.orientation != 0)
        all->best->orientation = found.orientation;
    bool is_damage = error == VT_E_CORRUPT || error == VT_E_TRUNCATED;
    return is_damage ? VT_OK : error;
}

static vt_error take_sample_size(search *all, const box *it)
{
    uint8_t bytes[16];
    vt_error error = vt_source_read(all->source, it->content, bytes, sizeof bytes);
    if (error == VT_OK)
        all->sample_size = load(bytes + 4, 4) != 0 ? load(bytes + 4, 4) : load(bytes + 12, 4);
    return error;
}

static vt_error take_sample(search *all, const box *it)
{
    uint8_t bytes[16];
    vt_error error = vt_source_read(all->source, it->content, bytes, sizeof bytes);
    if (error == VT_OK)
        error = raw_take(all->source, load(bytes + 8, 8), all->sample_size, all->best);
    return error;
}

static vt_error search_boxes(search *all, uint64_t offset, uint64_t end, int depth);

static vt_error search_box(search *all, const box *it, int depth)
{
    uint8_t head[28];
    if (is_type(it, "moov") || is_type(it, "trak") || is_type(it, "mdia") ||
        is_type(it, "minf") || is_type(it, "stbl"))
        return search_boxes(all, it->content, it->end, depth + 1);
    if (is_type(it, "PRVW") || is_type(it, "THMB"))
        return take_preview(all, it);
    if (is_type(it, "CMT1"))
        return take_orientation(all, it);
    if (is_type(it, "stsz"))
        return take_sample_size(all, it);
    if (is_type(it, "co64"))
        return take_sample(all, it);
    if (!is_type(it, "uuid") || it->end - it->content < sizeof head)
        return VT_OK;
    // 16 bytes of a name; eight more where the preview follows.
    vt_error error = vt_source_read(all->source, it->content, head, sizeof head);
    if (error != VT_OK)
        return error;
    bool has_preview = load(head, 4) == 0xeaf42b5e;
    bool has_metadata = load(head, 4) == 0x85c0b687;
    if (!has_preview && !has_metadata)
        return VT_OK;
    return search_boxes(all, it->content + (has_preview ? 24 : 16), it->end, depth + 1);
}

static vt_error search_boxes(search *all, uint64_t offset, uint64_t end, int depth)
{
    vt_error error = VT_OK;
    while (error == VT_OK && depth <= DEPTH_MAX && end - offset >= 8) {
        box it;
        if (++all->visited > BOXES_MAX)
            return VT_E_CORRUPT;
        error = read_box(all, offset, end, &it);
        if (error == VT_OK && it.content <= it.end)
            error = search_box(all, &it, depth);
        offset = it.end;
    }
    return error;
}

vt_error raw_find_boxes(const vt_source *source, raw_preview *best)
{
    search all = {source, best, 0, 0};
    return search_boxes(&all, 0, source->size, 0);
}
