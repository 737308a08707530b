// SPDX-License-Identifier: Apache-2.0
// Hands the outer document's memory and progress to the inner one, and its messages back.
#include "nested.h"

#include <string.h>

#define HEAD_SIZE 64 // enough for the formats that are nested

static vt_error window_read(void *user, uint64_t offset, void *destination, size_t size)
{
    const vt_window *window = user;
    return vt_source_read(window->whole, window->offset + offset, destination, size);
}

vt_source vt_window_source(vt_window *window)
{
    return (vt_source){window->size, window_read, window};
}

static void *nested_allocate(void *user, size_t size)
{
    return vt_heap_allocate(user, size);
}

static void *nested_reallocate(void *user, void *pointer, size_t size)
{
    return vt_heap_reallocate(user, pointer, size);
}

static void nested_release(void *user, void *pointer)
{
    vt_heap_release(user, pointer);
}

static bool nested_progress(void *user, uint64_t done, uint64_t total)
{
    return vt_document_progress(user, done, total) != VT_OK;
}

// The outer document's own limit is the one that holds.
static vt_error settle(vt_document *outer, vt_error error, const char *text)
{
    if (error == VT_E_NOMEM)
        return vt_document_fail_memory(outer);
    return error == VT_OK ? VT_OK : vt_document_fail(outer, error, text);
}

static vt_error check_format(vt_document *outer, const vt_source *source, const char *format)
{
    uint8_t head[HEAD_SIZE];
    size_t size = source->size < sizeof head ? (size_t)source->size : sizeof head;
    vt_error error = vt_source_read(source, 0, head, size);
    if (error != VT_OK)
        return vt_document_fail(outer, error, "The picture within the file could not be read.");
    const vt_format *found = vt_format_probe(head, size);
    if (found == NULL || strcmp(found->name, format) != 0)
        return vt_document_fail(outer, VT_E_UNSUPPORTED,
                                "The picture within the file is of no format that is known here.");
    return VT_OK;
}

vt_error vt_nested_open(vt_document *outer, const vt_source *source, const char *format,
                        vt_document **inner_out)
{
    vt_message message = {""};
    *inner_out = NULL;
    vt_error error = check_format(outer, source, format);
    if (error != VT_OK)
        return error;
    vt_options options = {
        .allocator = {nested_allocate, nested_reallocate, nested_release, &outer->heap},
        .limits = outer->limits,
        .progress = nested_progress,
        .progress_user = outer,
        .as_stored = outer->as_stored,
    };
    error = vt_document_open(source, &options, inner_out, &message);
    if (error == VT_OK && (*inner_out)->info.is_partial)
        vt_document_warn_partial(outer, vt_document_message(*inner_out));
    return settle(outer, error, message.text);
}

void vt_nested_close(vt_document *inner)
{
    vt_document_close(inner);
}

static vt_error open_page(vt_document *outer, vt_document *inner, uint32_t orientation,
                          vt_page **page_out)
{
    inner->orientation = orientation;
    return settle(outer, vt_page_open(inner, 0, page_out), vt_document_message(inner));
}

vt_error vt_nested_describe(vt_document *outer, vt_document *inner, uint32_t orientation,
                            vt_page_info *info_out)
{
    vt_page *page = NULL;
    vt_error error = open_page(outer, inner, orientation, &page);
    if (error == VT_OK)
        *info_out = page->info;
    vt_page_close(page);
    return error;
}

vt_error vt_nested_render(vt_document *outer, vt_document *inner, uint32_t orientation,
                          double scale, vt_region region, vt_target target)
{
    vt_page *page = NULL;
    vt_error error = open_page(outer, inner, orientation, &page);
    if (error != VT_OK)
        return error;
    error = vt_page_render(page, scale, region, target);
    error = settle(outer, error, vt_document_message(inner));
    vt_page_close(page);
    if (error == VT_OK && inner->info.is_partial)
        vt_document_warn_partial(outer, inner->partial_message.text);
    return error;
}
