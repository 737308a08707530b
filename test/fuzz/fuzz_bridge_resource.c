// SPDX-License-Identifier: Apache-2.0
// Any text as a path, a Range and an If-None-Match: results stay within their bounds.
#include "vtb_path.h"
#include "vtb_resource.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_path(const uint8_t *bytes, size_t size)
{
    char *out = malloc(size + 1);
    size_t used = 0;
    if (out == NULL) {
        abort();
    }
    if (vtb_percent_decode((const char *)bytes, size, out, size + 1, &used) == VTB_OK) {
        if (used > size || out[used] != '\0') {
            abort();
        }
        (void)!vtb_path_check(out, used);
    }
    free(out);
}

static void check_range(const char *text, uint64_t file_size)
{
    uint64_t start = 0;
    uint64_t end = 0;
    vtb_range_kind kind = vtb_range_parse(text, file_size, &start, &end);
    if (kind == VTB_RANGE_PART && (start >= end || end > file_size)) {
        abort();
    }
}

// A date that is printed again is the same date, unless it lies outside the years that are printed.
static void check_date(const char *text)
{
    char printed[VTB_HTTP_DATE_SIZE];
    int64_t seconds = 0;
    int64_t again = 0;
    if (vtb_http_date_parse(text, &seconds)) {
        vtb_http_date_print(seconds, printed);
        if (printed[0] != '\0' && (!vtb_http_date_parse(printed, &again) || again != seconds)) {
            abort();
        }
    }
    const vtb_conditions conditions = {text, text, text, text};
    (void)vtb_conditions_judge(&conditions, "\"0a\"", seconds);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    check_path(bytes, size);
    char *text = malloc(size + 1);
    if (text == NULL) {
        abort();
    }
    memcpy(text, bytes, size);
    text[size] = '\0';
    check_range(text, 0);
    check_range(text, 1000);
    check_range(text, UINT64_MAX);
    (void)vtb_etag_is_listed(text, "\"0a\"");
    check_date(text);
    free(text);
    return 0;
}
