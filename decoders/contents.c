// SPDX-License-Identifier: Apache-2.0
// The public functions of what documents contain, and the lists behind them: filled by the format
// when first asked for, kept as vt.h says.
#include "contents.h"

#include <math.h>
#include <string.h>

#include "utf8.h"

// ---- Adding -------------------------------------------------------------------------------------

static vt_error list_add(vt_document *document, vt_list *list, const void *item, size_t size)
{
    if (vt_list_add(&document->heap, list, item, size))
        return VT_OK;
    return vt_document_fail_memory(document);
}

// Numbers out of hostile files: neither infinite nor beyond what a page can be.
static float place(float number)
{
    return isfinite(number) ? fminf(fmaxf(number, -1e6F), 1e6F) : 0.0F;
}

static vt_point point_place(vt_point point)
{
    return (vt_point){place(point.x), place(point.y)};
}

static vt_quad quad_place(vt_quad quad)
{
    return (vt_quad){point_place(quad.upper_left), point_place(quad.upper_right),
                     point_place(quad.lower_left), point_place(quad.lower_right)};
}

vt_error vt_text_add(vt_page *page, uint32_t code, vt_quad quad)
{
    vt_character character = {vt_code_shown(code), VT_ENDS_NOTHING, quad_place(quad)};
    return list_add(page->document, &page->text, &character, sizeof character);
}

void vt_text_end(vt_page *page, uint32_t ends)
{
    vt_character *items = page->text.items;
    if (page->text.count > 0 && items[page->text.count - 1].ends < ends)
        items[page->text.count - 1].ends = ends;
}

vt_error vt_hit_add(vt_page *page, uint32_t hit, vt_quad quad)
{
    vt_hit_part part = {hit, quad_place(quad)};
    if (page->hits.count >= VT_HITS_MAX)
        return VT_OK;
    return list_add(page->document, &page->hits, &part, sizeof part);
}

static vt_error destination_keep(vt_document *document, vt_texts *texts, vt_destination *to)
{
    if (to->page >= document->info.page_count)
        to->page = VT_PAGE_NONE;
    to->y = place(to->y);
    if (to->uri == NULL || !vt_uri_is_allowed(to->uri)) {
        to->uri = NULL;
        return VT_OK;
    }
    to->uri = vt_texts_add(&document->heap, texts, to->uri);
    return to->uri != NULL ? VT_OK : vt_document_fail_memory(document);
}

vt_error vt_link_add(vt_page *page, vt_link link)
{
    vt_error error = destination_keep(page->document, &page->texts, &link.destination);
    if (error != VT_OK)
        return error;
    if (link.destination.page == VT_PAGE_NONE && link.destination.uri == NULL)
        return VT_OK;
    link.upper_left = point_place(link.upper_left);
    link.lower_right = point_place(link.lower_right);
    return list_add(page->document, &page->links, &link, sizeof link);
}

vt_error vt_outline_add(vt_document *document, vt_outline_item item)
{
    if (document->outline.count >= VT_OUTLINE_MAX)
        return VT_OK;
    vt_error error = destination_keep(document, &document->texts, &item.destination);
    if (error != VT_OK)
        return error;
    item.title = vt_texts_add(&document->heap, &document->texts, item.title);
    if (item.title == NULL)
        return vt_document_fail_memory(document);
    return list_add(document, &document->outline, &item, sizeof item);
}

vt_error vt_property_add(vt_document *document, const char *name, const char *value)
{
    if (value[0] == '\0')
        return VT_OK;
    vt_property property = {name, vt_texts_add(&document->heap, &document->texts, value)};
    if (property.value == NULL)
        return vt_document_fail_memory(document);
    return list_add(document, &document->properties, &property, sizeof property);
}

// ---- Forgetting ---------------------------------------------------------------------------------

void vt_page_forget(vt_page *page)
{
    vt_heap *heap = &page->document->heap;
    vt_list_clear(heap, &page->text);
    vt_list_clear(heap, &page->hits);
    vt_list_clear(heap, &page->links);
    vt_texts_clear(heap, &page->texts);
}

void vt_document_forget(vt_document *document)
{
    vt_list_clear(&document->heap, &document->outline);
    vt_list_clear(&document->heap, &document->properties);
    vt_texts_clear(&document->heap, &document->texts);
}

// ---- Asking -------------------------------------------------------------------------------------

// Fills a list of a page once.
static vt_error page_fill(vt_page *page, vt_list *list, vt_error (*fill)(vt_page *page))
{
    vt_document *document = page->document;
    vt_document_begin(document);
    if (list->is_filled || fill == NULL)
        return VT_OK;
    vt_error error = fill(page);
    if (error != VT_OK)
        vt_list_clear(&document->heap, list);
    list->is_filled = error == VT_OK;
    return error;
}

static vt_error document_fill(vt_document *document, vt_list *list,
                              vt_error (*fill)(vt_document *document))
{
    vt_document_begin(document);
    if (list->is_filled || fill == NULL)
        return VT_OK;
    vt_error error = fill(document);
    if (error != VT_OK)
        vt_list_clear(&document->heap, list);
    list->is_filled = error == VT_OK;
    return error;
}

vt_error vt_page_text(vt_page *page, vt_text *text_out)
{
    if (page == NULL || text_out == NULL)
        return VT_E_ARGUMENT;
    vt_error error = page_fill(page, &page->text, page->document->format->text);
    *text_out = (vt_text){page->text.items, page->text.count};
    return error;
}

vt_error vt_page_links(vt_page *page, vt_links *links_out)
{
    if (page == NULL || links_out == NULL)
        return VT_E_ARGUMENT;
    vt_error error = page_fill(page, &page->links, page->document->format->links);
    *links_out = (vt_links){page->links.items, page->links.count};
    return error;
}

static bool needle_is_valid(const char *needle)
{
    size_t size = strlen(needle);
    if (size == 0 || size > VT_NEEDLE_SIZE_MAX)
        return false;
    while (*needle != '\0') {
        const char *before = needle;
        if (vt_utf8_read(&needle) == VT_CODE_REPLACEMENT && needle - before != 3)
            return false;
    }
    return true;
}

vt_error vt_page_search(vt_page *page, const char *needle, vt_hits *hits_out)
{
    if (page == NULL || needle == NULL || hits_out == NULL)
        return VT_E_ARGUMENT;
    vt_document *document = page->document;
    *hits_out = (vt_hits){NULL, 0};
    vt_document_begin(document);
    vt_list_clear(&document->heap, &page->hits);
    if (!needle_is_valid(needle))
        return vt_document_fail(document, VT_E_ARGUMENT,
                                "What is searched for must be text of 1 to 256 bytes.");
    if (document->format->search == NULL)
        return VT_OK;
    vt_error error = document->format->search(page, needle);
    if (error != VT_OK)
        vt_list_clear(&document->heap, &page->hits);
    *hits_out = (vt_hits){page->hits.items, page->hits.count};
    return error;
}

vt_error vt_document_outline(vt_document *document, vt_outline *outline_out)
{
    if (document == NULL || outline_out == NULL)
        return VT_E_ARGUMENT;
    vt_error error = document_fill(document, &document->outline, document->format->outline);
    *outline_out = (vt_outline){document->outline.items, document->outline.count};
    return error;
}

vt_error vt_document_properties(vt_document *document, vt_properties *properties_out)
{
    if (document == NULL || properties_out == NULL)
        return VT_E_ARGUMENT;
    vt_error error = document_fill(document, &document->properties, document->format->properties);
    *properties_out = (vt_properties){document->properties.items, document->properties.count};
    return error;
}
