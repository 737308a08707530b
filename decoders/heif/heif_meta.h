// SPDX-License-Identifier: Apache-2.0
// The `meta` box of a HEIF file as tables: items, where their bytes lie, what they are, and how
// they refer to each other (ISO/IEC 14496-12, clause 8.11; ISO/IEC 23008-12).
#ifndef HEIF_META_H
#define HEIF_META_H

#include "heif_bytes.h"
#include "vt_format.h"

typedef struct {
    uint32_t id;
    uint32_t type;            // 'hvc1', 'av01', 'grid'…
    bool is_hidden;
    bool is_unknown;          // needs a property that is not known here
    bool is_part;             // a tile of a grid, a thumbnail, or an image that is not for the eye
    uint8_t construction;     // 0: extents are of the file, 1: of heif_meta.data
    uint32_t extent_first;
    uint32_t extent_count;
    uint32_t property_first;  // in heif_meta.associations
    uint32_t property_count;
} heif_item;

typedef struct {
    uint64_t offset;
    uint64_t size; // 0: to the end
} heif_extent;

typedef struct {
    uint32_t type;
    heif_bytes content;
} heif_property;

typedef struct {
    uint32_t type;
    uint32_t from; // ids of items
    uint32_t to;
} heif_reference;

typedef struct {
    uint8_t *block; // the content of the box, which all heif_bytes lie in
    heif_item *items; // by rising ids
    uint32_t item_count;
    heif_extent *extents;
    uint32_t extent_count;
    heif_property *properties;
    uint32_t property_count;
    uint16_t *associations; // places in `properties`
    uint32_t association_count;
    heif_reference *references;
    uint32_t reference_count;
    heif_bytes data; // the box 'idat'
    uint32_t primary; // id of an item; 0: none
    vt_list lists[5]; // what the tables above lie in
} heif_meta;

// Reads the box whose content is meta->block. Errors: CORRUPT, NOMEM, LIMIT, with a message. The
// caller frees the lists in either case.
vt_error heif_meta_read(vt_document *document, heif_meta *meta, size_t size);
void heif_meta_free(vt_document *document, heif_meta *meta);

// The item of that id, or NULL.
heif_item *heif_meta_find(const heif_meta *meta, uint32_t id);

// The first property of an item that is of this type; false where there is none.
bool heif_meta_property(const heif_meta *meta, const heif_item *item, uint32_t type,
                        heif_bytes *content_out);

// The first reference of this type from, or where `is_to`, to that item; NULL where there is none.
const heif_reference *heif_meta_reference(const heif_meta *meta, uint32_t type, uint32_t id,
                                          bool is_to);

#endif
