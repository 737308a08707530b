// SPDX-License-Identifier: Apache-2.0
// PDF through MuPDF: pages as display lists, drawn over white into the caller's pixels.
//
// This file is ours. A program that links it with MuPDF is, as a whole, under MuPDF's licence, the
// AGPL-3.0.
//
// MuPDF reports errors with longjmp: fz_try stands in small functions, nothing returns out of one,
// and what is changed inside is either volatile (fz_var) or behind a pointer.
#include <string.h>

#include "message.h"
#include "pdf_state.h"

#define STORE_MAX ((size_t)64 << 20) // cached fonts and images
#define IMAGE_PIXELS_WHOLE (UINT64_C(16) << 20)
#define PROBE_SIZE 1024
#define STEPS_PER_PROGRESS 256

typedef struct {
    pdf_page *page;
    fz_display_list *list; // made by the first render
    fz_rect bounds;
} sheet_page;

// ---- What MuPDF calls ---------------------------------------------------------------------------

void sheet_progress(sheet_state *state)
{
    uint64_t done = state->cookie.progress > 0 ? (uint64_t)state->cookie.progress : 0;
    bool is_known = state->cookie.progress_max != (size_t)-1;
    uint64_t total = is_known ? (uint64_t)state->cookie.progress_max : 0;
    if (state->error != VT_OK)
        return;
    state->error = vt_document_progress(state->document, done, total);
    if (state->error != VT_OK)
        state->cookie.abort = 1;
}

// Allocations are the one thing that all work in MuPDF has in common, so progress is told there.
static void *on_allocate(void *user, size_t size)
{
    sheet_state *state = user;
    if (++state->steps % STEPS_PER_PROGRESS == 0)
        sheet_progress(state);
    return sheet_memory_allocate(&state->memory, size);
}

static void *on_reallocate(void *user, void *pointer, size_t size)
{
    sheet_state *state = user;
    return sheet_memory_reallocate(&state->memory, pointer, size);
}

static void on_release(void *user, void *pointer)
{
    sheet_state *state = user;
    sheet_memory_release(&state->memory, pointer);
}

static void on_error(void *user, const char *text)
{
    sheet_state *state = user;
    if (state->first_error.text[0] == '\0')
        vt_message_add_text(&state->first_error, text);
}

static void on_warning(void *user, const char *text)
{
    (void)user;
    (void)text;
}

// How much of an image is decoded for a region. MuPDF would take a part and fit it to whole pixels,
// so that a tile and the whole page differ by a shift; the whole image, which is kept for the next
// tile, has no such seam. Only of very large ones is a part taken.
static void on_image_decode(void *user, int width, int height, int halvings, fz_irect *part)
{
    (void)user;
    uint64_t pixels = ((uint64_t)width * (uint64_t)height) >> (2 * halvings);
    if (pixels <= IMAGE_PIXELS_WHOLE)
        *part = (fz_irect){0, 0, width, height};
}

// ---- Calls and how they end ---------------------------------------------------------------------

static void call_begin(sheet_state *state)
{
    state->error = VT_OK;
    state->first_error.text[0] = '\0';
    memset(&state->cookie, 0, sizeof state->cookie);
}

// In fz_catch: the error that stands for what was thrown.
static vt_error call_caught(sheet_state *state)
{
    vt_document *document = state->document;
    int code = fz_caught(state->context);
    vt_message message = {""};
    vt_message_add_text(&message, fz_convert_error(state->context, &code));
    if (state->error == VT_E_CANCELLED)
        return VT_E_CANCELLED;
    if (state->error != VT_OK)
        return vt_document_fail(document, state->error, "The file could not be read further.");
    switch (code) {
    case FZ_ERROR_SYSTEM:
        return vt_document_fail_memory(document);
    case FZ_ERROR_LIMIT:
        return vt_document_fail(document, VT_E_LIMIT, message.text);
    case FZ_ERROR_UNSUPPORTED:
        return vt_document_fail(document, VT_E_UNSUPPORTED, message.text);
    default:
        return vt_document_fail(document, VT_E_CORRUPT, message.text);
    }
}

// After work that succeeded for MuPDF, which goes on after errors within a page.
static vt_error call_end(sheet_state *state)
{
    if (state->error != VT_OK)
        return state->error == VT_E_CANCELLED
                   ? VT_E_CANCELLED
                   : vt_document_fail(state->document, state->error,
                                      "The file could not be read further.");
    if (pdf_was_repaired(state->context, state->pdf))
        vt_document_warn_partial(state->document, "The file is damaged and had to be repaired.");
    if (state->cookie.errors > 0)
        vt_document_warn_partial(state->document, state->first_error.text);
    return vt_document_fail(state->document, VT_OK, state->first_error.text);
}

// ---- The document -------------------------------------------------------------------------------

static int pdf_probe(const uint8_t *head, size_t size)
{
    static const char mark[] = "%PDF-";
    size_t mark_size = sizeof mark - 1;
    size_t end = size < PROBE_SIZE ? size : PROBE_SIZE;
    for (size_t i = 0; i + mark_size <= end; i++) {
        if (memcmp(head + i, mark, mark_size) == 0)
            return i == 0 ? 100 : 60;
    }
    return 0;
}

static vt_error open_pdf(sheet_state *state)
{
    fz_context *context = state->context;
    fz_stream *stream = NULL;
    vt_error error = VT_OK;
    fz_var(stream);
    fz_var(error);
    fz_try(context)
    {
        stream = sheet_stream_open(context, state);
        state->pdf = pdf_open_document_with_stream(context, stream);
    }
    fz_always(context)
        fz_drop_stream(context, stream);
    fz_catch(context)
        error = call_caught(state);
    return error;
}

static vt_error unlock_pdf(sheet_state *state, const char *password)
{
    fz_context *context = state->context;
    vt_error error = VT_OK;
    fz_var(error);
    fz_try(context)
    {
        bool is_locked = pdf_needs_password(context, state->pdf) != 0;
        state->document->info.has_password = is_locked;
        if (is_locked && password == NULL)
            error = vt_document_fail(state->document, VT_E_PASSWORD, "A password is needed.");
        else if (is_locked && !pdf_authenticate_password(context, state->pdf, password))
            error = vt_document_fail(state->document, VT_E_PASSWORD, "The password is wrong.");
    }
    fz_catch(context)
        error = call_caught(state);
    return error;
}

static vt_error count_pages(sheet_state *state)
{
    fz_context *context = state->context;
    vt_error error = VT_OK;
    int count = 0;
    fz_var(error);
    fz_var(count);
    fz_try(context)
        count = pdf_count_pages(context, state->pdf);
    fz_catch(context)
        error = call_caught(state);
    // A read that failed may have been taken for the end of the page tree.
    if (error == VT_OK && state->error != VT_OK)
        error = call_end(state);
    if (error == VT_OK && count <= 0)
        error = vt_document_fail(state->document, VT_E_CORRUPT, "The document has no pages.");
    if (error == VT_OK)
        state->document->info.page_count = (uint32_t)count;
    return error;
}

static void state_free(sheet_state *state)
{
    vt_heap *heap = &state->document->heap;
    if (state->context != NULL) {
        pdf_drop_document(state->context, state->pdf);
        fz_empty_store(state->context); // fonts, which point to character maps
        sheet_assets_drop_cmaps(state);
        fz_drop_context(state->context);
    }
    sheet_memory_release_all(&state->memory);
    sheet_assets_free(state);
    vt_heap_release(heap, state);
}

static sheet_state *state_new(vt_document *document)
{
    sheet_state *state = vt_heap_allocate_array(&document->heap, 1, sizeof *state);
    if (state == NULL)
        return NULL;
    state->document = document;
    state->memory.heap = &document->heap;
    state->allocator = (fz_alloc_context){state, on_allocate, on_reallocate, on_release};
    uint64_t quarter = document->limits.memory_max / 4;
    size_t store = quarter < STORE_MAX ? (size_t)quarter : STORE_MAX;
    state->context = fz_new_context(&state->allocator, NULL, store > 0 ? store : 1);
    if (state->context == NULL) {
        state_free(state);
        return NULL;
    }
    fz_set_user_context(state->context, state);
    fz_set_error_callback(state->context, on_error, state);
    fz_set_warning_callback(state->context, on_warning, state);
    fz_tune_image_decode(state->context, on_image_decode, NULL);
    return state;
}

static vt_error pdf_open(vt_document *document, const char *password)
{
    sheet_state *state = state_new(document);
    if (state == NULL)
        return vt_document_fail_memory(document);
    call_begin(state);
    vt_error error = open_pdf(state);
    if (error == VT_OK)
        error = unlock_pdf(state, password);
    if (error == VT_OK)
        error = count_pages(state);
    if (error == VT_OK)
        error = call_end(state);
    if (error != VT_OK) {
        state_free(state);
        return error;
    }
    document->state = state;
    return VT_OK;
}

static void pdf_close(vt_document *document)
{
    state_free(document->state);
}

// ---- Pages --------------------------------------------------------------------------------------

static vt_error load_page(sheet_state *state, uint32_t index, sheet_page *sheet)
{
    fz_context *context = state->context;
    vt_error error = VT_OK;
    fz_var(error);
    fz_try(context)
    {
        sheet->page = pdf_load_page(context, state->pdf, (int)index);
        sheet->bounds = pdf_bound_page(context, sheet->page, FZ_CROP_BOX);
    }
    fz_catch(context)
        error = call_caught(state);
    return error;
}

static void sheet_free(sheet_state *state, sheet_page *sheet)
{
    fz_drop_display_list(state->context, sheet->list);
    fz_drop_page(state->context, (fz_page *)sheet->page);
    vt_heap_release(&state->document->heap, sheet);
}

static vt_error pdf_page_open(vt_page *page)
{
    sheet_state *state = page->document->state;
    sheet_page *sheet = vt_heap_allocate_array(&page->document->heap, 1, sizeof *sheet);
    if (sheet == NULL)
        return vt_document_fail_memory(page->document);
    call_begin(state);
    vt_error error = load_page(state, page->index, sheet);
    double width = (double)sheet->bounds.x1 - (double)sheet->bounds.x0;
    double height = (double)sheet->bounds.y1 - (double)sheet->bounds.y0;
    if (error == VT_OK && !(width > 0 && height > 0 && width < 1e6 && height < 1e6))
        error = vt_document_fail(page->document, VT_E_CORRUPT, "The page has no usable size.");
    if (error == VT_OK)
        error = call_end(state);
    if (error != VT_OK) {
        sheet_free(state, sheet);
        return error;
    }
    page->state = sheet;
    page->info = (vt_page_info){.width = width, .height = height, .orientation = 1};
    return VT_OK;
}

static void pdf_page_close(vt_page *page)
{
    sheet_free(page->document->state, page->state);
}

// Interprets the page once, annotations and form fields with it.
static vt_error make_list(sheet_state *state, sheet_page *sheet)
{
    fz_context *context = state->context;
    fz_display_list *list = NULL;
    fz_device *device = NULL;
    vt_error error = VT_OK;
    fz_var(list);
    fz_var(device);
    fz_var(error);
    fz_try(context)
    {
        list = fz_new_display_list(context, sheet->bounds);
        device = fz_new_list_device(context, list);
        pdf_run_page(context, sheet->page, device, fz_identity, &state->cookie);
        fz_close_device(context, device);
    }
    fz_always(context)
        fz_drop_device(context, device);
    fz_catch(context)
        error = call_caught(state);
    if (error == VT_OK)
        error = call_end(state);
    if (error == VT_OK)
        sheet->list = list;
    else
        fz_drop_display_list(context, list);
    return error;
}

static vt_error draw_list(sheet_state *state, const sheet_page *sheet, double scale,
                          vt_region region, vt_target target)
{
    fz_context *context = state->context;
    fz_pixmap *pixmap = NULL;
    fz_device *device = NULL;
    vt_error error = VT_OK;
    fz_var(pixmap);
    fz_var(device);
    fz_var(error);
    fz_matrix matrix = fz_pre_translate(fz_scale((float)scale, (float)scale), -sheet->bounds.x0,
                                        -sheet->bounds.y0);
    fz_try(context)
    {
        pixmap = fz_new_pixmap_with_data(context, fz_device_rgb(context), (int)region.width,
                                         (int)region.height, NULL, 1, (int)target.stride,
                                         target.pixels);
        pixmap->x = (int)region.x;
        pixmap->y = (int)region.y;
        fz_clear_pixmap_with_value(context, pixmap, 255);
        device = fz_new_draw_device(context, matrix, pixmap);
        fz_run_display_list(context, sheet->list, device, fz_identity, fz_infinite_rect,
                            &state->cookie);
        fz_close_device(context, device);
    }
    fz_always(context)
    {
        fz_drop_device(context, device);
        fz_drop_pixmap(context, pixmap);
    }
    fz_catch(context)
        error = call_caught(state);
    return error;
}

// Paper is opaque; rounding in groups may have left 254.
static void target_make_opaque(vt_region region, vt_target target)
{
    for (uint32_t y = 0; y < region.height; y++) {
        uint8_t *row = target.pixels + (size_t)y * target.stride;
        for (uint32_t x = 0; x < region.width; x++)
            row[(size_t)x * 4 + 3] = 255;
    }
}

static vt_error pdf_render(vt_page *page, double scale, vt_size size, vt_region region,
                           vt_target target)
{
    sheet_state *state = page->document->state;
    sheet_page *sheet = page->state;
    (void)size;
    if (target.stride > INT32_MAX)
        return vt_document_fail(page->document, VT_E_ARGUMENT, "The target's rows are too long.");
    call_begin(state);
    vt_error error = sheet->list != NULL ? VT_OK : make_list(state, sheet);
    if (error == VT_OK)
        error = draw_list(state, sheet, scale, region, target);
    if (error == VT_OK)
        error = call_end(state);
    if (error == VT_OK)
        target_make_opaque(region, target);
    return error;
}

const vt_format vt_format_pdf = {
    .name = "pdf",
    .media_type = "application/pdf",
    .is_paged = true,
    .probe = pdf_probe,
    .open = pdf_open,
    .close = pdf_close,
    .page_open = pdf_page_open,
    .page_close = pdf_page_close,
    .render = pdf_render,
};
