// SPDX-License-Identifier: Apache-2.0
// TIFF: each directory of an image of its own is a page.
#include "tiff_image.h"
#include "tiff_render.h"
#include "vt_probe.h"

#define PROFILE_SIZE_MAX (4u << 20)

typedef struct {
    vt_tiff file;
    uint64_t *pages; // where their directories lie
    uint32_t page_count;
    uint32_t page_room;
} tiff_state;

typedef struct {
    tiff_image image;
    vt_colour *colour; // or NULL
} tiff_page;

// ---- Directories --------------------------------------------------------------------------------

static vt_error add_page(vt_document *document, tiff_state *state, uint64_t directory)
{
    uint64_t *pages = vt_heap_grow_array(&document->heap, state->pages, state->page_count,
                                         &state->page_room, sizeof *pages);
    if (pages == NULL)
        return vt_document_fail_memory(document);
    state->pages = pages;
    state->pages[state->page_count++] = directory;
    return VT_OK;
}

// Walks along the chain of directories. One that leads back is noticed by comparing with a mark
// that moves on at each power of two. Smaller versions of an image count where nothing else is.
static vt_error find_pages(vt_document *document, tiff_state *state, uint64_t directory)
{
    uint64_t first = directory;
    uint64_t mark = 0;
    vt_error error = directory != 0 ? VT_OK : VT_E_CORRUPT;
    for (uint64_t count = 1; error == VT_OK && directory != 0; count++) {
        bool is_reduced = false;
        uint64_t next = 0;
        if (directory == mark || state->page_count > document->limits.pages_max)
            break;
        if ((count & (count - 1)) == 0)
            mark = directory;
        error = tiff_image_peek(&state->file, directory, &is_reduced, &next);
        if (error == VT_OK && !is_reduced)
            error = add_page(document, state, directory);
        if (error == VT_OK && count % 64 == 0)
            error = vt_document_progress(document, directory, document->source.size);
        directory = next;
    }
    if (error == VT_OK && state->page_count == 0)
        error = add_page(document, state, first);
    return error;
}

static vt_error check_end(vt_document *document, const tiff_image *image)
{
    uint64_t count = image->offsets.count;
    uint64_t offset = 0;
    uint64_t size = 0;
    uint64_t told = 0;
    vt_error error = tiff_segment_find(image, count - 1, &offset, &size);
    if (error == VT_OK && image->sizes.count >= count)
        error = vt_tiff_number(&image->file, &image->sizes, count - 1, &told);
    if (error == VT_E_TRUNCATED || (error == VT_OK && size < told)) {
        vt_document_warn_partial(document, "The file ends early.");
        return VT_OK;
    }
    return error == VT_E_CORRUPT ? VT_OK : error;
}

// The first page must be sound; the last one tells whether the file ends early.
static vt_error check_pages(vt_document *document, const tiff_state *state)
{
    tiff_image image;
    vt_error error = tiff_image_read(document, &state->file, state->pages[0], &image);
    if (error == VT_OK)
        error = check_end(document, &image);
    if (error != VT_OK || state->page_count == 1)
        return error;
    error = tiff_image_read(document, &state->file, state->pages[state->page_count - 1], &image);
    if (error == VT_E_CORRUPT || error == VT_E_UNSUPPORTED || error == VT_E_LIMIT) {
        vt_document_begin(document); // that page will say so itself
        return VT_OK;
    }
    return error == VT_OK ? check_end(document, &image) : error;
}

// ---- The format ---------------------------------------------------------------------------------

static void state_free(vt_document *document, tiff_state *state)
{
    vt_heap_release(&document->heap, state->pages);
    vt_heap_release(&document->heap, state);
}

static vt_error tiff_open(vt_document *document, const char *password)
{
    (void)password;
    tiff_state *state = vt_heap_allocate_array(&document->heap, 1, sizeof *state);
    if (state == NULL)
        return vt_document_fail_memory(document);
    uint64_t directory = 0;
    vt_error error = vt_tiff_open(&state->file, &document->source, 0, &directory);
    if (error == VT_OK)
        error = find_pages(document, state, directory);
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    if (is_damage && state->page_count > 0) {
        vt_document_warn_partial(document, "A directory of the file is missing.");
        error = VT_OK;
    }
    if (error == VT_OK)
        error = check_pages(document, state);
    if (error != VT_OK) {
        state_free(document, state);
        return vt_document_fail(document, error, "The directories of the file could not be read.");
    }
    document->state = state;
    document->info.page_count = state->page_count;
    return VT_OK;
}

static void tiff_close(vt_document *document)
{
    state_free(document, document->state);
}

static vt_error read_profile(vt_document *document, const tiff_image *image, vt_colour **colour)
{
    uint64_t size = image->profile.count;
    bool is_gray = image->colours == TIFF_WHITE_IS_0 || image->colours == TIFF_BLACK_IS_0;
    bool is_wanted = is_gray || image->colours == TIFF_RGB || image->colours == TIFF_PALETTE ||
                     image->colours == TIFF_YCBCR;
    if (document->as_stored || !is_wanted || size == 0 || size > PROFILE_SIZE_MAX)
        return VT_OK;
    uint8_t *bytes = vt_heap_allocate(&document->heap, (size_t)size);
    if (bytes == NULL)
        return vt_document_fail_memory(document);
    vt_error error =
        vt_source_read(&document->source, image->profile.offset, bytes, (size_t)size);
    if (error == VT_OK &&
        vt_colour_open(&document->heap, bytes, (size_t)size, is_gray, colour) != VT_OK)
        error = vt_document_fail_memory(document);
    vt_heap_release(&document->heap, bytes);
    return error == VT_E_TRUNCATED ? VT_OK : error;
}

static vt_error tiff_page_open(vt_page *page)
{
    vt_document *document = page->document;
    const tiff_state *state = document->state;
    tiff_page *own = vt_heap_allocate_array(&document->heap, 1, sizeof *own);
    if (own == NULL)
        return vt_document_fail_memory(document);
    vt_error error =
        tiff_image_read(document, &state->file, state->pages[page->index], &own->image);
    if (error == VT_OK)
        error = read_profile(document, &own->image, &own->colour);
    if (error != VT_OK) {
        vt_heap_release(&document->heap, own);
        return vt_document_fail(document, error, "The page could not be read.");
    }
    page->state = own;
    vt_page_set_image(page, (vt_size){own->image.width, own->image.height},
                      own->image.orientation);
    page->info.bit_depth = own->image.kind.bits;
    page->info.has_alpha = own->image.alpha != TIFF_NO_ALPHA;
    return VT_OK;
}

static void tiff_page_close(vt_page *page)
{
    tiff_page *own = page->state;
    vt_colour_close(&page->document->heap, own->colour);
    vt_heap_release(&page->document->heap, own);
}

static vt_error tiff_render(vt_page *page, double scale, vt_size size, vt_region region,
                            vt_target target)
{
    vt_document *document = page->document;
    const tiff_page *own = page->state;
    vt_rows_plan plan = {
        .heap = &document->heap,
        .source = {own->image.width, own->image.height},
        .page = size,
        .region = region,
        .orientation = vt_page_turn(page),
        .is_opaque = own->image.alpha == TIFF_NO_ALPHA,
        .colour = own->colour,
        .target = target,
    };
    if (tiff_is_one_jpeg(&own->image) && own->colour == NULL)
        return tiff_render_jpeg(document, &own->image, plan.orientation, scale, &plan);
    return tiff_render_image(document, &own->image, &plan);
}

const vt_format vt_format_tiff = {
    .name = "tiff",
    .media_type = "image/tiff",
    .probe = vt_probe_tiff,
    .open = tiff_open,
    .close = tiff_close,
    .page_open = tiff_page_open,
    .page_close = tiff_page_close,
    .render = tiff_render,
};
