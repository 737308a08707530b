// SPDX-License-Identifier: Apache-2.0
// The public functions of documents and pages: checks every argument, then asks the format.
#include <math.h>
#include <string.h>

#include "contents.h"
#include "message.h"

#define PROBE_SIZE 1024
#define SIDE_MAX 2147483647.0

vt_error vt_document_fail(vt_document *document, vt_error error, const char *text)
{
    if (document->message.text[0] == '\0')
        vt_message_add_text(&document->message, text);
    return error;
}

vt_error vt_document_fail_number(vt_document *document, vt_error error, const char *text,
                                 uint64_t number)
{
    if (document->message.text[0] == '\0') {
        vt_message_add_text(&document->message, text);
        vt_message_add_number(&document->message, number);
        vt_message_add_text(&document->message, ".");
    }
    return error;
}

vt_error vt_document_fail_memory(vt_document *document)
{
    vt_error error = vt_heap_error(&document->heap);
    if (error == VT_E_LIMIT)
        return vt_document_fail_number(document, error,
                                       "Needs more bytes of memory than the limit ",
                                       document->heap.limit);
    return vt_document_fail(document, error, "The system gives no more memory.");
}

void vt_document_warn_partial(vt_document *document, const char *text)
{
    document->info.is_partial = true;
    if (document->partial_message.text[0] == '\0')
        vt_message_add_text(&document->partial_message, text);
    (void)vt_document_fail(document, VT_OK, text);
}

vt_error vt_document_progress(vt_document *document, uint64_t done, uint64_t total)
{
    if (document->progress == NULL || !document->progress(document->progress_user, done, total))
        return VT_OK;
    return vt_document_fail(document, VT_E_CANCELLED, "The caller asked to stop.");
}

vt_error vt_document_check_pixels(vt_document *document, uint32_t width, uint32_t height)
{
    if (width == 0 || height == 0)
        return vt_document_fail(document, VT_E_CORRUPT, "The image has no pixels.");
    if ((uint64_t)width * height > document->limits.pixels_max)
        return vt_document_fail_number(document, VT_E_LIMIT,
                                       "The image has more pixels than the limit ",
                                       document->limits.pixels_max);
    return VT_OK;
}

void vt_page_set_image(vt_page *page, vt_size stored, uint32_t orientation)
{
    const vt_document *document = page->document;
    page->info.orientation = document->orientation != 0 ? document->orientation : orientation;
    bool swaps = page->info.orientation >= 5 && !document->as_stored;
    page->info.width = swaps ? stored.height : stored.width;
    page->info.height = swaps ? stored.width : stored.height;
}

uint32_t vt_page_turn(const vt_page *page)
{
    return page->document->as_stored ? 1 : page->info.orientation;
}

void vt_document_begin(vt_document *document)
{
    document->message.text[0] = '\0';
    document->heap.limit_was_hit = false;
}

static vt_error document_find_format(vt_document *document)
{
    uint8_t head[PROBE_SIZE];
    uint64_t size = document->source.size;
    if (size == 0)
        return vt_document_fail(document, VT_E_TRUNCATED, "The file is empty.");
    size_t head_size = size < sizeof head ? (size_t)size : sizeof head;
    vt_error error = vt_source_read(&document->source, 0, head, head_size);
    if (error != VT_OK)
        return vt_document_fail(document, error, "The start of the file could not be read.");
    document->format = vt_format_probe(head, head_size);
    if (document->format == NULL)
        return vt_document_fail(document, VT_E_UNSUPPORTED,
                                "The content is of no format that is known here.");
    document->info.format = document->format->name;
    document->info.media_type = document->format->media_type;
    document->info.is_paged = document->format->is_paged;
    return VT_OK;
}

static vt_error document_open_format(vt_document *document, const char *password)
{
    vt_error error = document_find_format(document);
    if (error != VT_OK)
        return error;
    error = document->format->open(document, password);
    if (error != VT_OK)
        return error;
    if (document->info.page_count <= document->limits.pages_max)
        return VT_OK;
    document->format->close(document);
    return vt_document_fail_number(document, VT_E_LIMIT,
                                   "The document has more pages than the limit ",
                                   document->limits.pages_max);
}

static vt_document *document_new(const vt_source *source, const vt_options *options)
{
    vt_allocator allocator = options->allocator;
    vt_document *document = allocator.allocate(allocator.user, sizeof *document);
    if (document == NULL)
        return NULL;
    *document = (vt_document){
        .source = *source,
        .limits = options->limits,
        .assets = options->assets,
        .progress = options->progress,
        .progress_user = options->progress_user,
        .as_stored = options->as_stored,
    };
    vt_heap_init(&document->heap, allocator, options->limits.memory_max);
    return document;
}

static void document_free(vt_document *document)
{
    vt_allocator allocator = document->heap.base;
    allocator.release(allocator.user, document);
}

vt_error vt_document_open(const vt_source *source, const vt_options *options,
                          vt_document **document_out, vt_message *message)
{
    if (message != NULL)
        message->text[0] = '\0';
    if (source == NULL || source->read == NULL || document_out == NULL)
        return VT_E_ARGUMENT;
    *document_out = NULL;
    vt_options defaults = vt_options_default();
    if (options == NULL)
        options = &defaults;
    vt_document *document = document_new(source, options);
    if (document == NULL)
        return VT_E_NOMEM;
    vt_error error = document_open_format(document, options->password);
    if (error == VT_OK) {
        *document_out = document;
        return VT_OK;
    }
    if (message != NULL)
        *message = document->message;
    document_free(document);
    return error;
}

void vt_document_close(vt_document *document)
{
    if (document == NULL)
        return;
    vt_document_forget(document);
    document->format->close(document);
    document_free(document);
}

vt_document_info vt_document_describe(const vt_document *document)
{
    return document->info;
}

const char *vt_document_message(const vt_document *document)
{
    if (document->message.text[0] == '\0')
        return document->partial_message.text;
    return document->message.text;
}

vt_error vt_page_open(vt_document *document, uint32_t index, vt_page **page_out)
{
    if (document == NULL || page_out == NULL)
        return VT_E_ARGUMENT;
    *page_out = NULL;
    vt_document_begin(document);
    if (index >= document->info.page_count)
        return vt_document_fail_number(document, VT_E_ARGUMENT,
                                       "There is no such page; the number of pages is ",
                                       document->info.page_count);
    vt_page *page = vt_heap_allocate_array(&document->heap, 1, sizeof *page);
    if (page == NULL)
        return vt_document_fail_memory(document);
    page->document = document;
    page->index = index;
    vt_error error = document->format->page_open(page);
    if (error == VT_OK)
        *page_out = page;
    else
        vt_heap_release(&document->heap, page);
    return error;
}

void vt_page_close(vt_page *page)
{
    if (page == NULL)
        return;
    vt_page_forget(page);
    page->document->format->page_close(page);
    vt_heap_release(&page->document->heap, page);
}

vt_page_info vt_page_describe(const vt_page *page)
{
    return page->info;
}

// One side in pixels. The thousandth is taken off so that 612 points at 1/72 of 144 dots, computed
// with a rounding error, are not one pixel more.
static double side_measure(double side, double scale)
{
    double pixels = ceil(side * scale - 0.001);
    return pixels >= 1.0 ? pixels : 1.0;
}

vt_error vt_page_measure(const vt_page *page, double scale, vt_size *size_out)
{
    if (page == NULL || size_out == NULL || !isfinite(scale) || scale <= 0.0)
        return VT_E_ARGUMENT;
    double width = side_measure(page->info.width, scale);
    double height = side_measure(page->info.height, scale);
    if (!(width <= SIDE_MAX) || !(height <= SIDE_MAX))
        return VT_E_LIMIT;
    *size_out = (vt_size){(uint32_t)width, (uint32_t)height};
    return VT_OK;
}

static bool region_is_within(vt_region region, vt_size size)
{
    return region.width > 0 && region.height > 0 && region.x < size.width &&
           region.y < size.height && region.width <= size.width - region.x &&
           region.height <= size.height - region.y;
}

static bool target_is_large_enough(vt_target target, vt_region region)
{
    uint64_t line = (uint64_t)region.width * 4;
    if (target.pixels == NULL || target.stride < line || target.size < line)
        return false;
    return (uint64_t)(region.height - 1) <= (target.size - line) / target.stride;
}

vt_error vt_page_render(vt_page *page, double scale, vt_region region, vt_target target)
{
    if (page == NULL)
        return VT_E_ARGUMENT;
    vt_document *document = page->document;
    vt_document_begin(document);
    vt_size size;
    vt_error error = vt_page_measure(page, scale, &size);
    if (error != VT_OK)
        return vt_document_fail(document, error, "The scale is not a number that can be used.");
    if (!region_is_within(region, size))
        return vt_document_fail(document, VT_E_ARGUMENT, "The region is not within the page.");
    if ((uint64_t)region.width * region.height > document->limits.target_pixels_max)
        return vt_document_fail_number(document, VT_E_LIMIT,
                                       "More pixels were asked for than the limit ",
                                       document->limits.target_pixels_max);
    if (!target_is_large_enough(target, region))
        return vt_document_fail(document, VT_E_ARGUMENT, "The target is too small.");
    return document->format->render(page, scale, size, region, target);
}
