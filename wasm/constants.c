// SPDX-License-Identifier: Apache-2.0
// The C tables as JSON, so that JavaScript never repeats a number or a sentence.
#include <stddef.h>

#include "vt.h"
#include "vtw.h"

// Quotation marks inside a table would break the JSON; the tests parse it.
static const char *const errors[] = {
#define ERROR_JSON(name, number, grpc, text)                                                       \
    "{\"name\":\"" #name "\",\"number\":" #number ",\"grpc\":" #grpc ",\"text\":\"" text "\"}",
    VT_ERRORS(ERROR_JSON)
#undef ERROR_JSON
};

static const char *const formats[] = {
#define VT_FORMAT(name, ...) "\"" #name "\"",
#include "formats.def"
#undef VT_FORMAT
};

static const char *const options[] = {
#define OPTION_JSON(name, json_name, bit) "\"" json_name "\":" #bit,
    VTW_OPTIONS(OPTION_JSON)
#undef OPTION_JSON
};

static struct {
    char text[4096];
    size_t size;
} json;

static void append(const char *text)
{
    for (; *text != '\0'; text++) {
        if (json.size + 1 >= sizeof json.text)
            vtw_import_abort("constants", 9);
        json.text[json.size++] = *text;
    }
}

static void append_list(const char *opening, const char *const *items, size_t count,
                        const char *closing)
{
    append(opening);
    for (size_t index = 0; index < count; index++) {
        append(index == 0 ? "" : ",");
        append(items[index]);
    }
    append(closing);
}

static void append_number(const char *before, uint64_t number)
{
    char digits[21]; // of 2^64, and the terminator
    size_t start = sizeof digits - 1;

    digits[start] = '\0';
    do {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    append(before);
    append(&digits[start]);
}

// The defaults of vt_limits.
static void append_limits(void)
{
    vt_limits limits = vt_limits_default();

    append_number("\"limits\":{\"pixelsMax\":", limits.pixels_max);
    append_number(",\"targetPixelsMax\":", limits.target_pixels_max);
    append_number(",\"memoryMax\":", limits.memory_max);
    append("}");
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

const char *vtw_constants(void)
{
    if (json.size != 0)
        return json.text;
    append_list("{\"errors\":[", errors, COUNT(errors), "],");
    append_list("\"formats\":[", formats, COUNT(formats), "],");
    append_list("\"options\":{", options, COUNT(options), "},");
    append_limits();
    append("}");
    return json.text;
}
