// SPDX-License-Identifier: Apache-2.0
// `vitrine text`, `search`, `links`, `outline` and `properties`: lines, or JSON.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "contents.h"

typedef vt_error (*contents_maker)(const input *file, const arguments *options, json_t **out);

// ---- Lines --------------------------------------------------------------------------------------

static const char *text_of(const json_t *item, const char *key)
{
    const char *text = json_string_value(json_object_get(item, key));
    return text != NULL ? text : "";
}

static void print_places(const json_t *numbers)
{
    const json_t *number;
    size_t i;
    json_array_foreach(numbers, i, number)
        printf("%s%.15g", i == 0 ? "" : i % 2 == 0 ? " " : ",", json_number_value(number));
}

static void print_page(const json_t *item)
{
    printf("page %" JSON_INTEGER_FORMAT ":", json_integer_value(json_object_get(item, "page")));
}

static void print_lead(const json_t *item, const char *before)
{
    const json_t *page = json_object_get(item, "to_page");
    if (page != NULL)
        printf("%spage %" JSON_INTEGER_FORMAT, before, json_integer_value(page));
    else if (json_object_get(item, "uri") != NULL)
        printf("%s%s", before, text_of(item, "uri"));
    putchar('\n');
}

// Blocks are apart by an empty line, pages end with a form feed.
static void print_text(const json_t *all)
{
    const json_t *page;
    const json_t *line;
    size_t i;
    size_t k;
    json_array_foreach(all, i, page) {
        const json_t *lines = json_object_get(page, "lines");
        json_array_foreach(lines, k, line) {
            bool is_apart = json_is_true(json_object_get(line, "ends_block"));
            is_apart = is_apart && k + 1 < json_array_size(lines);
            printf("%s\n%s", text_of(line, "text"), is_apart ? "\n" : "");
        }
        putchar('\f');
    }
}

static void print_hits(const json_t *all)
{
    const json_t *hit;
    size_t i;
    json_array_foreach(all, i, hit) {
        print_page(hit);
        const json_t *quad;
        size_t k;
        json_array_foreach(json_object_get(hit, "quads"), k, quad) {
            printf("%s", k == 0 ? " " : "; ");
            print_places(quad);
        }
        putchar('\n');
    }
}

static void print_links(const json_t *all)
{
    const json_t *link;
    size_t i;
    json_array_foreach(all, i, link) {
        print_page(link);
        putchar(' ');
        print_places(json_object_get(link, "area"));
        print_lead(link, " -> ");
    }
}

static void print_outline(const json_t *all)
{
    const json_t *item;
    size_t i;
    json_array_foreach(all, i, item) {
        int level = (int)json_integer_value(json_object_get(item, "level"));
        printf("%*s%s", 2 * level, "", text_of(item, "title"));
        print_lead(item, " -> ");
    }
}

static void print_properties(const json_t *all)
{
    const char *name;
    const json_t *value;
    json_object_foreach((json_t *)(uintptr_t)all, name, value)
        printf("%s: %s\n", name, json_string_value(value));
}

// ---- Commands -----------------------------------------------------------------------------------

static vt_error print_json(const json_t *all)
{
    char *text = json_dumps(all, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    if (text == NULL)
        return VT_E_NOMEM;
    puts(text);
    free(text);
    return VT_OK;
}

static vt_error print(const input *file, const arguments *options, contents_maker make,
                      void (*print_lines)(const json_t *all))
{
    json_t *all = NULL;
    vt_error error = make(file, options, &all);
    if (error != VT_OK)
        return error;
    if (options->is_json)
        error = print_json(all);
    else
        print_lines(all);
    json_decref(all);
    return error;
}

static int run(const arguments *options, contents_maker make,
               void (*print_lines)(const json_t *all))
{
    const char *name = options->files[0];
    input file;
    vt_message message;
    vt_error error = input_open(&file, name, options, &message);
    if (error != VT_OK)
        return input_complain(name, error, message.text);
    error = print(&file, options, make, print_lines);
    int status = STATUS_DONE;
    if (error != VT_OK)
        status = input_complain(name, error, vt_document_message(file.document));
    else
        input_warn(&file);
    input_close(&file);
    return status;
}

int command_text(const arguments *options)
{
    return run(options, contents_text, print_text);
}

int command_search(const arguments *options)
{
    return run(options, contents_search, print_hits);
}

int command_links(const arguments *options)
{
    return run(options, contents_links, print_links);
}

int command_outline(const arguments *options)
{
    return run(options, contents_outline, print_outline);
}

int command_properties(const arguments *options)
{
    return run(options, contents_properties, print_properties);
}
