// SPDX-License-Identifier: Apache-2.0
// PDF through MuPDF: pages as display lists, drawn over white into the caller's pixels.
//
// This file is ours. A program that links it with MuPDF is, as a whole, under MuPDF's licence, the
// AGPL-3.0.
//
// MuPDF reports errors with longjmp: fz_try stands in small functions, nothing returns out of one,
// and what is changed inside is either volatile (fz_var) or behind a pointer.
#include <string.h>

#include "pdf_contents.h"
#include "vt_probe.h"

#define PAGES_ALONE_MAX 4096 // beyond, all pages are found at once

// ---- The document -------------------------------------------------------------------------------

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
        error = sheet_call_caught(state);
    // A read that failed may have been taken for the end of the page tree.
    if (error == VT_OK && state->error != VT_OK)
        error = sheet_call_end(state);
    if (error == VT_OK && count <= 0)
        error = vt_document_fail(state->document, VT_E_CORRUPT, "The document has no pages.");
    if (error == VT_OK)
        state->document->info.page_count = (uint32_t)count;
    return error;
}

static void state_free(sheet_state *state)
{
    vt_heap *heap = &state->document->heap;
    sheet_engine_stop(state);
    // Through volatile, so that the compiler does not leave it out.
    for (volatile char *at = state->password; at != NULL && *at != '\0'; at++)
        *at = '\0';
    vt_heap_release(heap, state->password);
    vt_heap_release(heap, state);
}

static sheet_state *state_new(vt_document *document, const char *password)
{
    vt_heap *heap = &document->heap;
    sheet_state *state = vt_heap_allocate_array(heap, 1, sizeof *state);
    if (state == NULL)
        return NULL;
    state->document = document;
    state->memory.heap = heap;
    if (password == NULL)
        return state;
    size_t size = strlen(password) + 1;
    state->password = vt_heap_allocate(heap, size);
    if (state->password == NULL) {
        state_free(state);
        return NULL;
    }
    memcpy(state->password, password, size);
    return state;
}

static vt_error pdf_open(vt_document *document, const char *password)
{
    sheet_state *state = state_new(document, password);
    if (state == NULL)
        return vt_document_fail_memory(document);
    sheet_call_begin(state);
    vt_error error = sheet_engine_start(state);
    if (error == VT_OK)
        error = count_pages(state);
    if (error == VT_OK)
        error = sheet_call_end(state);
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

// MuPDF would read the object of every page before it shows one. Told that the page tree is broken,
// it walks down to the page that is wanted, and reads what lies before it at most. Throws.
static pdf_page *load_alone(sheet_state *state, uint32_t index)
{
    fz_context *context = state->context;
    pdf_page *page = NULL;
    int was_broken = state->pdf->page_tree_broken;
    fz_var(page);
    if (index < PAGES_ALONE_MAX && !pdf_was_repaired(context, state->pdf))
        state->pdf->page_tree_broken = 1;
    fz_try(context)
        page = pdf_load_page(context, state->pdf, (int)index);
    fz_always(context)
        state->pdf->page_tree_broken = was_broken;
    fz_catch(context)
        fz_rethrow(context);
    return page;
}

static vt_error load_page(sheet_state *state, uint32_t index, sheet_page *sheet)
{
    fz_context *context = state->context;
    vt_error error = VT_OK;
    fz_var(error);
    sheet->generation = state->generation;
    fz_try(context)
    {
        sheet->page = load_alone(state, index);
        sheet->bounds = pdf_bound_page(context, sheet->page, FZ_CROP_BOX);
    }
    fz_catch(context)
        error = sheet_call_caught(state);
    return error;
}

// Of another generation nothing is left to drop.
static void sheet_unload(sheet_state *state, sheet_page *sheet)
{
    if (sheet->generation == state->generation && state->context != NULL) {
        fz_drop_stext_page(state->context, sheet->text);
        fz_drop_display_list(state->context, sheet->list);
        fz_drop_page(state->context, (fz_page *)sheet->page);
    }
    sheet->text = NULL;
    sheet->list = NULL;
    sheet->page = NULL;
}

static void sheet_free(sheet_state *state, sheet_page *sheet)
{
    sheet_unload(state, sheet);
    vt_heap_release(&state->document->heap, sheet);
}

static vt_error pdf_page_open(vt_page *page)
{
    sheet_state *state = page->document->state;
    sheet_page *sheet = vt_heap_allocate_array(&page->document->heap, 1, sizeof *sheet);
    if (sheet == NULL)
        return vt_document_fail_memory(page->document);
    vt_error error = sheet_engine_use(state);
    if (error == VT_OK)
        error = load_page(state, page->index, sheet);
    double width = (double)sheet->bounds.x1 - (double)sheet->bounds.x0;
    double height = (double)sheet->bounds.y1 - (double)sheet->bounds.y0;
    if (error == VT_OK && !(width > 0 && height > 0 && width < 1e6 && height < 1e6))
        error = vt_document_fail(page->document, VT_E_CORRUPT, "The page has no usable size.");
    if (error == VT_OK)
        error = sheet_call_end(state);
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
        error = sheet_call_caught(state);
    if (error == VT_OK)
        error = sheet_call_end(state);
    if (error == VT_OK)
        sheet->list = list;
    else
        fz_drop_display_list(context, list);
    return error;
}

vt_error sheet_page_use(vt_page *page)
{
    sheet_state *state = page->document->state;
    sheet_page *sheet = page->state;
    vt_error error = sheet_engine_use(state);
    if (error == VT_OK && (sheet->page == NULL || sheet->generation != state->generation)) {
        sheet_unload(state, sheet);
        error = load_page(state, page->index, sheet);
    }
    return error;
}

vt_error sheet_page_interpret(vt_page *page)
{
    sheet_page *sheet = page->state;
    vt_error error = sheet_page_use(page);
    if (error == VT_OK && sheet->list == NULL)
        error = make_list(page->document->state, sheet);
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
        error = sheet_call_caught(state);
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
    vt_error error = sheet_page_interpret(page);
    if (error == VT_OK)
        error = draw_list(state, sheet, scale, region, target);
    if (error == VT_OK)
        error = sheet_call_end(state);
    if (error == VT_OK)
        target_make_opaque(region, target);
    return error;
}

const vt_format vt_format_pdf = {
    .name = "pdf",
    .media_type = "application/pdf",
    .is_paged = true,
    .probe = vt_probe_pdf,
    .open = pdf_open,
    .close = pdf_close,
    .page_open = pdf_page_open,
    .page_close = pdf_page_close,
    .render = pdf_render,
    .text = pdf_page_text,
    .search = pdf_page_search,
    .links = pdf_page_links,
    .outline = pdf_document_outline,
    .properties = pdf_document_properties,
};
