// SPDX-License-Identifier: Apache-2.0
// The outline of a PDF file (PDF 1.7, 12.3.3), walked without recursion: neither a deep one nor one
// that runs in circles can exhaust the stack.
//
// This file is ours. A program that links it with MuPDF is, as a whole, under MuPDF's licence, the
// AGPL-3.0. MuPDF reports errors with longjmp: see pdf.c.
#include "pdf_contents.h"

#define DEPTH_MAX 64 // levels; what lies deeper is left out

// What MuPDF declares for its own sources only.
char *pdf_parse_link_dest(fz_context *context, pdf_document *pdf, pdf_obj *destination);
char *pdf_parse_link_action(fz_context *context, pdf_document *pdf, pdf_obj *action, int page);

// Throws.
static vt_error add_item(vt_document *document, pdf_obj *item, uint32_t level)
{
    sheet_state *state = document->state;
    fz_context *context = state->context;
    vt_error error = VT_OK;
    char *uri = NULL;
    fz_var(error);
    fz_var(uri);
    fz_try(context)
    {
        pdf_obj *destination = pdf_dict_get(context, item, PDF_NAME(Dest));
        if (destination != NULL)
            uri = pdf_parse_link_dest(context, state->pdf, destination);
        else
            uri = pdf_parse_link_action(context, state->pdf,
                                        pdf_dict_get(context, item, PDF_NAME(A)), -1);
        const char *title = pdf_dict_get_text_string(context, item, PDF_NAME(Title));
        vt_outline_item added = {title, level, sheet_destination(state, uri)};
        error = vt_outline_add(document, added);
    }
    fz_always(context)
        fz_free(context, uri);
    fz_catch(context)
        fz_rethrow(context);
    return error;
}

// Throws. `marks` tells the items that were seen.
static vt_error walk(vt_document *document, pdf_mark_bits *marks)
{
    sheet_state *state = document->state;
    fz_context *context = state->context;
    pdf_obj *path[DEPTH_MAX];
    size_t depth = 0;
    pdf_obj *item = pdf_dict_getp(context, pdf_trailer(context, state->pdf), "Root/Outlines/First");
    while (document->outline.count < VT_OUTLINE_MAX) {
        bool is_new = pdf_is_dict(context, item) && !pdf_mark_bits_set(context, marks, item);
        if (is_new) {
            vt_error error = add_item(document, item, (uint32_t)depth);
            sheet_progress(state);
            if (error != VT_OK || state->error != VT_OK)
                return error;
            pdf_obj *first = pdf_dict_get(context, item, PDF_NAME(First));
            if (first != NULL && depth < DEPTH_MAX) {
                path[depth++] = item;
                item = first;
            } else {
                item = pdf_dict_get(context, item, PDF_NAME(Next));
            }
        } else if (depth > 0) {
            item = pdf_dict_get(context, path[--depth], PDF_NAME(Next));
        } else {
            return VT_OK;
        }
    }
    return VT_OK;
}

vt_error pdf_document_outline(vt_document *document)
{
    sheet_state *state = document->state;
    vt_error error = sheet_engine_use(state);
    if (error != VT_OK)
        return error;
    fz_context *context = state->context;
    pdf_mark_bits *marks = NULL;
    fz_var(marks);
    fz_var(error);
    fz_try(context)
    {
        marks = pdf_new_mark_bits(context, state->pdf);
        error = walk(document, marks);
    }
    fz_always(context)
        pdf_drop_mark_bits(context, marks);
    fz_catch(context)
        error = sheet_call_caught(state);
    return error == VT_OK ? sheet_call_end(state) : error;
}
