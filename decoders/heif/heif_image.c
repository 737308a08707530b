// SPDX-License-Identifier: Apache-2.0
// The layout of a picture, its tiles, and its lines.
#include "heif_image.h"

#include <string.h>

#include "heif_colours.h"

#define SAMPLES_BESIDE 16 // room on both sides of a line of samples

// The parts of heif_image.samples.
enum { LUMA, BLUE, RED, SUMS, LISTS };

// ---- Layout -------------------------------------------------------------------------------------

static bool read_size(const heif_image *image, const heif_item *item, vt_size *size_out)
{
    heif_bytes box;
    if (!heif_meta_property(&image->file->meta, item, HEIF_TYPE('i', 's', 'p', 'e'), &box))
        return false;
    (void)heif_take_version(&box, NULL);
    size_out->width = heif_take32(&box);
    size_out->height = heif_take32(&box);
    return !box.is_short;
}

static vt_error add_tiles(heif_image *image, uint32_t columns, uint32_t rows)
{
    image->columns = columns;
    image->rows = rows;
    image->tiles = vt_heap_allocate_array(&image->document->heap, (size_t)columns * rows,
                                          sizeof *image->tiles);
    return image->tiles == NULL ? vt_document_fail_memory(image->document) : VT_OK;
}

// Every tile is of the codec, and of the size of the first, which it is checked against later.
static vt_error link_tiles(heif_image *image, const heif_item *grid)
{
    const heif_meta *meta = &image->file->meta;
    uint32_t wanted = image->columns * image->rows;
    const heif_reference *first =
        heif_meta_reference(meta, HEIF_TYPE('d', 'i', 'm', 'g'), grid->id, false);
    uint32_t place = first != NULL ? (uint32_t)(first - meta->references) : 0;
    for (uint32_t i = 0; i < wanted; i++) {
        if (first == NULL || meta->reference_count - place <= i || first[i].from != grid->id)
            return VT_E_CORRUPT;
        const heif_item *item = heif_meta_find(meta, first[i].to);
        if (item == NULL || item->type != image->file->codec->item_type)
            return item == NULL ? VT_E_CORRUPT : VT_E_UNSUPPORTED;
        image->tiles[i].item = (uint32_t)(item - meta->items);
    }
    if (!read_size(image, &meta->items[image->tiles[0].item], &image->tile))
        return VT_E_CORRUPT;
    uint64_t width = (uint64_t)image->tile.width * image->columns;
    uint64_t height = (uint64_t)image->tile.height * image->rows;
    bool is_covered = width >= image->size.width && height >= image->size.height;
    return is_covered ? VT_OK : VT_E_CORRUPT;
}

// ImageGrid, ISO/IEC 23008-12, clause 6.6.2.3.
static vt_error read_grid(heif_image *image, const heif_item *grid)
{
    heif_bytes content;
    bool is_cut;
    vt_error error = heif_file_read(image->document, image->file, grid, &content, &is_cut);
    if (error != VT_OK)
        return error;
    uint8_t *block = (uint8_t *)(uintptr_t)content.next;
    uint8_t version = heif_take8(&content);
    size_t size = (heif_take8(&content) & 1) != 0 ? 4 : 2;
    uint32_t rows = heif_take8(&content) + 1u;
    uint32_t columns = heif_take8(&content) + 1u;
    image->size.width = (uint32_t)heif_take(&content, size);
    image->size.height = (uint32_t)heif_take(&content, size);
    vt_heap_release(&image->document->heap, block);
    if (version != 0 || content.is_short)
        return VT_E_CORRUPT;
    error = add_tiles(image, columns, rows);
    return error == VT_OK ? link_tiles(image, grid) : error;
}

static vt_error read_layout(heif_image *image, const heif_item *item)
{
    if (item->type == HEIF_TYPE('g', 'r', 'i', 'd'))
        return read_grid(image, item);
    if (item->type != image->file->codec->item_type)
        return VT_E_UNSUPPORTED;
    if (!read_size(image, item, &image->size))
        return VT_E_CORRUPT;
    image->tile = image->size;
    vt_error error = add_tiles(image, 1, 1);
    if (error == VT_OK)
        image->tiles[0].item = (uint32_t)(item - image->file->meta.items);
    return error;
}

vt_error heif_image_open(vt_document *document, const heif_file *file, const heif_item *item,
                         heif_image *image)
{
    *image = (heif_image){.document = document, .file = file};
    vt_error error = read_layout(image, item);
    if (error == VT_OK)
        error = vt_document_check_pixels(document, image->size.width, image->size.height);
    if (error == VT_OK)
        error = vt_document_check_pixels(document, image->tile.width, image->tile.height);
    if (error != VT_OK) {
        heif_image_close(image);
        return vt_document_fail(document, error, "How the picture is made up cannot be read.");
    }
    image->has_colours = heif_colours_read(&file->meta, item, &image->colours);
    return VT_OK;
}

static void drop_tile(heif_image *image, heif_tile *tile)
{
    if (tile->state != HEIF_TILE_DECODED)
        return;
    vt_heap_release(&image->document->heap, tile->planes.block);
    tile->planes.block = NULL;
    tile->state = HEIF_TILE_WAITING;
}

void heif_image_close(heif_image *image)
{
    if (image->document == NULL)
        return;
    for (uint32_t i = 0; image->tiles != NULL && i < image->columns * image->rows; i++)
        drop_tile(image, &image->tiles[i]);
    vt_heap_release(&image->document->heap, image->tiles);
    vt_heap_release(&image->document->heap, image->samples);
    *image = (heif_image){.document = NULL};
}

// ---- Tiles --------------------------------------------------------------------------------------

static size_t tile_bytes(const heif_planes *planes)
{
    size_t bytes = 0;
    for (int i = 0; i < (planes->is_gray ? 1 : 3); i++) {
        uint32_t shift = i > 0 ? planes->shift_y : 0;
        bytes += planes->strides[i] * ((planes->size.height + shift) >> shift);
    }
    return bytes;
}

// Keeps the row of tiles that is under way when all of them would take too much.
static void make_room(heif_image *image, uint32_t row, size_t bytes)
{
    image->held += bytes;
    if (image->held <= image->document->heap.limit / 4)
        return;
    image->held = 0;
    for (uint32_t i = 0; i < image->columns * image->rows; i++) {
        heif_tile *tile = &image->tiles[i];
        if (i / image->columns != row)
            drop_tile(image, tile);
        else if (tile->state == HEIF_TILE_DECODED)
            image->held += tile_bytes(&tile->planes);
    }
}

static vt_error decode_tile(heif_image *image, const heif_tile *tile, heif_planes *planes_out)
{
    const heif_file *file = image->file;
    const heif_item *item = &file->meta.items[tile->item];
    heif_coded coded = {.size_max = image->tile};
    if (!heif_meta_property(&file->meta, item, file->codec->config_type, &coded.config))
        return VT_E_CORRUPT;
    heif_bytes bytes;
    bool is_cut;
    vt_error error = heif_file_read(image->document, file, item, &bytes, &is_cut);
    if (error != VT_OK)
        return error;
    coded.data = bytes.next;
    coded.size = bytes.left;
    error = file->codec->decode(image->document, &coded, planes_out);
    vt_heap_release(&image->document->heap, (uint8_t *)(uintptr_t)bytes.next);
    return error == VT_E_CORRUPT && is_cut ? VT_E_TRUNCATED : error;
}

static bool error_is_of_picture(vt_error error)
{
    return error == VT_E_CORRUPT || error == VT_E_TRUNCATED || error == VT_E_UNSUPPORTED;
}

static vt_error need_tile(heif_image *image, uint32_t index)
{
    heif_tile *tile = &image->tiles[index];
    if (tile->state != HEIF_TILE_WAITING)
        return VT_OK;
    uint32_t count = image->columns * image->rows;
    vt_error error = vt_document_progress(image->document, index, count);
    if (error == VT_OK)
        error = decode_tile(image, tile, &tile->planes);
    if (error == VT_OK) {
        tile->state = HEIF_TILE_DECODED;
        tile->matrix = heif_colours_matrix(&tile->planes,
                                           image->has_colours ? &image->colours : NULL);
        make_room(image, index / image->columns, tile_bytes(&tile->planes));
    } else if (error_is_of_picture(error)) {
        tile->state = HEIF_TILE_DAMAGED;
        if (image->damaged_count++ == 0)
            image->damage = error;
        error = VT_OK;
    }
    return error;
}

// ---- Lines --------------------------------------------------------------------------------------

static uint16_t *samples_of(const heif_image *image, int list)
{
    size_t room = (size_t)image->tile.width + 2 * SAMPLES_BESIDE;
    return image->samples + (size_t)list * room + SAMPLES_BESIDE;
}

static const uint8_t *line_of(const heif_planes *planes, int plane, uint32_t y, uint32_t x)
{
    size_t bytes = planes->depth > 8 ? 2 : 1;
    return planes->planes[plane] + y * planes->strides[plane] + x * bytes;
}

// One sample for each pixel of a plane of half the width, whether or not it has half the height.
// The filter is that of a triangle; at the borders of a tile the last sample stands for the next.
static void widen_line(const heif_image *image, const heif_planes *planes, int plane, uint32_t y,
                       uint32_t x, uint32_t count, uint16_t *samples_out)
{
    uint32_t width = (planes->size.width + 1) / 2;
    uint32_t height = (planes->size.height + planes->shift_y) >> planes->shift_y;
    uint32_t near = y >> planes->shift_y;
    uint32_t far = near;
    if (planes->shift_y != 0 && (y & 1) != 0)
        far = near + 1 < height ? near + 1 : near;
    else if (planes->shift_y != 0 && near > 0)
        far = near - 1;
    uint32_t first = x / 2;
    uint32_t halves = (x + count + 1) / 2 - first;
    uint32_t left = first > 0 ? first - 1 : 0;
    uint32_t right = first + halves < width ? first + halves : width - 1;
    uint16_t *sums = samples_of(image, SUMS) + 1;
    vt_yuv_mix(line_of(planes, plane, near, left), line_of(planes, plane, far, left),
               right - left + 1, planes->depth > 8, first > 0 ? sums - 1 : sums);
    if (first == 0)
        sums[-1] = sums[0];
    if (first + halves >= width)
        sums[halves] = sums[halves - 1];
    vt_yuv_widen(sums - 1, halves, samples_out - (x & 1));
}

static void fill_gray(const heif_planes *planes, uint32_t count, uint16_t *samples)
{
    for (uint32_t i = 0; i < count; i++)
        samples[i] = (uint16_t)(1u << (planes->depth - 1));
}

static void tile_line(const heif_image *image, const heif_tile *tile, uint32_t y, uint32_t x,
                      uint32_t count, uint8_t *rgba_out)
{
    const heif_planes *planes = &tile->planes;
    uint16_t *samples[3];
    for (int i = 0; i < 3; i++) {
        samples[i] = samples_of(image, i);
        if (i > 0 && planes->is_gray)
            fill_gray(planes, count, samples[i]);
        else if (i > 0 && planes->shift_x != 0)
            widen_line(image, planes, i, y, x, count, samples[i]);
        else
            vt_yuv_unpack(line_of(planes, i, y, x), count, planes->depth > 8, samples[i]);
    }
    vt_yuv_rgba(&tile->matrix, samples[LUMA], samples[BLUE], samples[RED], count, rgba_out);
}

vt_error heif_image_line(heif_image *image, uint32_t y, uint32_t x, uint32_t count,
                         uint8_t *rgba_out)
{
    size_t room = (size_t)image->tile.width + 2 * SAMPLES_BESIDE;
    if (image->samples == NULL)
        image->samples = vt_heap_allocate_array(&image->document->heap, room * LISTS,
                                                sizeof *image->samples);
    if (image->samples == NULL)
        return vt_document_fail_memory(image->document);
    uint32_t row = y / image->tile.height;
    uint32_t line = y % image->tile.height;
    while (count > 0) {
        uint32_t column = x / image->tile.width;
        uint32_t from = x % image->tile.width;
        uint32_t part = image->tile.width - from < count ? image->tile.width - from : count;
        heif_tile *tile = &image->tiles[row * image->columns + column];
        vt_error error = need_tile(image, row * image->columns + column);
        if (error != VT_OK)
            return error;
        uint32_t shown = 0; // a picture may be smaller than its tile
        if (tile->state == HEIF_TILE_DECODED && line < tile->planes.size.height &&
            from < tile->planes.size.width)
            shown = tile->planes.size.width - from < part ? tile->planes.size.width - from : part;
        if (shown > 0)
            tile_line(image, tile, line, from, shown, rgba_out);
        memset(rgba_out + (size_t)shown * 4, 0, (size_t)(part - shown) * 4);
        rgba_out += (size_t)part * 4;
        x += part;
        count -= part;
    }
    return VT_OK;
}
