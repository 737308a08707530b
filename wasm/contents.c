// SPDX-License-Identifier: Apache-2.0
// The exports of what documents contain: a count, and the address of vt.h's own list.
#include "exports.h"

_Static_assert(sizeof(vt_character) == 40 && sizeof(vt_hit_part) == 36 && sizeof(vt_link) == 28 &&
                   sizeof(vt_outline_item) == 20 && sizeof(vt_property) == 8,
               "vtw.h promises these rows of words");

static const void *items;

// A list that does not fit into a number cannot be in 32-bit memory either.
static int32_t answer(vt_error error, const vt_document *document, const void *list, size_t count)
{
    bool is_done = vtw_succeeded(error, document);

    items = is_done && count > 0 ? list : NULL;
    return is_done ? (int32_t)count : -1;
}

int32_t vtw_page_text(vtw_page *page)
{
    vt_text list = {NULL, 0};
    vt_error error = vt_page_text(page->page, &list);

    return answer(error, page->document->document, list.items, list.count);
}

int32_t vtw_page_search(vtw_page *page, const char *needle)
{
    vt_hits list = {NULL, 0};
    vt_error error = vt_page_search(page->page, needle, &list);

    return answer(error, page->document->document, list.items, list.count);
}

int32_t vtw_page_links(vtw_page *page)
{
    vt_links list = {NULL, 0};
    vt_error error = vt_page_links(page->page, &list);

    return answer(error, page->document->document, list.items, list.count);
}

int32_t vtw_document_outline(vtw_document *document)
{
    vt_outline list = {NULL, 0};
    vt_error error = vt_document_outline(document->document, &list);

    return answer(error, document->document, list.items, list.count);
}

int32_t vtw_document_properties(vtw_document *document)
{
    vt_properties list = {NULL, 0};
    vt_error error = vt_document_properties(document->document, &list);

    return answer(error, document->document, list.items, list.count);
}

const void *vtw_items(void)
{
    return items;
}
