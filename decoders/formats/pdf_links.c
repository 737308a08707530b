// SPDX-License-Identifier: Apache-2.0
// The links of a page, and what a PDF file says about itself.
//
// This file is ours. A program that links it with MuPDF is, as a whole, under MuPDF's licence, the
// AGPL-3.0. MuPDF reports errors with longjmp: see pdf.c.
#include <math.h>
#include <string.h>

#include "pdf_contents.h"

#define LINKS_MAX 4096

// ---- Links --------------------------------------------------------------------------------------

// What cannot be resolved leads nowhere; the rest goes on. Throws what stops all work.
static fz_link_dest resolve(sheet_state *state, const char *uri)
{
    fz_context *context = state->context;
    fz_link_dest place = fz_make_link_dest_none();
    fz_var(place);
    fz_try(context)
        place = pdf_resolve_link_dest(context, state->pdf, uri);
    fz_catch(context)
    {
        if (state->error != VT_OK || fz_caught(context) == FZ_ERROR_SYSTEM)
            fz_rethrow(context);
        fz_report_error(context);
    }
    return place;
}

vt_destination sheet_destination(sheet_state *state, const char *uri)
{
    vt_destination destination = {.page = VT_PAGE_NONE};
    if (uri == NULL)
        return destination;
    if (fz_is_external_link(state->context, uri)) {
        destination.uri = uri;
        return destination;
    }
    fz_link_dest place = resolve(state, uri);
    if (place.loc.page >= 0)
        destination.page = (uint32_t)place.loc.page;
    if (!isnan(place.y))
        destination.y = place.y;
    return destination;
}

// Throws what MuPDF throws; answers what our own lists say.
static vt_error add_links(vt_page *page, const fz_link *first)
{
    sheet_state *state = page->document->state;
    const sheet_page *sheet = page->state;
    int count = 0;
    for (const fz_link *link = first; link != NULL && count < LINKS_MAX; link = link->next) {
        fz_rect area = fz_translate_rect(link->rect, -sheet->bounds.x0, -sheet->bounds.y0);
        vt_link added = {{area.x0, area.y0}, {area.x1, area.y1},
                         sheet_destination(state, link->uri)};
        vt_error error = vt_link_add(page, added);
        if (error != VT_OK)
            return error;
        sheet_progress(state);
        count++;
    }
    return VT_OK;
}

// Throws. The caller drops the list.
static fz_link *load_links(sheet_state *state, const sheet_page *sheet)
{
    fz_context *context = state->context;
    pdf_obj *annotations = pdf_dict_get(context, sheet->page->obj, PDF_NAME(Annots));
    fz_rect box;
    fz_matrix matrix;
    pdf_page_transform(context, sheet->page, &box, &matrix);
    return pdf_load_link_annots(context, state->pdf, sheet->page, annotations,
                                sheet->page->super.number, matrix);
}

vt_error pdf_page_links(vt_page *page)
{
    vt_error error = sheet_page_use(page);
    if (error != VT_OK)
        return error;
    sheet_state *state = page->document->state;
    const sheet_page *sheet = page->state;
    fz_context *context = state->context;
    fz_link *links = NULL;
    fz_var(links);
    fz_var(error);
    fz_try(context)
    {
        links = load_links(state, sheet);
        error = add_links(page, links);
    }
    fz_always(context)
        fz_drop_link(context, links);
    fz_catch(context)
        error = sheet_call_caught(state);
    return error == VT_OK ? sheet_call_end(state) : error;
}

// ---- Properties ---------------------------------------------------------------------------------

static bool is_digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
    }
    return true;
}

// "D:20261123170500+01'00'" (PDF 1.7, 7.9.4) as "2026-11-23T17:05:00+01:00", as far as it goes.
static void date_write(const char *date, char out[32])
{
    static const struct {
        char before;
        size_t digits;
    } parts[] = {{'\0', 4}, {'-', 2}, {'-', 2}, {'T', 2}, {':', 2}, {':', 2}};
    size_t used = 0;
    if (strncmp(date, "D:", 2) == 0)
        date += 2;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && is_digits(date, parts[i].digits);
         i++) {
        if (parts[i].before != '\0')
            out[used++] = parts[i].before;
        memcpy(out + used, date, parts[i].digits);
        used += parts[i].digits;
        date += parts[i].digits;
    }
    if (used == 19 && *date == 'Z') {
        out[used++] = 'Z';
    } else if (used == 19 && (*date == '+' || *date == '-') && is_digits(date + 1, 2)) {
        memcpy(out + used, date, 3);
        memcpy(out + used + 3, ":00", 3);
        if (date[3] == '\'' && is_digits(date + 4, 2))
            memcpy(out + used + 4, date + 4, 2);
        used += 6;
    }
    out[used] = '\0';
}

static const struct {
    const char *name;
    const char *key; // of MuPDF
    bool is_date;
} properties[] = {
    {"title", FZ_META_INFO_TITLE, false},        {"author", FZ_META_INFO_AUTHOR, false},
    {"subject", FZ_META_INFO_SUBJECT, false},    {"keywords", FZ_META_INFO_KEYWORDS, false},
    {"creator", FZ_META_INFO_CREATOR, false},    {"producer", FZ_META_INFO_PRODUCER, false},
    {"created", FZ_META_INFO_CREATIONDATE, true}, {"modified", FZ_META_INFO_MODIFICATIONDATE, true},
    {"version", FZ_META_FORMAT, false},          {"encryption", FZ_META_ENCRYPTION, false},
};

// Longer ones are cut. Answers whether there is one.
static bool property_read(sheet_state *state, const char *key, char *value, size_t size,
                          vt_error *error_out)
{
    fz_context *context = state->context;
    volatile int length = -1;
    fz_try(context)
        length = pdf_lookup_metadata(context, state->pdf, key, value, size);
    fz_catch(context)
        *error_out = sheet_call_caught(state);
    return length > 1;
}

vt_error pdf_document_properties(vt_document *document)
{
    sheet_state *state = document->state;
    vt_error error = sheet_engine_use(state);
    for (size_t i = 0; i < sizeof properties / sizeof properties[0] && error == VT_OK; i++) {
        char value[1024];
        char date[32];
        if (!property_read(state, properties[i].key, value, sizeof value, &error))
            continue;
        if (properties[i].is_date)
            date_write(value, date);
        error = vt_property_add(document, properties[i].name, properties[i].is_date ? date : value);
    }
    return error == VT_OK ? sheet_call_end(state) : error;
}
