// SPDX-License-Identifier: Apache-2.0
// Reads the headers, masks, palette and colour profile of a BMP, and refuses what makes no sense.
#include "bmp_header.h"

#include <string.h>

#define INFO_SIZE 40        // BITMAPINFOHEADER
#define MASKS_SIZE 52       // with the masks of red, green and blue
#define ALPHA_MASK_SIZE 56  // and that of alpha
#define PROFILE_EMBEDDED 0x4D424544u
#define PROFILE_SIZE_MAX (4u << 20)

enum { COMPRESSION_BITFIELDS = 3, COMPRESSION_ALPHA_BITFIELDS = 6 };

static uint32_t read_u16(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t read_u32(const uint8_t *bytes)
{
    return read_u16(bytes) | read_u16(bytes + 2) << 16;
}

// What the headers say, before it is believed.
typedef struct {
    uint32_t head_size; // of the header behind the file's
    uint32_t compression;
    uint32_t color_count;
    uint8_t bytes[BMP_FILE_HEAD_SIZE + BMP_V5_SIZE]; // zero where the header is shorter
} raw_header;

static vt_error raw_read(vt_document *document, raw_header *raw)
{
    *raw = (raw_header){0};
    vt_error error = vt_source_read(&document->source, 0, raw->bytes, BMP_FILE_HEAD_SIZE + 4);
    if (error == VT_OK) {
        raw->head_size = read_u32(raw->bytes + BMP_FILE_HEAD_SIZE);
        if (!bmp_head_size_is_known(raw->head_size))
            return vt_document_fail(document, VT_E_CORRUPT, "The header has no known size.");
        error = vt_source_read(&document->source, 0, raw->bytes,
                               BMP_FILE_HEAD_SIZE + raw->head_size);
    }
    if (error != VT_OK)
        return vt_document_fail(document, error, "The header could not be read.");
    return VT_OK;
}

static vt_error take_sides(vt_document *document, const raw_header *raw, bmp_header *header)
{
    const uint8_t *head = raw->bytes + BMP_FILE_HEAD_SIZE;
    bool is_core = raw->head_size == BMP_CORE_SIZE;
    header->width = is_core ? read_u16(head + 4) : read_u32(head + 4);
    header->height = is_core ? read_u16(head + 6) : read_u32(head + 8);
    header->bit_count = is_core ? read_u16(head + 10) : read_u16(head + 14);
    if (header->height > INT32_MAX) { // negative: rows from the top
        header->is_top_down = true;
        header->height = 0u - header->height;
    }
    if (header->width > INT32_MAX || header->height > INT32_MAX)
        return vt_document_fail(document, VT_E_CORRUPT, "The image has no sensible size.");
    return vt_document_check_pixels(document, header->width, header->height);
}

static vt_error take_packing(vt_document *document, raw_header *raw, bmp_header *header)
{
    const uint8_t *head = raw->bytes + BMP_FILE_HEAD_SIZE;
    uint32_t bits = header->bit_count;
    if (raw->head_size >= 20)
        raw->compression = read_u32(head + 16);
    header->packed_size = raw->head_size >= 24 ? read_u32(head + 20) : 0;
    raw->color_count = raw->head_size >= 36 ? read_u32(head + 32) : 0;
    bool is_os2 = raw->head_size == BMP_OS2_SIZE; // 3 and 4 are Huffman and RLE24 there
    bool has_masks = raw->compression == COMPRESSION_BITFIELDS ||
                     raw->compression == COMPRESSION_ALPHA_BITFIELDS;
    bool is_known = bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 24 ||
                    bits == 32;
    if (raw->compression == BMP_RLE8 || raw->compression == BMP_RLE4) {
        header->packing = (bmp_packing)raw->compression;
        is_known = bits == (raw->compression == BMP_RLE8 ? 8 : 4) && !header->is_top_down;
    } else if (has_masks) {
        is_known = (bits == 16 || bits == 32) && !is_os2;
    } else if (raw->compression != 0) {
        is_known = false;
    }
    if (!is_known)
        return vt_document_fail(document, VT_E_UNSUPPORTED,
                                "This kind of BMP (its packing or bits per pixel) is not known.");
    header->row_size = ((uint64_t)header->width * bits + 31) / 32 * 4;
    return VT_OK;
}

// Fills 8 bits with the bits of `value` again and again, which is 0..255 for 0..largest.
static uint8_t repeat_bits(uint32_t value, uint32_t largest)
{
    uint32_t filled = 0;
    uint32_t covered = 0; // the bits of `filled` that are used, as a number like `largest`
    while (covered < 255) {
        filled = filled * (largest + 1) + value;
        covered = covered * (largest + 1) + largest;
    }
    while (covered > 255) {
        covered >>= 1;
        filled >>= 1;
    }
    return (uint8_t)filled;
}

// False for a mask whose bits are not side by side.
static bool channel_set(bmp_channel *channel, uint32_t mask)
{
    *channel = (bmp_channel){.mask = mask};
    if (mask == 0)
        return true;
    while ((mask >> channel->shift & 1) == 0)
        channel->shift++;
    uint32_t largest = mask >> channel->shift;
    if ((largest & (largest + 1)) != 0)
        return false;
    while (largest > 255) {
        largest >>= 1;
        channel->shift++;
    }
    for (uint32_t value = 0; value <= largest; value++)
        channel->table[value] = repeat_bits(value, largest);
    return true;
}

// Masks of the file lie behind a header of 40 bytes, or within a larger one: the same place.
static vt_error take_masks(vt_document *document, const raw_header *raw, bmp_header *header,
                           uint64_t *palette_offset)
{
    uint32_t masks[4] = {0x7c00, 0x03e0, 0x001f, 0};
    if (header->bit_count == 32)
        memcpy(masks, (uint32_t[4]){0xff0000, 0xff00, 0xff, 0}, sizeof masks);
    bool has_alpha = raw->compression == COMPRESSION_ALPHA_BITFIELDS ||
                     raw->head_size >= ALPHA_MASK_SIZE;
    if (raw->compression != 0 && header->packing == BMP_PLAIN) {
        uint8_t bytes[16] = {0};
        size_t size = has_alpha ? 16 : 12;
        vt_error error =
            vt_source_read(&document->source, BMP_FILE_HEAD_SIZE + INFO_SIZE, bytes, size);
        if (error != VT_OK)
            return vt_document_fail(document, error, "The masks could not be read.");
        for (size_t i = 0; i < 4; i++)
            masks[i] = read_u32(bytes + i * 4);
        if (raw->head_size < MASKS_SIZE)
            *palette_offset += size;
    }
    header->has_alpha = masks[3] != 0 || header->packing != BMP_PLAIN;
    for (size_t i = 0; i < 4; i++) {
        if (!channel_set(&header->channels[i], masks[i]))
            return vt_document_fail(document, VT_E_CORRUPT, "The masks have gaps.");
    }
    return VT_OK;
}

static vt_error take_palette(vt_document *document, const raw_header *raw, bmp_header *header,
                             uint64_t *end)
{
    uint32_t most = header->bit_count <= 8 ? 1u << header->bit_count : 0;
    uint32_t count = raw->color_count == 0 || raw->color_count > most ? most : raw->color_count;
    size_t entry_size = raw->head_size == BMP_CORE_SIZE ? 3 : 4;
    uint8_t bytes[256 * 4];
    if (header->rows_offset > *end && header->rows_offset - *end < count * entry_size)
        count = (uint32_t)((header->rows_offset - *end) / entry_size);
    vt_error error = vt_source_read(&document->source, *end, bytes, count * entry_size);
    if (error != VT_OK)
        return vt_document_fail(document, error, "The palette could not be read.");
    for (uint32_t i = 0; i < 256; i++) {
        header->palette[i][3] = 255;
        for (uint32_t c = 0; c < 3 && i < count; c++)
            header->palette[i][c] = bytes[i * entry_size + 2 - c];
    }
    *end += count * entry_size;
    return VT_OK;
}

static vt_error take_profile(vt_document *document, const raw_header *raw, bmp_header *header)
{
    const uint8_t *head = raw->bytes + BMP_FILE_HEAD_SIZE;
    uint32_t size = read_u32(head + 116);
    if (raw->head_size != BMP_V5_SIZE || read_u32(head + 56) != PROFILE_EMBEDDED || size == 0 ||
        size > PROFILE_SIZE_MAX || document->as_stored)
        return VT_OK;
    uint8_t *profile = vt_heap_allocate(&document->heap, size);
    if (profile == NULL)
        return vt_document_fail_memory(document);
    uint64_t offset = (uint64_t)BMP_FILE_HEAD_SIZE + read_u32(head + 112);
    vt_error error = vt_source_read(&document->source, offset, profile, size);
    if (error == VT_E_TRUNCATED)
        error = VT_OK; // a profile that is not there changes nothing
    else if (error != VT_OK)
        (void)vt_document_fail(document, error, "The colour profile could not be read.");
    else if (vt_colour_open(&document->heap, profile, size, false, &header->colour) != VT_OK)
        error = vt_document_fail_memory(document);
    vt_heap_release(&document->heap, profile);
    return error;
}

// Says how much of the rows is there; nothing at all is an error.
static vt_error check_rows(vt_document *document, const bmp_header *header)
{
    uint64_t size = document->source.size;
    uint64_t row = ((uint64_t)header->width * header->bit_count + 7) / 8;
    uint64_t first = header->packing == BMP_PLAIN ? row : 2;
    if (header->rows_offset > size || size - header->rows_offset < first)
        return vt_document_fail(document, VT_E_TRUNCATED, "The file ends before the pixels.");
    uint64_t wanted = header->packing == BMP_PLAIN
                          ? header->row_size * (header->height - 1) + row
                          : header->packed_size;
    if (size - header->rows_offset < wanted)
        vt_document_warn_partial(document, "The file ends early.");
    return VT_OK;
}

vt_error bmp_header_read(vt_document *document, bmp_header *header)
{
    raw_header raw;
    vt_error error = raw_read(document, &raw);
    if (error == VT_OK)
        error = take_sides(document, &raw, header);
    if (error == VT_OK)
        error = take_packing(document, &raw, header);
    if (error != VT_OK)
        return error;
    uint64_t end = BMP_FILE_HEAD_SIZE + raw.head_size;
    header->rows_offset = read_u32(raw.bytes + 10);
    error = take_masks(document, &raw, header, &end);
    if (error == VT_OK)
        error = take_palette(document, &raw, header, &end);
    if (header->rows_offset < BMP_FILE_HEAD_SIZE + BMP_CORE_SIZE) // some writers leave it at 0
        header->rows_offset = end;
    if (error == VT_OK)
        error = check_rows(document, header);
    if (error == VT_OK)
        error = take_profile(document, &raw, header);
    return error;
}
