// SPDX-License-Identifier: Apache-2.0
// An archive of pictures, such as a comic book: each is a page, opened as a document of its own
// over the bytes of its entry. Stored ones are read in place, packed ones are unpacked whole.
#include <stdlib.h>
#include <string.h>

#include "cbz_name.h"
#include "cbz_zip.h"
#include "message.h"
#include "vt_probe.h"

typedef struct {
    vt_document *archive;
    uint64_t offset;  // where a stored entry begins
    uint8_t *bytes;   // of an unpacked one
    vt_memory memory;
    vt_document *picture;
    vt_page *page;
} leaf;

// ---- The archive --------------------------------------------------------------------------------

static int compare_entries(const void *a, const void *b)
{
    return name_compare(((const zip_entry *)a)->name, ((const zip_entry *)b)->name);
}

static void cbz_free(vt_document *document, zip_directory *directory)
{
    zip_clear(document, directory);
    vt_heap_release(&document->heap, directory);
}

static vt_error cbz_open(vt_document *document, const char *password)
{
    (void)password;
    if (document->limits.depth_max == 0)
        return vt_document_fail(document, VT_E_LIMIT, "An archive within an archive stays closed.");
    zip_directory *directory = vt_heap_allocate_array(&document->heap, 1, sizeof *directory);
    if (directory == NULL)
        return vt_document_fail_memory(document);
    vt_error error = zip_read(document, directory);
    if (error == VT_OK && directory->entries.count == 0)
        error = vt_document_fail(document, VT_E_UNSUPPORTED, "The archive holds no pictures.");
    if (error != VT_OK) {
        cbz_free(document, directory);
        return error;
    }
    qsort(directory->entries.items, directory->entries.count, sizeof(zip_entry), compare_entries);
    document->state = directory;
    document->info.page_count = (uint32_t)directory->entries.count;
    return VT_OK;
}

static void cbz_close(vt_document *document)
{
    cbz_free(document, document->state);
}

// ---- A page -------------------------------------------------------------------------------------

static void *picture_allocate(void *user, size_t size)
{
    return vt_heap_allocate(user, size);
}

static void *picture_reallocate(void *user, void *pointer, size_t size)
{
    return vt_heap_reallocate(user, pointer, size);
}

static void picture_release(void *user, void *pointer)
{
    vt_heap_release(user, pointer);
}

static vt_error read_stored(void *user, uint64_t offset, void *destination, size_t size)
{
    const leaf *from = user;
    return vt_source_read(&from->archive->source, from->offset + offset, destination, size);
}

static vt_options picture_options(vt_document *document)
{
    vt_options options = {
        .allocator = {picture_allocate, picture_reallocate, picture_release, &document->heap},
        .limits = document->limits,
        .assets = document->assets,
        .progress = document->progress,
        .progress_user = document->progress_user,
        .as_stored = document->as_stored,
    };
    options.limits.depth_max = 0; // no archive in it
    return options;
}

// What the picture's decoder said is what the archive says. Its memory is the archive's.
static vt_error pass_on(vt_document *document, vt_error error, const char *text)
{
    if (error == VT_E_NOMEM && document->heap.limit_was_hit)
        return vt_document_fail_memory(document);
    return text[0] != '\0' ? vt_document_fail(document, error, text) : error;
}

static vt_error open_picture(vt_document *document, leaf *made, const zip_entry *entry)
{
    vt_source source = {entry->size, read_stored, made};
    vt_options options = picture_options(document);
    vt_message message = {""};
    if (made->bytes != NULL)
        source = vt_source_memory(&made->memory);
    vt_error error = vt_document_open(&source, &options, &made->picture, &message);
    if (error != VT_OK)
        return pass_on(document, error, message.text);
    error = vt_page_open(made->picture, 0, &made->page);
    return pass_on(document, error, error == VT_OK ? "" : vt_document_message(made->picture));
}

static vt_error open_leaf(vt_document *document, leaf *made, const zip_entry *entry)
{
    vt_error error = zip_locate(document, entry, &made->offset);
    if (error == VT_OK && entry->method == ZIP_STORED && entry->packed != entry->size)
        error = vt_document_fail(document, VT_E_CORRUPT, "The page has two sizes.");
    if (error == VT_OK && entry->method == ZIP_DEFLATED)
        error = zip_inflate(document, entry, made->offset, &made->bytes, &made->memory.size);
    made->memory.bytes = made->bytes;
    return error == VT_OK ? open_picture(document, made, entry) : error;
}

static void leaf_free(vt_document *document, leaf *made)
{
    vt_page_close(made->page);
    vt_document_close(made->picture);
    vt_heap_release(&document->heap, made->bytes);
    vt_heap_release(&document->heap, made);
}

// The picture may turn out to end early.
static void learn(vt_document *document, const leaf *from)
{
    if (vt_document_describe(from->picture).is_partial)
        vt_document_warn_partial(document, vt_document_message(from->picture));
}

static vt_error cbz_page_open(vt_page *page)
{
    vt_document *document = page->document;
    const zip_directory *directory = document->state;
    const zip_entry *entries = directory->entries.items;
    leaf *made = vt_heap_allocate_array(&document->heap, 1, sizeof *made);
    if (made == NULL)
        return vt_document_fail_memory(document);
    made->archive = document;
    vt_error error = open_leaf(document, made, &entries[page->index]);
    if (error != VT_OK) {
        leaf_free(document, made);
        return error;
    }
    learn(document, made);
    page->info = vt_page_describe(made->page);
    page->info.duration_ms = 0;
    page->state = made;
    return VT_OK;
}

static void cbz_page_close(vt_page *page)
{
    leaf_free(page->document, page->state);
}

static vt_error cbz_render(vt_page *page, double scale, vt_size size, vt_region region,
                           vt_target target)
{
    leaf *from = page->state;
    (void)size;
    vt_error error = vt_page_render(from->page, scale, region, target);
    if (error != VT_OK)
        return pass_on(page->document, error, vt_document_message(from->picture));
    learn(page->document, from);
    return VT_OK;
}

const vt_format vt_format_cbz = {
    .name = "cbz",
    .media_type = "application/vnd.comicbook+zip",
    .is_paged = true,
    .probe = vt_probe_cbz,
    .open = cbz_open,
    .close = cbz_close,
    .page_open = cbz_page_open,
    .page_close = cbz_page_close,
    .render = cbz_render,
};
