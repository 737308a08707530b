// SPDX-License-Identifier: Apache-2.0
// Finds the `meta` box, counts the pictures, and collects the extents of items.
#include "heif_file.h"

#include <string.h>

#define BOXES_MAX 4096        // boxes of the file that are walked along
#define META_SIZE_MAX (16u << 20)

enum { BOX_META = HEIF_TYPE('m', 'e', 't', 'a'), TYPE_GRID = HEIF_TYPE('g', 'r', 'i', 'd') };

typedef struct {
    uint32_t type;
    uint64_t content; // where it begins
    uint64_t end;
} file_box;

static vt_error read_box(vt_document *document, uint64_t offset, file_box *box_out)
{
    uint8_t head[16] = {0};
    uint64_t left = document->source.size - offset;
    size_t wanted = left < sizeof head ? (size_t)left : sizeof head;
    vt_error error = vt_source_read(&document->source, offset, head, wanted);
    if (error != VT_OK)
        return error;
    heif_bytes bytes = {.next = head, .left = wanted};
    uint64_t size = heif_take32(&bytes);
    uint32_t type = heif_take32(&bytes);
    if (size == 1)
        size = heif_take(&bytes, 8);
    else if (size == 0)
        size = left;
    uint64_t head_size = wanted - bytes.left;
    if (bytes.is_short)
        return VT_E_TRUNCATED;
    if (size < head_size || size > UINT64_MAX - offset)
        return VT_E_CORRUPT;
    *box_out = (file_box){type, offset + head_size, offset + size};
    return VT_OK;
}

static vt_error load_meta(vt_document *document, heif_file *file, const file_box *box)
{
    uint64_t size = box->end - box->content;
    if (box->end > document->source.size)
        return vt_document_fail(document, VT_E_TRUNCATED,
                                "The file ends within its list of pictures.");
    if (size > META_SIZE_MAX)
        return vt_document_fail_number(document, VT_E_LIMIT,
                                       "The list of pictures has more bytes than the limit ",
                                       META_SIZE_MAX);
    file->meta.block = vt_heap_allocate(&document->heap, size > 0 ? (size_t)size : 1);
    if (file->meta.block == NULL)
        return vt_document_fail_memory(document);
    vt_error error =
        vt_source_read(&document->source, box->content, file->meta.block, (size_t)size);
    if (error != VT_OK)
        return vt_document_fail(document, error, "The file could not be read further.");
    return heif_meta_read(document, &file->meta, (size_t)size);
}

static vt_error find_meta(vt_document *document, heif_file *file)
{
    uint64_t offset = 0;
    for (uint32_t i = 0; i < BOXES_MAX && offset < document->source.size; i++) {
        file_box box;
        vt_error error = read_box(document, offset, &box);
        if (error != VT_OK)
            return vt_document_fail(document, error, "A box of the file is damaged.");
        if (box.type == BOX_META)
            return load_meta(document, file, &box);
        offset = box.end;
    }
    bool is_cut = offset > document->source.size;
    return vt_document_fail(document, is_cut ? VT_E_TRUNCATED : VT_E_CORRUPT,
                            "The file has no list of pictures.");
}

static bool is_picture(const heif_file *file, const heif_item *item)
{
    return (item->type == file->codec->item_type || item->type == TYPE_GRID) && !item->is_unknown;
}

static vt_error list_pages(vt_document *document, heif_file *file)
{
    const heif_meta *meta = &file->meta;
    if (meta->item_count == 0)
        return vt_document_fail(document, VT_E_CORRUPT, "The file has no picture.");
    file->pages = vt_heap_allocate_array(&document->heap, meta->item_count, sizeof *file->pages);
    if (file->pages == NULL)
        return vt_document_fail_memory(document);
    const heif_item *primary = heif_meta_find(meta, meta->primary);
    if (primary != NULL && is_picture(file, primary))
        file->pages[file->page_count++] = (uint32_t)(primary - meta->items);
    for (uint32_t i = 0; i < meta->item_count; i++) {
        const heif_item *item = &meta->items[i];
        if (item != primary && is_picture(file, item) && !item->is_hidden && !item->is_part)
            file->pages[file->page_count++] = i;
    }
    if (file->page_count == 0)
        return vt_document_fail(document, VT_E_UNSUPPORTED,
                                "The pictures of the file are coded in a way not known here.");
    return VT_OK;
}

// The part of an extent that is there. False where it is not whole.
static bool clip_extent(const heif_extent *extent, uint64_t size, heif_extent *part_out)
{
    uint64_t left = extent->offset < size ? size - extent->offset : 0;
    *part_out = (heif_extent){extent->offset, extent->size};
    if (extent->size == 0 || extent->size > left)
        part_out->size = left;
    return left > 0 && extent->size <= left;
}

static uint64_t size_of_origin(const vt_document *document, const heif_file *file,
                               const heif_item *item)
{
    return item->construction == 1 ? file->meta.data.left : document->source.size;
}

// Whether all bytes of the item lie within the file.
static bool is_whole(const vt_document *document, const heif_file *file, const heif_item *item)
{
    uint64_t size = size_of_origin(document, file, item);
    bool is_there = item->extent_count > 0;
    for (uint32_t i = 0; is_there && i < item->extent_count; i++) {
        heif_extent part;
        is_there = clip_extent(&file->meta.extents[item->extent_first + i], size, &part);
    }
    return is_there;
}

vt_error heif_file_open(vt_document *document, const heif_codec *codec, heif_file *file)
{
    file->codec = codec;
    vt_error error = find_meta(document, file);
    if (error == VT_OK)
        error = list_pages(document, file);
    bool is_there = true;
    for (uint32_t i = 0; error == VT_OK && is_there && i < file->meta.item_count; i++) {
        const heif_item *item = &file->meta.items[i];
        is_there = !is_picture(file, item) || is_whole(document, file, item);
    }
    if (!is_there)
        vt_document_warn_partial(document, "The file ends early.");
    return error;
}

void heif_file_close(vt_document *document, heif_file *file)
{
    heif_meta_free(document, &file->meta);
    vt_heap_release(&document->heap, file->pages);
}

// The bytes of an item that are there; no more than the file has, which also keeps the sum small.
static vt_error measure_item(const vt_document *document, const heif_file *file,
                             const heif_item *item, size_t *size_out, bool *is_cut_out)
{
    uint64_t size = size_of_origin(document, file, item);
    uint64_t sum = 0;
    *is_cut_out = item->extent_count == 0;
    for (uint32_t i = 0; i < item->extent_count && !*is_cut_out; i++) {
        heif_extent part;
        *is_cut_out = !clip_extent(&file->meta.extents[item->extent_first + i], size, &part);
        if (part.size > size - sum)
            return VT_E_CORRUPT;
        sum += part.size;
    }
    if (item->construction > 1 || sum > SIZE_MAX)
        return VT_E_UNSUPPORTED;
    *size_out = (size_t)sum;
    return sum == 0 ? VT_E_TRUNCATED : VT_OK;
}

vt_error heif_file_read(vt_document *document, const heif_file *file, const heif_item *item,
                        heif_bytes *bytes_out, bool *is_cut_out)
{
    size_t size = 0;
    vt_error error = measure_item(document, file, item, &size, is_cut_out);
    if (error != VT_OK)
        return error;
    uint8_t *block = vt_heap_allocate(&document->heap, size);
    if (block == NULL)
        return vt_document_fail_memory(document);
    size_t filled = 0;
    for (uint32_t i = 0; error == VT_OK && filled < size; i++) {
        heif_extent part;
        (void)clip_extent(&file->meta.extents[item->extent_first + i],
                          size_of_origin(document, file, item), &part);
        if (item->construction == 1)
            memcpy(block + filled, file->meta.data.next + part.offset, (size_t)part.size);
        else
            error = vt_source_read(&document->source, part.offset, block + filled,
                                   (size_t)part.size);
        filled += (size_t)part.size;
    }
    if (error != VT_OK) {
        vt_heap_release(&document->heap, block);
        return vt_document_fail(document, error, "The file could not be read further.");
    }
    *bytes_out = (heif_bytes){.next = block, .left = size};
    return VT_OK;
}
