// SPDX-License-Identifier: Apache-2.0
// Makes JSON of text, hits, links, outline and properties; places are rounded to a hundredth.
#include "contents.h"

#include <math.h>
#include <stdlib.h>

#include "utf8.h"

// What is added to `all` for one page.
typedef vt_error (*page_visitor)(vt_page *page, uint32_t number, const arguments *options,
                                 json_t *all);

// Of the page that is asked for, or of all.
static vt_error visit_pages(const input *file, const arguments *options, page_visitor visit,
                            json_t **out)
{
    uint32_t first = options->page > 0 ? options->page : 1;
    uint32_t last = options->page;
    if (options->page == 0)
        last = vt_document_describe(file->document).page_count;
    json_t *all = json_array();
    vt_error error = all != NULL ? VT_OK : VT_E_NOMEM;
    for (uint32_t number = first; number <= last && error == VT_OK; number++) {
        vt_page *page = NULL;
        error = vt_page_open(file->document, number - 1, &page);
        if (error == VT_OK)
            error = visit(page, number, options, all);
        vt_page_close(page);
    }
    if (error == VT_OK)
        *out = all;
    else
        json_decref(all);
    return error;
}

// jansson takes over `item` and answers -1 for NULL.
static vt_error append(json_t *all, json_t *item)
{
    return json_array_append_new(all, item) == 0 ? VT_OK : VT_E_NOMEM;
}

static json_t *rounded(float number)
{
    double hundredth = floor((double)number * 100 + 0.5) / 100;
    if (hundredth == floor(hundredth))
        return json_integer((json_int_t)hundredth);
    return json_real(hundredth);
}

static json_t *points(const vt_point *first, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count && all != NULL; i++) {
        if (json_array_append_new(all, rounded(first[i].x)) != 0 ||
            json_array_append_new(all, rounded(first[i].y)) != 0) {
            json_decref(all);
            all = NULL;
        }
    }
    return all;
}

static json_t *quad_json(vt_quad quad)
{
    const vt_point corners[] = {quad.upper_left, quad.upper_right, quad.lower_left,
                                quad.lower_right};
    return points(corners, 4);
}

// ---- Text ---------------------------------------------------------------------------------------

static json_t *line_json(const vt_character *first, size_t count)
{
    char *text = malloc(4 * count);
    if (text == NULL)
        return NULL;
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += vt_utf8_write(text + size, first[i].code);
    const vt_character *last = &first[count - 1];
    vt_quad quad = {first->quad.upper_left, last->quad.upper_right, first->quad.lower_left,
                    last->quad.lower_right};
    json_t *line = json_pack("{s:s%, s:b, s:o}", "text", text, size, "ends_block",
                             last->ends == VT_ENDS_BLOCK, "quad", quad_json(quad));
    free(text);
    return line;
}

static vt_error visit_text(vt_page *page, uint32_t number, const arguments *options, json_t *all)
{
    vt_text text;
    (void)options;
    vt_error error = vt_page_text(page, &text);
    if (error != VT_OK)
        return error;
    json_t *lines = json_array();
    size_t start = 0;
    for (size_t i = 0; i < text.count && error == VT_OK; i++) {
        if (text.items[i].ends == VT_ENDS_NOTHING)
            continue;
        error = append(lines, line_json(text.items + start, i + 1 - start));
        start = i + 1;
    }
    json_t *item = json_pack("{s:i, s:o}", "page", (int)number, "lines", lines);
    return error == VT_OK ? append(all, item) : (json_decref(item), error);
}

vt_error contents_text(const input *file, const arguments *options, json_t **out)
{
    return visit_pages(file, options, visit_text, out);
}

// ---- Search -------------------------------------------------------------------------------------

static vt_error visit_hits(vt_page *page, uint32_t number, const arguments *options, json_t *all)
{
    vt_hits hits;
    vt_error error = vt_page_search(page, options->needle, &hits);
    for (size_t i = 0; i < hits.count && error == VT_OK; i++) {
        bool is_new = i == 0 || hits.items[i].hit != hits.items[i - 1].hit;
        if (is_new)
            error = append(all, json_pack("{s:i, s:[]}", "page", (int)number, "quads"));
        json_t *last = json_array_get(all, json_array_size(all) - 1);
        if (error == VT_OK)
            error = append(json_object_get(last, "quads"), quad_json(hits.items[i].quad));
    }
    return error;
}

vt_error contents_search(const input *file, const arguments *options, json_t **out)
{
    return visit_pages(file, options, visit_hits, out);
}

// ---- Links and outline --------------------------------------------------------------------------

// Adds where it leads; takes over `item`.
static vt_error append_led(json_t *all, json_t *item, vt_destination to)
{
    int failed = item == NULL;
    if (to.uri != NULL) {
        failed |= json_object_set_new(item, "uri", json_string(to.uri));
    } else if (to.page != VT_PAGE_NONE) {
        failed |= json_object_set_new(item, "to_page", json_integer((json_int_t)to.page + 1));
        failed |= json_object_set_new(item, "to_y", rounded(to.y));
    }
    if (!failed)
        return append(all, item);
    json_decref(item);
    return VT_E_NOMEM;
}

static vt_error visit_links(vt_page *page, uint32_t number, const arguments *options, json_t *all)
{
    vt_links links;
    (void)options;
    vt_error error = vt_page_links(page, &links);
    for (size_t i = 0; i < links.count && error == VT_OK; i++) {
        const vt_link *link = &links.items[i];
        const vt_point corners[] = {link->upper_left, link->lower_right};
        json_t *item =
            json_pack("{s:i, s:o}", "page", (int)number, "area", points(corners, 2));
        error = append_led(all, item, link->destination);
    }
    return error;
}

vt_error contents_links(const input *file, const arguments *options, json_t **out)
{
    return visit_pages(file, options, visit_links, out);
}

vt_error contents_outline(const input *file, const arguments *options, json_t **out)
{
    vt_outline outline;
    (void)options;
    vt_error error = vt_document_outline(file->document, &outline);
    if (error != VT_OK)
        return error;
    json_t *all = json_array();
    for (size_t i = 0; i < outline.count && error == VT_OK; i++) {
        const vt_outline_item *item = &outline.items[i];
        error = append_led(all,
                           json_pack("{s:i, s:s}", "level", (int)item->level, "title", item->title),
                           item->destination);
    }
    *out = all;
    return error == VT_OK ? error : (json_decref(all), error);
}

vt_error contents_properties(const input *file, const arguments *options, json_t **out)
{
    vt_properties properties;
    (void)options;
    vt_error error = vt_document_properties(file->document, &properties);
    if (error != VT_OK)
        return error;
    json_t *all = json_object();
    for (size_t i = 0; i < properties.count && error == VT_OK; i++) {
        json_t *value = json_string(properties.items[i].value);
        if (json_object_set_new(all, properties.items[i].name, value) != 0)
            error = VT_E_NOMEM;
    }
    *out = all;
    return error == VT_OK ? error : (json_decref(all), error);
}
