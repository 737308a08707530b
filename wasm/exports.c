// SPDX-License-Identifier: Apache-2.0
// What a decoder module offers to JavaScript: each export is a line or two over vt.h.
#include <stdlib.h>

#include "assets_import.h"
#include "exports.h"
#include "source_import.h"

// JavaScript numbers are exact up to here.
static const double integer_max = 9007199254740992.0;

// An instance serves one file and one thread, so one last error is enough.
static struct {
    vt_error error;
    vt_message message;
} last;

// ---- Helpers ------------------------------------------------------------------------------------

static void copy_message(const char *text)
{
    size_t index = 0;

    for (; text[index] != '\0' && index + 1 < sizeof last.message.text; index++)
        last.message.text[index] = text[index];
    last.message.text[index] = '\0';
}

bool vtw_succeeded(vt_error error, const vt_document *document)
{
    last.error = error;
    copy_message(error != VT_OK && document != NULL ? vt_document_message(document) : "");
    return error == VT_OK;
}

static bool fits_integer(double number)
{
    return number >= 0 && number <= integer_max;
}

static bool report_progress(void *user, uint64_t done, uint64_t total)
{
    (void)user;
    return vtw_import_progress((double)done, (double)total) != 0;
}

static vt_options make_options(uint32_t flags, double pixels_max, double memory_max)
{
    vt_options options = vt_options_default();

    options.assets = vtw_assets_import();
    options.progress = report_progress;
    options.as_stored = (flags & VTW_AS_STORED) != 0;
    if (pixels_max >= 1)
        options.limits.pixels_max = (uint64_t)pixels_max;
    if (memory_max >= 1)
        options.limits.memory_max = (uint64_t)memory_max;
    return options;
}

// ---- Module -------------------------------------------------------------------------------------

int32_t vtw_error(void)
{
    return (int32_t)last.error;
}

const char *vtw_message(void)
{
    return last.message.text;
}

const char *vtw_probe(const void *head, uint32_t size)
{
    return vt_probe(head, size);
}

// ---- Document -----------------------------------------------------------------------------------

static vt_error open_document(vtw_document *document, vt_options *options, const char *password)
{
    options->password = password;
    last.message.text[0] = '\0';
    last.error =
        vt_document_open(&document->source, options, &document->document, &last.message);
    return last.error;
}

vtw_document *vtw_document_open(int32_t handle, double size, uint32_t flags, double pixels_max,
                                double memory_max, const char *password)
{
    vt_options options;
    vtw_document *document = NULL;

    if (!fits_integer(size) || !fits_integer(pixels_max) || !fits_integer(memory_max)) {
        vtw_succeeded(VT_E_ARGUMENT, NULL);
        return NULL;
    }
    document = calloc(1, sizeof *document);
    if (document == NULL) {
        vtw_succeeded(VT_E_NOMEM, NULL);
        return NULL;
    }
    options = make_options(flags, pixels_max, memory_max);
    document->handle = handle;
    document->source = vtw_source_import(&document->handle, (uint64_t)size);
    if (open_document(document, &options, password) == VT_OK)
        return document;
    free(document);
    return NULL;
}

void vtw_document_close(vtw_document *document)
{
    if (document == NULL)
        return;
    vt_document_close(document->document);
    free(document);
}

const char *vtw_document_format(const vtw_document *document)
{
    return vt_document_describe(document->document).format;
}

const char *vtw_document_media_type(const vtw_document *document)
{
    return vt_document_describe(document->document).media_type;
}

uint32_t vtw_document_page_count(const vtw_document *document)
{
    return vt_document_describe(document->document).page_count;
}

uint32_t vtw_document_is_paged(const vtw_document *document)
{
    return vt_document_describe(document->document).is_paged;
}

uint32_t vtw_document_is_partial(const vtw_document *document)
{
    return vt_document_describe(document->document).is_partial;
}

uint32_t vtw_document_has_password(const vtw_document *document)
{
    return vt_document_describe(document->document).has_password;
}

const char *vtw_document_message(const vtw_document *document)
{
    return vt_document_message(document->document);
}

// ---- Page ---------------------------------------------------------------------------------------

vtw_page *vtw_page_open(vtw_document *document, uint32_t index)
{
    vtw_page *page = calloc(1, sizeof *page);

    if (page == NULL) {
        vtw_succeeded(VT_E_NOMEM, NULL);
        return NULL;
    }
    page->document = document;
    if (vtw_succeeded(vt_page_open(document->document, index, &page->page), document->document))
        return page;
    free(page);
    return NULL;
}

void vtw_page_close(vtw_page *page)
{
    if (page == NULL)
        return;
    vt_page_close(page->page);
    free(page);
}

double vtw_page_width(const vtw_page *page)
{
    return vt_page_describe(page->page).width;
}

double vtw_page_height(const vtw_page *page)
{
    return vt_page_describe(page->page).height;
}

uint32_t vtw_page_orientation(const vtw_page *page)
{
    return vt_page_describe(page->page).orientation;
}

uint32_t vtw_page_bit_depth(const vtw_page *page)
{
    return vt_page_describe(page->page).bit_depth;
}

uint32_t vtw_page_has_alpha(const vtw_page *page)
{
    return vt_page_describe(page->page).has_alpha;
}

uint32_t vtw_page_duration(const vtw_page *page)
{
    return vt_page_describe(page->page).duration_ms;
}

double vtw_page_measure_width(const vtw_page *page, double scale)
{
    vt_size size;

    return vtw_succeeded(vt_page_measure(page->page, scale, &size), NULL) ? size.width : -1.0;
}

double vtw_page_measure_height(const vtw_page *page, double scale)
{
    vt_size size;

    return vtw_succeeded(vt_page_measure(page->page, scale, &size), NULL) ? size.height : -1.0;
}

int32_t vtw_page_render(vtw_page *page, double scale, uint32_t x, uint32_t y, uint32_t width,
                        uint32_t height, void *pixels)
{
    uint64_t size = 4 * (uint64_t)width * height;
    vt_region region = {.x = x, .y = y, .width = width, .height = height};
    vt_target target = {.pixels = pixels, .stride = 4 * (size_t)width, .size = (size_t)size};

    if (width > UINT32_MAX / 4 || (height != 0 && size / height / 4 != width) || size > UINT32_MAX)
        vtw_succeeded(VT_E_LIMIT, NULL);
    else
        vtw_succeeded(vt_page_render(page->page, scale, region, target), page->document->document);
    return (int32_t)last.error;
}
