// SPDX-License-Identifier: Apache-2.0
// Puts a page together from the properties of its item, and renders it line by line.
#include "heif_page.h"

#include <string.h>

#include "heif_colours.h"
#include "rows.h"

#define LINES_PER_PROGRESS 64

typedef struct {
    heif_image picture;
    heif_image alpha;     // document NULL: there is none
    heif_image thumbnail; // a smaller picture of the same; document NULL: there is none
    bool is_premultiplied;
    vt_region crop; // of the picture
    vt_region thumbnail_crop;
    uint32_t orientation;
    vt_colour *colour; // or NULL
} heif_page;

// ---- Properties ---------------------------------------------------------------------------------

// ImageRotation and ImageMirror, ISO/IEC 23008-12, 6.5.10 and 6.5.12, as an EXIF orientation.
static uint32_t read_orientation(const heif_meta *meta, const heif_item *item)
{
    static const uint8_t orientations[4][3] = {{1, 4, 2}, {8, 5, 7}, {3, 2, 4}, {6, 7, 5}};
    uint32_t angle = 0;  // quarters, against the clock
    uint32_t mirror = 0; // 1: top and bottom change places, 2: left and right
    for (uint32_t i = 0; i < item->property_count; i++) {
        const heif_property *property =
            &meta->properties[meta->associations[item->property_first + i]];
        heif_bytes content = property->content;
        if (property->type == HEIF_TYPE('i', 'r', 'o', 't'))
            angle = (mirror != 0 ? 4u - (heif_take8(&content) & 3) : heif_take8(&content)) & 3;
        else if (property->type == HEIF_TYPE('i', 'm', 'i', 'r') && content.left > 0)
            mirror = 1u + (heif_take8(&content) & 1);
    }
    return orientations[angle][mirror];
}

// One side of CleanAperture, ISO/IEC 14496-12, clause 12.1.4: from fractions of pixels about the
// middle. False where it does not lie within the picture.
static bool cut_side(heif_bytes *size_box, heif_bytes *place_box, uint32_t whole,
                     uint32_t *first_out, uint32_t *count_out)
{
    uint32_t size = heif_take32(size_box);
    uint32_t size_parts = heif_take32(size_box);
    int64_t place = (int32_t)heif_take32(place_box);
    int64_t parts = (int32_t)heif_take32(place_box);
    if (size_box->is_short || place_box->is_short || size_parts == 0 || parts <= 0)
        return false;
    int64_t count = size / size_parts;
    // Both products stay below 2^62: sides have at most 31 bits here.
    int64_t first = ((int64_t)whole - count) * parts + 2 * place;
    if (count < 1 || count > whole || first < 0)
        return false;
    first /= 2 * parts;
    if (first > (int64_t)whole - count)
        return false;
    *first_out = (uint32_t)first;
    *count_out = (uint32_t)count;
    return true;
}

static vt_region read_crop(const heif_meta *meta, const heif_item *item, vt_size size)
{
    vt_region whole = {0, 0, size.width, size.height};
    vt_region crop = whole;
    heif_bytes box;
    if (!heif_meta_property(meta, item, HEIF_TYPE('c', 'l', 'a', 'p'), &box))
        return whole;
    heif_bytes width = heif_take_part(&box, 8);
    heif_bytes height = heif_take_part(&box, 8);
    heif_bytes across = heif_take_part(&box, 8);
    heif_bytes down = heif_take_part(&box, 8);
    bool is_good = cut_side(&width, &across, size.width, &crop.x, &crop.width) &&
                   cut_side(&height, &down, size.height, &crop.y, &crop.height);
    return is_good ? crop : whole;
}

static bool is_alpha(const heif_meta *meta, const heif_item *item)
{
    static const char *const names[] = {"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
                                        "urn:mpeg:hevc:2015:auxid:1"};
    heif_bytes box;
    if (item == NULL || !heif_meta_property(meta, item, HEIF_TYPE('a', 'u', 'x', 'C'), &box))
        return false;
    (void)heif_take_version(&box, NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i]) + 1;
        if (box.left >= size && memcmp(box.next, names[i], size) == 0)
            return true;
    }
    return false;
}

static bool same_size(vt_size a, vt_size b)
{
    return a.width == b.width && a.height == b.height;
}

// ---- Opening ------------------------------------------------------------------------------------

// What goes wrong with alpha or a thumbnail, other than for want of memory, is not worth an error.
static vt_error forgive(vt_document *document, vt_error error)
{
    if (error == VT_OK || error == VT_E_CORRUPT || error == VT_E_TRUNCATED ||
        error == VT_E_UNSUPPORTED) {
        document->message.text[0] = '\0';
        return VT_OK;
    }
    return error;
}

static vt_error open_alpha(vt_document *document, const heif_file *file, const heif_item *item,
                           heif_page *state)
{
    const heif_meta *meta = &file->meta;
    for (uint32_t i = 0; i < meta->reference_count; i++) {
        const heif_reference *reference = &meta->references[i];
        if (reference->type != HEIF_TYPE('a', 'u', 'x', 'l') || reference->to != item->id)
            continue;
        const heif_item *alpha = heif_meta_find(meta, reference->from);
        if (!is_alpha(meta, alpha))
            continue;
        vt_error error = heif_image_open(document, file, alpha, &state->alpha);
        if (error != VT_OK)
            return forgive(document, error);
        if (!same_size(state->alpha.size, state->picture.size))
            heif_image_close(&state->alpha);
        const heif_reference *premultiplied =
            heif_meta_reference(meta, HEIF_TYPE('p', 'r', 'e', 'm'), item->id, false);
        state->is_premultiplied = premultiplied != NULL && premultiplied->to == alpha->id;
        return VT_OK;
    }
    return VT_OK;
}

// Whether two pictures have one shape; encoders like to make the sides of small ones even.
static bool same_shape(vt_region small, vt_region large)
{
    uint64_t first = (uint64_t)small.width * large.height;
    uint64_t second = (uint64_t)large.width * small.height;
    uint64_t difference = first > second ? first - second : second - first;
    return difference <= 2 * (uint64_t)(large.width > large.height ? large.width : large.height);
}

// A thumbnail stands in for a picture without alpha when it is turned the same way, and cut when
// the picture is.
static vt_error open_thumbnail(vt_document *document, const heif_file *file,
                               const heif_item *item, heif_page *state)
{
    const heif_meta *meta = &file->meta;
    heif_bytes box;
    uint32_t cut = HEIF_TYPE('c', 'l', 'a', 'p');
    const heif_reference *reference =
        heif_meta_reference(meta, HEIF_TYPE('t', 'h', 'm', 'b'), item->id, true);
    const heif_item *small = reference != NULL ? heif_meta_find(meta, reference->from) : NULL;
    if (small == NULL || state->alpha.document != NULL || document->as_stored ||
        read_orientation(meta, small) != state->orientation ||
        heif_meta_property(meta, small, cut, &box) != heif_meta_property(meta, item, cut, &box))
        return VT_OK;
    vt_error error = heif_image_open(document, file, small, &state->thumbnail);
    if (error != VT_OK)
        return forgive(document, error);
    state->thumbnail_crop = read_crop(meta, small, state->thumbnail.size);
    if (!same_shape(state->thumbnail_crop, state->crop))
        heif_image_close(&state->thumbnail);
    return VT_OK;
}

static vt_error open_colour(vt_document *document, const heif_file *file, const heif_item *item,
                            heif_page *state)
{
    heif_bytes profile;
    if (document->as_stored || !heif_colours_profile(&file->meta, item, &profile))
        return VT_OK;
    vt_error error =
        vt_colour_open(&document->heap, profile.next, profile.left, false, &state->colour);
    return error == VT_OK ? VT_OK : vt_document_fail_memory(document);
}

static void describe(vt_page *page, const heif_file *file, const heif_page *state)
{
    const heif_item *first = &file->meta.items[state->picture.tiles[0].item];
    heif_bytes config;
    bool has_config =
        heif_meta_property(&file->meta, first, file->codec->config_type, &config);
    vt_page_set_image(page, (vt_size){state->crop.width, state->crop.height},
                      state->orientation);
    page->info.bit_depth = has_config ? file->codec->depth(config) : 0;
    page->info.has_alpha = state->alpha.document != NULL;
}

static void page_free(vt_document *document, heif_page *state)
{
    heif_image_close(&state->picture);
    heif_image_close(&state->alpha);
    heif_image_close(&state->thumbnail);
    vt_colour_close(&document->heap, state->colour);
    vt_heap_release(&document->heap, state);
}

vt_error heif_page_open(vt_page *page, const heif_file *file)
{
    vt_document *document = page->document;
    const heif_item *item = &file->meta.items[file->pages[page->index]];
    heif_page *state = vt_heap_allocate_array(&document->heap, 1, sizeof *state);
    if (state == NULL)
        return vt_document_fail_memory(document);
    vt_error error = heif_image_open(document, file, item, &state->picture);
    if (error == VT_OK) {
        state->orientation = read_orientation(&file->meta, item);
        state->crop = read_crop(&file->meta, item, state->picture.size);
        error = open_alpha(document, file, item, state);
    }
    if (error == VT_OK)
        error = open_thumbnail(document, file, item, state);
    if (error == VT_OK)
        error = open_colour(document, file, item, state);
    if (error != VT_OK) {
        page_free(document, state);
        return error;
    }
    describe(page, file, state);
    page->state = state;
    return VT_OK;
}

void heif_page_close(vt_page *page)
{
    page_free(page->document, page->state);
}

// ---- Rendering ----------------------------------------------------------------------------------

typedef struct {
    vt_document *document;
    heif_page *state;
    heif_image *image; // the picture or its thumbnail
    vt_region crop;
    vt_rows *rows;
    uint8_t *line; // RGBA of the columns that are needed, twice where there is alpha
} work;

static bool is_damaged(const heif_page *state, const heif_image *image)
{
    return image->damaged_count + state->alpha.damaged_count > 0;
}

// Alpha is the light of its own picture. One that is damaged leaves its pixels opaque.
static void put_alpha(const heif_page *state, const uint8_t *alpha, uint32_t count, uint8_t *rgba)
{
    for (uint32_t i = 0; i < count; i++, alpha += 4, rgba += 4) {
        if (alpha[3] == 0 || rgba[3] == 0)
            continue;
        uint32_t part = alpha[0];
        rgba[3] = (uint8_t)part;
        for (int c = 0; state->is_premultiplied && part > 0 && c < 3; c++) {
            uint32_t value = (rgba[c] * 255u + part / 2) / part;
            rgba[c] = (uint8_t)(value < 255 ? value : 255);
        }
    }
}

static vt_error put_line(work *job, uint32_t line)
{
    vt_span columns = vt_rows_columns(job->rows);
    uint32_t x = job->crop.x + columns.first;
    uint32_t y = job->crop.y + line;
    vt_error error = heif_image_line(job->image, y, x, columns.count, job->line);
    if (error == VT_OK && job->state->alpha.document != NULL) {
        uint8_t *alpha = job->line + (size_t)columns.count * 4;
        error = heif_image_line(&job->state->alpha, y, x, columns.count, alpha);
        if (error == VT_OK)
            put_alpha(job->state, alpha, columns.count, job->line);
    }
    if (error == VT_OK)
        vt_rows_put(job->rows, job->line);
    return error;
}

static vt_error put_lines(work *job)
{
    vt_span lines = vt_rows_lines(job->rows);
    vt_error error = VT_OK;
    for (uint32_t i = 0; error == VT_OK && i < lines.count; i++) {
        if (i % LINES_PER_PROGRESS == 0)
            error = vt_document_progress(job->document, i, lines.count);
        if (error == VT_OK)
            error = put_line(job, lines.first + i);
    }
    return error;
}

static vt_error render_once(work *job, const vt_rows_plan *plan)
{
    vt_error error = vt_rows_open(plan, &job->rows);
    if (error != VT_OK)
        return vt_document_fail_memory(job->document);
    size_t width = vt_rows_columns(job->rows).count;
    job->line = vt_heap_allocate_array(&job->document->heap, width, 8);
    if (job->line == NULL)
        error = vt_document_fail_memory(job->document);
    if (error == VT_OK)
        error = put_lines(job);
    vt_rows_finish(job->rows);
    vt_rows_close(job->rows);
    vt_heap_release(&job->document->heap, job->line);
    return error;
}

// What to say of tiles that could not be decoded; an error where nothing could.
static vt_error tell_damage(work *job)
{
    const heif_image *image = job->image;
    if (!is_damaged(job->state, image))
        return VT_OK;
    vt_error damage = image->damaged_count > 0 ? image->damage : job->state->alpha.damage;
    const char *text = damage == VT_E_TRUNCATED     ? "The file ends early."
                       : damage == VT_E_UNSUPPORTED ? "The picture is coded in a way not known "
                                                      "here."
                                                    : "The codes of the picture are damaged.";
    if (image->damaged_count == image->columns * image->rows)
        return vt_document_fail(job->document, damage, text);
    vt_document_warn_partial(job->document, text);
    return VT_OK;
}

vt_error heif_page_render(vt_page *page, vt_size size, vt_region region, vt_target target)
{
    heif_page *state = page->state;
    vt_document *document = page->document;
    work job = {.document = document, .state = state, .image = &state->picture};
    job.crop = state->crop;
    uint32_t orientation = vt_page_turn(page);
    vt_size stored = orientation >= 5 ? (vt_size){size.height, size.width} : size;
    const heif_image *small = &state->thumbnail;
    if (small->document != NULL && small->damaged_count == 0 &&
        state->thumbnail_crop.width >= stored.width &&
        state->thumbnail_crop.height >= stored.height) {
        job.image = &state->thumbnail;
        job.crop = state->thumbnail_crop;
    }
    vt_rows_plan plan = {
        .heap = &document->heap,
        .source = {job.crop.width, job.crop.height},
        .page = size,
        .region = region,
        .orientation = orientation,
        .is_opaque = state->alpha.document == NULL && !is_damaged(state, job.image),
        .colour = state->colour,
        .target = target,
    };
    vt_error error = render_once(&job, &plan);
    // Damage that showed up on the way leaves holes, which the opaque way does not know.
    if (error == VT_OK && plan.is_opaque && is_damaged(state, job.image)) {
        if (job.image == &state->thumbnail)
            return heif_page_render(page, size, region, target);
        plan.is_opaque = false;
        error = render_once(&job, &plan);
    }
    return error == VT_OK ? tell_damage(&job) : error;
}
