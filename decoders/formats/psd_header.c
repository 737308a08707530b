// SPDX-License-Identifier: Apache-2.0
// Walks along the sections, and reads of each only what the merged picture needs.
#include "psd_header.h"

#include <string.h>

#define HEAD_SIZE 26
#define SIDE_MAX 30000
#define SIDE_MAX_BIG 300000
#define PLANES_MAX 56
#define RESOURCES_MAX 1024
#define PROFILE_SIZE_MAX (4u << 20)

enum { RESOURCE_PROFILE = 1039, PALETTE_SIZE = 768, PACKING_PLAIN = 0, PACKING_RUNS = 1 };

static uint64_t load(const uint8_t *bytes, uint32_t size)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

static vt_error read_number(vt_document *document, uint64_t offset, uint32_t size, uint64_t *out)
{
    uint8_t bytes[8];
    vt_error error = vt_source_read(&document->source, offset, bytes, size);
    *out = error == VT_OK ? load(bytes, size) : 0;
    return error;
}

size_t psd_row_size(const psd_header *header)
{
    return ((size_t)header->width * header->bits + 7) / 8;
}

uint32_t psd_size_size(const psd_header *header)
{
    return header->is_big ? 4 : 2;
}

static uint32_t planes_of_colour(psd_mode mode)
{
    switch (mode) {
    case PSD_BITMAP:
    case PSD_GRAY:
    case PSD_INDEXED:
    case PSD_DUOTONE:
        return 1;
    case PSD_RGB:
    case PSD_LAB:
        return 3;
    case PSD_CMYK:
        return 4;
    }
    return 0;
}

static vt_error take_head(vt_document *document, psd_header *header, uint32_t *planes_out)
{
    uint8_t head[HEAD_SIZE];
    vt_error error = vt_source_read(&document->source, 0, head, sizeof head);
    if (error != VT_OK)
        return error;
    uint32_t side_max = load(head + 4, 2) == 2 ? SIDE_MAX_BIG : SIDE_MAX;
    header->is_big = load(head + 4, 2) == 2;
    *planes_out = (uint32_t)load(head + 12, 2);
    header->height = (uint32_t)load(head + 14, 4);
    header->width = (uint32_t)load(head + 18, 4);
    header->bits = (uint32_t)load(head + 22, 2);
    header->mode = (psd_mode)load(head + 24, 2);
    header->colour_count = planes_of_colour(header->mode);
    bool bits_fit = header->mode == PSD_BITMAP    ? header->bits == 1
                    : header->mode == PSD_INDEXED ? header->bits == 8
                                                  : header->bits == 8 || header->bits == 16;
    if (header->width > side_max || header->height > side_max || *planes_out > PLANES_MAX)
        return vt_document_fail(document, VT_E_CORRUPT, "The header makes no sense.");
    if (header->colour_count == 0 || !bits_fit)
        return vt_document_fail(document, VT_E_UNSUPPORTED,
                                "This kind of PSD (its mode or bits per sample) is not known.");
    if (*planes_out < header->colour_count)
        return vt_document_fail(document, VT_E_CORRUPT, "Planes of the picture are missing.");
    return vt_document_check_pixels(document, header->width, header->height);
}

static vt_error read_profile(vt_document *document, psd_header *header, uint64_t offset,
                             uint64_t size)
{
    bool is_gray = header->mode == PSD_GRAY;
    bool is_wanted = is_gray || header->mode == PSD_RGB || header->mode == PSD_INDEXED;
    if (document->as_stored || !is_wanted || size > PROFILE_SIZE_MAX || header->colour != NULL)
        return VT_OK;
    uint8_t *bytes = vt_heap_allocate(&document->heap, (size_t)size);
    if (bytes == NULL)
        return vt_document_fail_memory(document);
    vt_error error = vt_source_read(&document->source, offset, bytes, (size_t)size);
    if (error == VT_OK && vt_colour_open(&document->heap, bytes, (size_t)size, is_gray,
                                         &header->colour) != VT_OK)
        error = vt_document_fail_memory(document);
    vt_heap_release(&document->heap, bytes);
    return error;
}

static vt_error take_resources(vt_document *document, psd_header *header, uint64_t offset,
                               uint64_t end)
{
    vt_error error = VT_OK;
    for (int i = 0; error == VT_OK && i < RESOURCES_MAX && offset + 12 <= end; i++) {
        uint8_t head[7]; // signature, number, length of the name
        uint64_t size = 0;
        error = vt_source_read(&document->source, offset, head, sizeof head);
        if (error != VT_OK || memcmp(head, "8BIM", 4) != 0)
            return error;
        uint64_t name_size = (head[6] + UINT64_C(2)) / 2 * 2; // with its length, to an even number
        error = read_number(document, offset + 6 + name_size, 4, &size);
        offset += 10 + name_size;
        if (error == VT_OK && load(head + 4, 2) == RESOURCE_PROFILE && size > 0 &&
            offset + size <= end)
            error = read_profile(document, header, offset, size);
        offset += size + size % 2;
    }
    return error;
}

// A negative number of layers: the first plane behind the colours is the picture's transparency.
static vt_error take_layers(vt_document *document, psd_header *header, uint64_t offset,
                            uint64_t size, uint32_t planes)
{
    uint32_t word = header->is_big ? 8 : 4;
    uint64_t count = 0;
    header->plane_count = header->colour_count;
    if (size < word + 2 || planes <= header->colour_count)
        return VT_OK;
    vt_error error = read_number(document, offset + word, 2, &count);
    if (count >= 0x8000)
        header->plane_count++;
    return error;
}

static vt_error take_sections(vt_document *document, psd_header *header, uint32_t planes)
{
    uint64_t offset = HEAD_SIZE;
    uint64_t size = 0;
    uint64_t packing = 0;
    uint32_t word = header->is_big ? 8 : 4;
    vt_error error = read_number(document, offset, 4, &size);
    if (error == VT_OK && header->mode == PSD_INDEXED && size >= PALETTE_SIZE)
        error = vt_source_read(&document->source, offset + 4, header->palette, PALETTE_SIZE);
    offset += 4 + size;
    if (error == VT_OK)
        error = read_number(document, offset, 4, &size);
    if (error == VT_OK)
        error = take_resources(document, header, offset + 4, offset + 4 + size);
    offset += 4 + size;
    if (error == VT_OK)
        error = read_number(document, offset, word, &size);
    if (error == VT_OK && size > document->source.size)
        error = VT_E_TRUNCATED;
    if (error == VT_OK)
        error = take_layers(document, header, offset + word, size, planes);
    offset += word + size;
    if (error == VT_OK)
        error = read_number(document, offset, 2, &packing);
    if (error == VT_OK && packing != PACKING_PLAIN && packing != PACKING_RUNS)
        return vt_document_fail(document, VT_E_UNSUPPORTED,
                                "The merged picture is packed in an unknown way.");
    header->is_packed = packing == PACKING_RUNS;
    header->sizes_offset = offset + 2;
    header->data_offset = header->sizes_offset;
    if (header->is_packed)
        header->data_offset += (uint64_t)planes * header->height * psd_size_size(header);
    return error;
}

vt_error psd_header_read(vt_document *document, psd_header *header)
{
    uint32_t planes = 0;
    vt_error error = take_head(document, header, &planes);
    if (error == VT_OK)
        error = take_sections(document, header, planes);
    if (error == VT_OK)
        return VT_OK;
    vt_colour_close(&document->heap, header->colour);
    header->colour = NULL;
    return vt_document_fail(document, error, "The header could not be read.");
}
