// SPDX-License-Identifier: Apache-2.0
// `vitrine info`: what a file is, as lines or as JSON.
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "input.h"

// Keys in the order in which they are printed; null when memory is short.
static json_t *describe(const input *file, const arguments *options)
{
    vt_document_info document = vt_document_describe(file->document);
    vt_page_info page = vt_page_describe(file->page);
    vt_size size = {0, 0};
    if (vt_page_measure(file->page, 1.0, &size) != VT_OK)
        return NULL;
    return json_pack(
        "{s:s, s:s, s:I, s:i, s:i, s:i, s:i, s:i, s:i, s:b, s:I, s:b, s:b, s:s}", "format",
        document.format, "media_type", document.media_type, "size", (json_int_t)file->source.size,
        "pages", (int)document.page_count, "page", (int)options->page, "width", (int)size.width,
        "height", (int)size.height, "orientation", (int)page.orientation, "bit_depth",
        (int)page.bit_depth, "has_alpha", (int)page.has_alpha, "duration_ms",
        (json_int_t)page.duration_ms, "partial", (int)document.is_partial, "password",
        (int)document.has_password, "message", vt_document_message(file->document));
}

static void print_lines(json_t *description)
{
    const char *key;
    json_t *value;
    json_object_foreach(description, key, value) {
        if (json_is_string(value))
            printf("%s: %s\n", key, json_string_value(value));
        else if (json_is_integer(value))
            printf("%s: %" JSON_INTEGER_FORMAT "\n", key, json_integer_value(value));
        else
            printf("%s: %s\n", key, json_is_true(value) ? "yes" : "no");
    }
}

static bool print_json(const json_t *description)
{
    char *text = json_dumps(description, JSON_INDENT(2));
    if (text == NULL)
        return false;
    puts(text);
    free(text);
    return true;
}

int command_info(const arguments *options)
{
    const char *name = options->files[0];
    input file;
    vt_message message;
    vt_error error = input_open(&file, name, options, &message);
    if (error != VT_OK)
        return input_complain(name, error, message.text);
    json_t *description = describe(&file, options);
    int status = STATUS_DONE;
    if (description == NULL)
        status = input_complain(name, VT_E_NOMEM, "");
    else if (options->is_json && !print_json(description))
        status = input_complain(name, VT_E_NOMEM, "");
    else if (!options->is_json)
        print_lines(description);
    json_decref(description);
    input_close(&file);
    return status;
}
