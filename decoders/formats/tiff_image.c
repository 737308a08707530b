// SPDX-License-Identifier: Apache-2.0
// Takes the tags of a directory, and refuses what makes no sense or cannot be shown.
#include "tiff_image.h"

#include <string.h>

#define BYTES_OF_ROW_MAX (1u << 30)

enum {
    TAG_KIND = 254,
    TAG_WIDTH = 256,
    TAG_HEIGHT = 257,
    TAG_BITS = 258,
    TAG_PACKING = 259,
    TAG_COLOURS = 262,
    TAG_FILL_ORDER = 266,
    TAG_STRIP_OFFSETS = 273,
    TAG_ORIENTATION = 274,
    TAG_SAMPLES = 277,
    TAG_STRIP_ROWS = 278,
    TAG_STRIP_SIZES = 279,
    TAG_PLANES = 284,
    TAG_FAX_OPTIONS = 292,
    TAG_PREDICTOR = 317,
    TAG_PALETTE = 320,
    TAG_TILE_WIDTH = 322,
    TAG_TILE_HEIGHT = 323,
    TAG_TILE_OFFSETS = 324,
    TAG_TILE_SIZES = 325,
    TAG_EXTRAS = 338,
    TAG_FORMAT = 339,
    TAG_JPEG_TABLES = 347,
    TAG_SUBSAMPLING = 530,
    TAG_PROFILE = 34675,
};

static vt_error take_number(const vt_tiff *file, const vt_tiff_entry *entry, uint32_t *out)
{
    uint64_t value = 0;
    vt_error error = vt_tiff_number(file, entry, 0, &value);
    *out = value <= UINT32_MAX ? (uint32_t)value : UINT32_MAX;
    return error;
}

// What is kept as an entry, or NULL.
static vt_tiff_entry *entry_of(tiff_image *image, uint32_t tag)
{
    switch (tag) {
    case TAG_STRIP_OFFSETS:
    case TAG_TILE_OFFSETS:
        return &image->offsets;
    case TAG_STRIP_SIZES:
    case TAG_TILE_SIZES:
        return &image->sizes;
    case TAG_BITS:
        return &image->bits;
    case TAG_EXTRAS:
        return &image->extras;
    case TAG_FORMAT:
        return &image->formats;
    case TAG_PALETTE:
        return &image->palette;
    case TAG_PROFILE:
        return &image->profile;
    case TAG_JPEG_TABLES:
        return &image->jpeg_tables;
    case TAG_SUBSAMPLING:
        return &image->subsampling;
    default:
        return NULL;
    }
}

static vt_error visit(void *user, const vt_tiff *file, const vt_tiff_entry *entry)
{
    tiff_image *image = user;
    vt_tiff_entry *kept = entry_of(image, entry->tag);
    if (kept != NULL)
        *kept = *entry;
    uint32_t value = 0;
    uint32_t *place = entry->tag == TAG_WIDTH         ? &image->width
                      : entry->tag == TAG_HEIGHT      ? &image->height
                      : entry->tag == TAG_SAMPLES     ? &image->sample_count
                      : entry->tag == TAG_PREDICTOR   ? &image->predictor
                      : entry->tag == TAG_FAX_OPTIONS ? &image->fax_options
                      : entry->tag == TAG_TILE_WIDTH  ? &image->segment_width
                                                      : &value;
    vt_error error = VT_OK;
    switch (entry->tag) {
    case TAG_WIDTH:
    case TAG_HEIGHT:
    case TAG_SAMPLES:
    case TAG_PREDICTOR:
    case TAG_FAX_OPTIONS:
    case TAG_TILE_WIDTH:
        return take_number(file, entry, place);
    case TAG_TILE_HEIGHT:
    case TAG_STRIP_ROWS:
        image->is_tiled = entry->tag == TAG_TILE_HEIGHT;
        return take_number(file, entry, &image->segment_height);
    case TAG_KIND:
        error = take_number(file, entry, &value);
        image->is_reduced = (value & 5) != 0;
        return error;
    case TAG_PACKING:
        error = take_number(file, entry, &value);
        image->packing = (tiff_packing)value;
        return error;
    case TAG_COLOURS:
        error = take_number(file, entry, &value);
        image->colours = (tiff_colours)value;
        return error;
    case TAG_FILL_ORDER:
        error = take_number(file, entry, &value);
        image->is_bits_from_low = value == 2;
        return error;
    case TAG_ORIENTATION:
        error = take_number(file, entry, &value);
        image->orientation = value >= 1 && value <= 8 ? value : 1;
        return error;
    case TAG_PLANES:
        error = take_number(file, entry, &value);
        image->is_planar = value == 2;
        return error;
    default:
        return VT_OK;
    }
}

// One number for all samples: those of a pixel must be alike.
static vt_error common_number(const tiff_image *image, const vt_tiff_entry *entry, uint32_t other,
                              uint32_t *out)
{
    *out = other;
    for (uint32_t i = 0; i < image->sample_count && i < entry->count; i++) {
        uint64_t value;
        vt_error error = vt_tiff_number(&image->file, entry, i, &value);
        if (error != VT_OK)
            return error;
        if (i > 0 && value != *out)
            return VT_E_UNSUPPORTED;
        *out = value <= 64 ? (uint32_t)value : 0;
    }
    return VT_OK;
}

static vt_error take_kind(tiff_image *image, bool as_stored)
{
    uint32_t bits = 1;
    uint32_t format = 1;
    vt_error error = common_number(image, &image->bits, 1, &bits);
    if (error == VT_OK)
        error = common_number(image, &image->formats, 1, &format);
    image->kind = (vt_sample_kind){
        .bits = bits,
        .is_big_endian = image->file.is_big_endian,
        .is_signed = format == 2,
        .is_floating = format == 3,
        .is_high_byte = as_stored,
    };
    return error == VT_OK && !vt_samples_known(&image->kind) ? VT_E_UNSUPPORTED : error;
}

static uint32_t colour_samples(tiff_colours colours)
{
    switch (colours) {
    case TIFF_RGB:
    case TIFF_YCBCR:
    case TIFF_LAB:
    case TIFF_ICC_LAB:
        return 3;
    case TIFF_CMYK:
        return 4;
    default:
        return 1;
    }
}

static vt_error take_alpha(tiff_image *image)
{
    uint32_t wanted = colour_samples(image->colours);
    uint64_t kind = 0;
    vt_error error = VT_OK;
    if (image->sample_count > wanted && image->extras.count > 0)
        error = vt_tiff_number(&image->file, &image->extras, 0, &kind);
    image->alpha = kind == 1 ? TIFF_ALPHA_TAKEN_IN : kind == 2 ? TIFF_ALPHA : TIFF_NO_ALPHA;
    return error;
}

static bool packing_is_known(const tiff_image *image)
{
    switch (image->packing) {
    case TIFF_FAX_RUNS:
    case TIFF_FAX3:
    case TIFF_FAX4:
        return image->kind.bits == 1 && tiff_samples_together(image) == 1;
    case TIFF_JPEG:
        return image->kind.bits == 8 && !image->is_planar && !image->kind.is_floating;
    case TIFF_PLAIN:
    case TIFF_LZW:
    case TIFF_DEFLATE:
    case TIFF_DEFLATE_OLD:
    case TIFF_PACKBITS:
        return true;
    }
    return false;
}

static bool predictor_is_known(const tiff_image *image)
{
    uint32_t bits = image->kind.bits;
    if (image->predictor == 2)
        return bits == 8 || bits == 16 || bits == 32 || bits == 64;
    return image->predictor == 1 || (image->predictor == 3 && image->kind.is_floating);
}

static bool colours_are_known(const tiff_image *image)
{
    uint32_t bits = image->kind.bits;
    bool is_jpeg = image->packing == TIFF_JPEG;
    if (image->sample_count < colour_samples(image->colours))
        return false;
    switch (image->colours) {
    case TIFF_WHITE_IS_0:
        return !is_jpeg;
    case TIFF_BLACK_IS_0:
    case TIFF_MASK:
    case TIFF_RGB:
    case TIFF_CMYK:
        return true;
    case TIFF_PALETTE:
        return bits <= 8 && image->palette.count >= (3u << bits) && !is_jpeg;
    case TIFF_YCBCR:
        return is_jpeg;
    case TIFF_LAB:
    case TIFF_ICC_LAB:
        return (bits == 8 || bits == 16) && !image->kind.is_floating && !is_jpeg;
    }
    return false;
}

static vt_error take_segments(vt_document *document, tiff_image *image)
{
    if (!image->is_tiled) {
        image->segment_width = image->width;
        if (image->segment_height > image->height || image->segment_height == 0)
            image->segment_height = image->height;
    }
    if (image->segment_width == 0 || image->segment_height == 0)
        return vt_document_fail(document, VT_E_CORRUPT, "The tiles of the image have no size.");
    vt_error error = vt_document_check_pixels(document, image->segment_width,
                                              image->segment_height);
    if (error != VT_OK)
        return error;
    image->across = (image->width - 1) / image->segment_width + 1;
    image->down = (image->height - 1) / image->segment_height + 1;
    uint64_t row = ((uint64_t)image->segment_width * tiff_samples_together(image) *
                        image->kind.bits + 7) / 8;
    if (row > BYTES_OF_ROW_MAX)
        return vt_document_fail_number(document, VT_E_LIMIT,
                                       "A row of the image has more bytes than the limit ",
                                       BYTES_OF_ROW_MAX);
    uint64_t planes = image->is_planar ? image->sample_count : 1;
    uint64_t wanted = (uint64_t)image->across * image->down * planes;
    if (image->offsets.count < wanted)
        return vt_document_fail(document, VT_E_CORRUPT, "Parts of the image are missing.");
    return VT_OK;
}

static vt_error check(vt_document *document, tiff_image *image)
{
    vt_error error = vt_document_check_pixels(document, image->width, image->height);
    if (error != VT_OK)
        return error;
    if (image->sample_count == 0 || image->sample_count > 65535)
        return vt_document_fail(document, VT_E_CORRUPT, "A pixel has no sensible samples.");
    error = take_kind(image, document->as_stored);
    if (error == VT_OK)
        error = take_alpha(image);
    if (error == VT_OK && (!packing_is_known(image) || !predictor_is_known(image) ||
                           !colours_are_known(image) || image->sample_count > TIFF_SAMPLES_MAX))
        error = VT_E_UNSUPPORTED;
    if (error != VT_OK)
        return vt_document_fail(document, error,
                                "This kind of TIFF (packing, colours or samples) is not known.");
    return take_segments(document, image);
}

vt_error tiff_image_read(vt_document *document, const vt_tiff *file, uint64_t directory,
                         tiff_image *image)
{
    *image = (tiff_image){
        .file = *file,
        .packing = TIFF_PLAIN,
        .sample_count = 1,
        .predictor = 1,
        .orientation = 1,
    };
    vt_error error = vt_tiff_walk(file, directory, visit, image, NULL);
    if (error != VT_OK)
        return vt_document_fail(document, error, "A directory of the file could not be read.");
    return check(document, image);
}

static vt_error visit_kind(void *user, const vt_tiff *file, const vt_tiff_entry *entry)
{
    uint32_t value = 0;
    vt_error error = VT_OK;
    if (entry->tag == TAG_KIND)
        error = take_number(file, entry, &value);
    if (error == VT_OK && (value & 5) != 0)
        *(bool *)user = true;
    return error == VT_E_CORRUPT ? VT_OK : error;
}

vt_error tiff_image_peek(const vt_tiff *file, uint64_t directory, bool *is_reduced_out,
                         uint64_t *next_out)
{
    *is_reduced_out = false;
    return vt_tiff_walk(file, directory, visit_kind, is_reduced_out, next_out);
}

uint32_t tiff_samples_together(const tiff_image *image)
{
    return image->is_planar ? 1 : image->sample_count;
}

size_t tiff_row_size(const tiff_image *image)
{
    uint64_t bits =
        (uint64_t)image->segment_width * tiff_samples_together(image) * image->kind.bits;
    return (size_t)((bits + 7) / 8);
}

vt_error tiff_segment_find(const tiff_image *image, uint64_t index, uint64_t *offset_out,
                           uint64_t *size_out)
{
    uint64_t file_size = image->file.source->size;
    *size_out = 0;
    vt_error error = vt_tiff_number(&image->file, &image->offsets, index, offset_out);
    if (error != VT_OK)
        return error;
    if (*offset_out > file_size - image->file.start)
        return VT_E_TRUNCATED;
    *offset_out += image->file.start;
    uint64_t size = file_size; // where the file does not say: to its end
    if (index < image->sizes.count)
        error = vt_tiff_number(&image->file, &image->sizes, index, &size);
    *size_out = size < file_size - *offset_out ? size : file_size - *offset_out;
    return error;
}
