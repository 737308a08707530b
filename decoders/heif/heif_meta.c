// SPDX-License-Identifier: Apache-2.0
// Reads the boxes inside of `meta`, each with its bounds checked.
#include "heif_meta.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    vt_document *document;
    heif_meta *meta;
    bool has_no_memory;
} reading;

enum list { ITEMS, EXTENTS, PROPERTIES, ASSOCIATIONS, REFERENCES };

// Adds an entry to a table. `place` points to the pointer to the table.
static bool add(reading *work, enum list list, const void *entry, size_t size, void *place,
                uint32_t *count)
{
    vt_list *entries = &work->meta->lists[list];
    if (!vt_list_add(&work->document->heap, entries, entry, size)) {
        work->has_no_memory = true;
        return false;
    }
    memcpy(place, &entries->items, sizeof entries->items);
    (*count)++;
    return true;
}

heif_item *heif_meta_find(const heif_meta *meta, uint32_t id)
{
    uint32_t first = 0;
    uint32_t end = meta->item_count;
    while (first < end) {
        uint32_t middle = first + (end - first) / 2;
        if (meta->items[middle].id < id)
            first = middle + 1;
        else
            end = middle;
    }
    bool is_found = first < meta->item_count && meta->items[first].id == id;
    return is_found ? &meta->items[first] : NULL;
}

// ItemInfoEntry, clause 8.11.6: the versions that name a type.
static bool read_item(reading *work, heif_bytes box)
{
    uint32_t flags;
    uint8_t version = heif_take_version(&box, &flags);
    if (version < 2)
        return true;
    heif_item item = {.is_hidden = (flags & 1) != 0};
    item.id = version == 2 ? heif_take16(&box) : heif_take32(&box);
    heif_skip(&box, 2); // protection
    item.type = heif_take32(&box);
    return !box.is_short && add(work, ITEMS, &item, sizeof item, &work->meta->items,
                                &work->meta->item_count);
}

static int compare_items(const void *a, const void *b)
{
    uint32_t first = ((const heif_item *)a)->id;
    uint32_t second = ((const heif_item *)b)->id;
    return first < second ? -1 : first > second;
}

// ItemInfoBox
static bool read_items(reading *work, heif_bytes box)
{
    heif_meta *meta = work->meta;
    uint8_t version = heif_take_version(&box, NULL);
    (void)heif_take(&box, version == 0 ? 2 : 4);
    uint32_t type;
    heif_bytes content;
    while (heif_take_box(&box, &type, &content)) {
        if (type == HEIF_TYPE('i', 'n', 'f', 'e') && !read_item(work, content))
            return false;
    }
    if (meta->item_count > 1)
        qsort(meta->items, meta->item_count, sizeof *meta->items, compare_items);
    for (uint32_t i = 1; i < meta->item_count; i++) {
        if (meta->items[i].id == meta->items[i - 1].id)
            return false;
    }
    return !box.is_short;
}

typedef struct {
    uint8_t version;
    size_t offset_size;
    size_t length_size;
    size_t base_size;
    size_t index_size;
} location_layout;

static bool size_is_known(size_t size)
{
    return size == 0 || size == 4 || size == 8;
}

static bool read_location(reading *work, const location_layout *layout, heif_bytes *box)
{
    heif_meta *meta = work->meta;
    uint32_t id = layout->version < 2 ? heif_take16(box) : heif_take32(box);
    uint8_t construction = layout->version == 0 ? 0 : heif_take16(box) & 15;
    uint16_t source = heif_take16(box); // 0: this file
    uint64_t base = heif_take(box, layout->base_size);
    uint16_t count = heif_take16(box);
    size_t size = layout->index_size + layout->offset_size + layout->length_size;
    if (box->is_short || (size == 0 && count > 1) || (size > 0 && count > box->left / size))
        return false;
    heif_item *item = heif_meta_find(meta, id);
    bool is_kept = item != NULL && item->extent_count == 0 && source == 0;
    if (is_kept) {
        item->construction = construction;
        item->extent_first = meta->extent_count;
        item->extent_count = count;
    }
    for (uint16_t i = 0; i < count; i++) {
        (void)heif_take(box, layout->index_size);
        uint64_t offset = heif_take(box, layout->offset_size);
        uint64_t length = heif_take(box, layout->length_size);
        if (!is_kept)
            continue;
        heif_extent extent = {base + offset, length};
        if (offset > UINT64_MAX - base || !add(work, EXTENTS, &extent, sizeof extent,
                                               &meta->extents, &meta->extent_count))
            return false;
    }
    return true;
}

// ItemLocationBox, clause 8.11.3.
static bool read_locations(reading *work, heif_bytes box)
{
    location_layout layout = {.version = heif_take_version(&box, NULL)};
    uint16_t sizes = heif_take16(&box);
    layout.offset_size = sizes >> 12;
    layout.length_size = sizes >> 8 & 15;
    layout.base_size = sizes >> 4 & 15;
    layout.index_size = layout.version == 0 ? 0 : sizes & 15;
    if (layout.version > 2 || !size_is_known(layout.offset_size) ||
        !size_is_known(layout.length_size) || !size_is_known(layout.base_size) ||
        !size_is_known(layout.index_size))
        return false;
    uint32_t count = layout.version < 2 ? heif_take16(&box) : heif_take32(&box);
    for (uint32_t i = 0; i < count; i++) {
        if (!read_location(work, &layout, &box))
            return false;
    }
    return !box.is_short;
}

static bool read_reference(reading *work, uint32_t type, uint8_t version, heif_bytes box)
{
    heif_meta *meta = work->meta;
    size_t size = version == 0 ? 2 : 4;
    uint32_t from = (uint32_t)heif_take(&box, size);
    uint16_t count = heif_take16(&box);
    for (uint16_t i = 0; i < count && !box.is_short; i++) {
        heif_reference reference = {type, from, (uint32_t)heif_take(&box, size)};
        if (!add(work, REFERENCES, &reference, sizeof reference, &meta->references,
                 &meta->reference_count))
            return false;
    }
    return !box.is_short;
}

// ItemReferenceBox, clause 8.11.12.
static bool read_references(reading *work, heif_bytes box)
{
    uint8_t version = heif_take_version(&box, NULL);
    uint32_t type;
    heif_bytes content;
    while (heif_take_box(&box, &type, &content)) {
        if (!read_reference(work, type, version, content))
            return false;
    }
    return !box.is_short;
}

// ItemPropertyContainerBox, ISO/IEC 23008-12, clause 9.3.
static bool read_properties(reading *work, heif_bytes box)
{
    heif_meta *meta = work->meta;
    uint32_t type;
    heif_bytes content;
    while (heif_take_box(&box, &type, &content)) {
        heif_property property = {type, content};
        if (!add(work, PROPERTIES, &property, sizeof property, &meta->properties,
                 &meta->property_count))
            return false;
    }
    return !box.is_short;
}

// Properties that may be needed for a picture to be shown as it is meant.
static bool property_is_known(uint32_t type)
{
    static const char known[] = "ispe" "pixi" "colr" "hvcC" "av1C" "irot" "imir" "clap" "auxC"
                                "pasp" "a1op" "a1lx" "clli" "mdcv" "cclv" "amve" "rloc";
    for (size_t i = 0; i + 4 < sizeof known; i += 4) {
        if (type == HEIF_TYPE(known[i], known[i + 1], known[i + 2], known[i + 3]))
            return true;
    }
    return false;
}

static bool read_association(reading *work, heif_bytes *box, size_t id_size, size_t entry_size)
{
    heif_meta *meta = work->meta;
    heif_item *item = heif_meta_find(meta, (uint32_t)heif_take(box, id_size));
    uint8_t count = heif_take8(box);
    bool is_kept = item != NULL && item->property_count == 0;
    if (is_kept)
        item->property_first = meta->association_count;
    uint16_t essential = entry_size == 1 ? 0x80 : 0x8000;
    for (uint8_t i = 0; i < count && !box->is_short; i++) {
        uint16_t entry = (uint16_t)heif_take(box, entry_size);
        uint32_t place = entry & (essential - 1u);
        if (!is_kept || place == 0)
            continue;
        if (place > meta->property_count)
            return false;
        uint16_t association = (uint16_t)(place - 1);
        if (!add(work, ASSOCIATIONS, &association, sizeof association, &meta->associations,
                 &meta->association_count))
            return false;
        item->property_count++;
        if ((entry & essential) != 0 && !property_is_known(meta->properties[place - 1].type))
            item->is_unknown = true;
    }
    return !box->is_short;
}

// ItemPropertyAssociationBox
static bool read_associations(reading *work, heif_bytes box)
{
    uint32_t flags;
    uint8_t version = heif_take_version(&box, &flags);
    uint32_t count = heif_take32(&box);
    for (uint32_t i = 0; i < count; i++) {
        if (!read_association(work, &box, version == 0 ? 2 : 4, (flags & 1) != 0 ? 2 : 1))
            return false;
    }
    return !box.is_short;
}

// ItemPropertiesBox: the properties come before what refers to them.
static bool read_item_properties(reading *work, heif_bytes box)
{
    uint32_t type;
    heif_bytes content;
    bool is_good = true;
    while (is_good && heif_take_box(&box, &type, &content)) {
        if (type == HEIF_TYPE('i', 'p', 'c', 'o'))
            is_good = read_properties(work, content);
        else if (type == HEIF_TYPE('i', 'p', 'm', 'a'))
            is_good = read_associations(work, content);
    }
    return is_good && !box.is_short;
}

// Items that belong to others and are not pictures of their own.
static void mark_parts(heif_meta *meta)
{
    for (uint32_t i = 0; i < meta->reference_count; i++) {
        const heif_reference *reference = &meta->references[i];
        heif_item *from = heif_meta_find(meta, reference->from);
        heif_item *to = heif_meta_find(meta, reference->to);
        bool is_extra = reference->type == HEIF_TYPE('t', 'h', 'm', 'b') ||
                        reference->type == HEIF_TYPE('a', 'u', 'x', 'l');
        if (is_extra && from != NULL)
            from->is_part = true;
        if (reference->type == HEIF_TYPE('d', 'i', 'm', 'g') && from != NULL && to != NULL &&
            from->type == HEIF_TYPE('g', 'r', 'i', 'd'))
            to->is_part = true;
    }
}

// Takes the first box of that type. True where there is none.
static bool read_first(reading *work, heif_bytes boxes, uint32_t wanted,
                       bool (*read)(reading *, heif_bytes))
{
    uint32_t type;
    heif_bytes content;
    while (heif_take_box(&boxes, &type, &content)) {
        if (type == wanted)
            return read(work, content);
    }
    return !boxes.is_short;
}

static bool read_primary(reading *work, heif_bytes box)
{
    uint8_t version = heif_take_version(&box, NULL);
    work->meta->primary = version == 0 ? heif_take16(&box) : heif_take32(&box);
    return !box.is_short;
}

static bool read_data(reading *work, heif_bytes box)
{
    work->meta->data = box;
    return true;
}

vt_error heif_meta_read(vt_document *document, heif_meta *meta, size_t size)
{
    reading work = {.document = document, .meta = meta};
    heif_bytes box = {.next = meta->block, .left = size};
    (void)heif_take_version(&box, NULL);
    bool is_good = read_first(&work, box, HEIF_TYPE('p', 'i', 't', 'm'), read_primary) &&
                   read_first(&work, box, HEIF_TYPE('i', 'i', 'n', 'f'), read_items) &&
                   read_first(&work, box, HEIF_TYPE('i', 'd', 'a', 't'), read_data) &&
                   read_first(&work, box, HEIF_TYPE('i', 'l', 'o', 'c'), read_locations) &&
                   read_first(&work, box, HEIF_TYPE('i', 'p', 'r', 'p'), read_item_properties) &&
                   read_first(&work, box, HEIF_TYPE('i', 'r', 'e', 'f'), read_references);
    if (work.has_no_memory)
        return vt_document_fail_memory(document);
    if (!is_good)
        return vt_document_fail(document, VT_E_CORRUPT, "The list of pictures is damaged.");
    mark_parts(meta);
    return VT_OK;
}

void heif_meta_free(vt_document *document, heif_meta *meta)
{
    for (size_t i = 0; i < sizeof meta->lists / sizeof *meta->lists; i++)
        vt_list_clear(&document->heap, &meta->lists[i]);
    vt_heap_release(&document->heap, meta->block);
}

bool heif_meta_property(const heif_meta *meta, const heif_item *item, uint32_t type,
                        heif_bytes *content_out)
{
    for (uint32_t i = 0; i < item->property_count; i++) {
        const heif_property *property =
            &meta->properties[meta->associations[item->property_first + i]];
        if (property->type == type) {
            *content_out = property->content;
            return true;
        }
    }
    return false;
}

const heif_reference *heif_meta_reference(const heif_meta *meta, uint32_t type, uint32_t id,
                                          bool is_to)
{
    for (uint32_t i = 0; i < meta->reference_count; i++) {
        const heif_reference *reference = &meta->references[i];
        if (reference->type == type && (is_to ? reference->to : reference->from) == id)
            return reference;
    }
    return NULL;
}
