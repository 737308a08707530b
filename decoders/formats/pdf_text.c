// SPDX-License-Identifier: Apache-2.0
// The text of a page, and where a needle stands in it, by MuPDF's structured text.
//
// This file is ours. A program that links it with MuPDF is, as a whole, under MuPDF's licence, the
// AGPL-3.0. MuPDF reports errors with longjmp: see pdf.c.
#include "pdf_contents.h"
#include "utf8.h"

static vt_point point_of(fz_point point)
{
    return (vt_point){point.x, point.y};
}

static vt_quad quad_of(fz_quad quad)
{
    return (vt_quad){point_of(quad.ul), point_of(quad.ur), point_of(quad.ll), point_of(quad.lr)};
}

// MuPDF's search takes the end of a text for its own, so a code of 0 must not stand in it.
static void text_clean(fz_stext_page *text)
{
    for (fz_stext_block *block = text->first_block; block != NULL; block = block->next) {
        if (block->type != FZ_STEXT_BLOCK_TEXT)
            continue;
        for (fz_stext_line *line = block->u.t.first_line; line != NULL; line = line->next) {
            for (fz_stext_char *letter = line->first_char; letter != NULL; letter = letter->next)
                letter->c = (int)vt_code_shown((uint32_t)letter->c);
        }
    }
}

// Throws.
static void run_text(sheet_state *state, sheet_page *sheet, fz_stext_page *text)
{
    fz_context *context = state->context;
    fz_stext_options options = {.flags = FZ_STEXT_CLIP};
    fz_device *device = fz_new_stext_device(context, text, &options);
    fz_matrix matrix = fz_translate(-sheet->bounds.x0, -sheet->bounds.y0);
    fz_try(context)
    {
        fz_run_display_list(context, sheet->list, device, matrix, fz_infinite_rect,
                            &state->cookie);
        fz_close_device(context, device);
    }
    fz_always(context)
        fz_drop_device(context, device);
    fz_catch(context)
        fz_rethrow(context);
}

static vt_error make_text(sheet_state *state, sheet_page *sheet)
{
    fz_context *context = state->context;
    fz_stext_page *text = NULL;
    vt_error error = VT_OK;
    fz_var(text);
    fz_var(error);
    fz_try(context)
    {
        text = fz_new_stext_page(context, sheet->bounds);
        run_text(state, sheet, text);
    }
    fz_catch(context)
        error = sheet_call_caught(state);
    if (error == VT_OK)
        error = sheet_call_end(state);
    if (error != VT_OK) {
        fz_drop_stext_page(context, text);
        return error;
    }
    text_clean(text);
    sheet->text = text;
    return VT_OK;
}

static vt_error use_text(vt_page *page)
{
    sheet_page *sheet = page->state;
    vt_error error = sheet_page_interpret(page);
    if (error == VT_OK && sheet->text == NULL)
        error = make_text(page->document->state, sheet);
    return error;
}

static vt_error add_line(vt_page *page, const fz_stext_line *line)
{
    vt_error error = VT_OK;
    for (const fz_stext_char *letter = line->first_char; letter != NULL && error == VT_OK;
         letter = letter->next)
        error = vt_text_add(page, (uint32_t)letter->c, quad_of(letter->quad));
    vt_text_end(page, VT_ENDS_LINE);
    return error;
}

vt_error pdf_page_text(vt_page *page)
{
    vt_error error = use_text(page);
    if (error != VT_OK)
        return error;
    const sheet_page *sheet = page->state;
    for (const fz_stext_block *block = sheet->text->first_block; block != NULL;
         block = block->next) {
        if (block->type != FZ_STEXT_BLOCK_TEXT)
            continue;
        for (const fz_stext_line *line = block->u.t.first_line; line != NULL; line = line->next) {
            error = add_line(page, line);
            if (error != VT_OK)
                return error;
        }
        vt_text_end(page, VT_ENDS_BLOCK);
    }
    return VT_OK;
}

typedef struct {
    vt_page *page;
    uint32_t hits;
    vt_error error;
} search_progress;

// Answering other than 0 ends the search.
static int on_hit(fz_context *context, void *user, int count, fz_quad *quads)
{
    search_progress *search = user;
    (void)context;
    for (int i = 0; i < count && search->error == VT_OK; i++)
        search->error = vt_hit_add(search->page, search->hits, quad_of(quads[i]));
    search->hits++;
    return search->error != VT_OK || search->page->hits.count >= VT_HITS_MAX;
}

vt_error pdf_page_search(vt_page *page, const char *needle)
{
    vt_error error = use_text(page);
    if (error != VT_OK)
        return error;
    sheet_state *state = page->document->state;
    const sheet_page *sheet = page->state;
    fz_context *context = state->context;
    search_progress search = {page, 0, VT_OK};
    fz_var(error);
    fz_try(context)
        (void)fz_search_stext_page_cb(context, sheet->text, needle, on_hit, &search);
    fz_catch(context)
        error = sheet_call_caught(state);
    if (error == VT_OK)
        error = search.error;
    return error == VT_OK ? sheet_call_end(state) : error;
}
