// SPDX-License-Identifier: Apache-2.0
// An archive of pictures, such as a comic book: each is a page, opened as a document of its own
// over the bytes of its entry. Stored ones are read in place, packed ones are unpacked whole.
#include <stdlib.h>
#include <string.h>

#include "cbz_name.h"
#include "cbz_zip.h"
#include "nested.h"
#include "vt_probe.h"

#define HEAD_SIZE 64

// What may be a page: the formats that the module for archives holds.
static const char *const picture_formats[] = {"png", "jpeg", "gif", "webp", "bmp"};

typedef struct {
    vt_window window; // where a stored entry lies
    uint8_t *bytes;   // of an unpacked one
    vt_memory memory;
    vt_source source; // one of the two
    vt_document *picture;
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

static vt_error find_format(vt_document *document, const leaf *made, const char **format_out)
{
    uint8_t head[HEAD_SIZE];
    uint64_t size = made->source.size;
    size_t head_size = size < sizeof head ? (size_t)size : sizeof head;
    vt_error error = vt_source_read(&made->source, 0, head, head_size);
    if (error != VT_OK)
        return vt_document_fail(document, error, "The page could not be read.");
    const char *found = vt_probe(head, head_size);
    for (size_t i = 0; i < sizeof picture_formats / sizeof picture_formats[0]; i++) {
        *format_out = picture_formats[i];
        if (found != NULL && strcmp(found, picture_formats[i]) == 0)
            return VT_OK;
    }
    return vt_document_fail(document, VT_E_UNSUPPORTED,
                            "The page is no picture that is known here.");
}

static vt_error open_leaf(vt_document *document, leaf *made, const zip_entry *entry)
{
    made->window = (vt_window){&document->source, 0, entry->packed};
    vt_error error = zip_locate(document, entry, &made->window.offset);
    if (error == VT_OK && entry->method == ZIP_STORED && entry->packed != entry->size)
        error = vt_document_fail(document, VT_E_CORRUPT, "The page has two sizes.");
    if (error == VT_OK && entry->method == ZIP_DEFLATED)
        error = zip_inflate(document, entry, made->window.offset, &made->bytes,
                            &made->memory.size);
    if (error != VT_OK)
        return error;
    made->memory.bytes = made->bytes;
    made->source = made->bytes != NULL ? vt_source_memory(&made->memory)
                                       : vt_window_source(&made->window);
    const char *format = NULL;
    error = find_format(document, made, &format);
    if (error != VT_OK)
        return error;
    return vt_nested_open(document, &made->source, format, &made->picture);
}

static void leaf_free(vt_document *document, leaf *made)
{
    vt_nested_close(made->picture);
    vt_heap_release(&document->heap, made->bytes);
    vt_heap_release(&document->heap, made);
}

static vt_error cbz_page_open(vt_page *page)
{
    vt_document *document = page->document;
    const zip_directory *directory = document->state;
    const zip_entry *entries = directory->entries.items;
    leaf *made = vt_heap_allocate_array(&document->heap, 1, sizeof *made);
    if (made == NULL)
        return vt_document_fail_memory(document);
    vt_error error = open_leaf(document, made, &entries[page->index]);
    if (error == VT_OK)
        error = vt_nested_describe(document, made->picture, 0, &page->info);
    if (error != VT_OK) {
        leaf_free(document, made);
        return error;
    }
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
    const leaf *from = page->state;
    (void)size;
    return vt_nested_render(page->document, from->picture, 0, scale, region, target);
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
