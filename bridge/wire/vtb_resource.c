// SPDX-License-Identifier: Apache-2.0
// Reads the parts of a request for a file; everything that is not exactly as written is refused or,
// where HTTP says so, ignored.
#include "vtb_resource.h"

#include <openssl/crypto.h>
#include <string.h>
#include <time.h>
#include <strings.h>

vtb_error vtb_percent_decode(const char *text, size_t size, char *out, size_t capacity,
                             size_t *size_out)
{
    size_t used = 0;
    for (size_t index = 0; index < size; index++) {
        char character = text[index];
        if (character == '%') {
            bool is_whole = size - index > 2;
            int high = is_whole ? OPENSSL_hexchar2int((unsigned char)text[index + 1]) : -1;
            int low = is_whole ? OPENSSL_hexchar2int((unsigned char)text[index + 2]) : -1;
            if (high < 0 || low < 0 || (high == 2 && low == 15)) {
                return VTB_E_PATH;
            }
            character = (char)(high * 16 + low);
            index += 2;
        }
        if (used + 1 >= capacity) {
            return VTB_E_PATH;
        }
        out[used++] = character;
    }
    out[used] = '\0';
    *size_out = used;
    return VTB_OK;
}

// Takes the digits at *text; a number that is too large reads as the largest, which is behind the
// end of any file. False without a digit.
static bool take_number(const char **text, uint64_t *out)
{
    size_t digits = strspn(*text, "0123456789");
    uint64_t value = 0;
    for (size_t index = 0; index < digits; index++) {
        uint64_t digit = (uint64_t)((*text)[index] - '0');
        value = value > (UINT64_MAX - digit) / 10 ? UINT64_MAX : value * 10 + digit;
    }
    *text += digits;
    *out = value;
    return digits > 0;
}

static vtb_range_kind last_bytes(uint64_t count, uint64_t size, uint64_t *start_out,
                                 uint64_t *end_out)
{
    if (count == 0 || size == 0) {
        return VTB_RANGE_BEYOND;
    }
    *start_out = count < size ? size - count : 0;
    *end_out = size;
    return VTB_RANGE_PART;
}

vtb_range_kind vtb_range_parse(const char *header, uint64_t size, uint64_t *start_out,
                               uint64_t *end_out)
{
    uint64_t first = 0;
    uint64_t last = UINT64_MAX;
    *start_out = 0;
    *end_out = size;
    if (header == NULL || strncasecmp(header, "bytes=", 6) != 0) {
        return VTB_RANGE_WHOLE;
    }
    const char *text = header + 6;
    bool has_first = take_number(&text, &first);
    if (*text++ != '-') {
        return VTB_RANGE_WHOLE;
    }
    bool has_last = take_number(&text, &last);
    if (*text != '\0' || (!has_first && !has_last)) {
        return VTB_RANGE_WHOLE;
    }
    if (!has_first) {
        return last_bytes(last, size, start_out, end_out);
    }
    last = has_last ? last : UINT64_MAX;
    if (first > last) {
        return VTB_RANGE_WHOLE; // RFC 9110 section 14.1.1: invalid
    }
    if (first >= size) {
        return VTB_RANGE_BEYOND;
    }
    *start_out = first;
    *end_out = last >= size ? size : last + 1;
    return VTB_RANGE_PART;
}

void vtb_etag_print(const uint8_t *bytes, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";
    *out++ = '"';
    for (size_t index = 0; index < size; index++) {
        *out++ = digits[bytes[index] >> 4];
        *out++ = digits[bytes[index] & 15];
    }
    *out++ = '"';
    *out = '\0';
}

// With `is_strong`, weak tags match nothing (RFC 9110 section 8.8.3.2).
static bool is_listed(const char *header, const char *etag, bool is_strong)
{
    size_t etag_size = strlen(etag);
    if (strcmp(header, "*") == 0) {
        return true;
    }
    for (const char *item = header; *item != '\0';) {
        item += strspn(item, " \t,");
        bool is_weak = strncmp(item, "W/", 2) == 0;
        item += is_weak ? 2 : 0;
        const char *close = item[0] == '"' ? strchr(item + 1, '"') : NULL;
        if (close == NULL) {
            return false;
        }
        size_t size = (size_t)(close + 1 - item);
        if (size == etag_size && memcmp(item, etag, size) == 0 && !(is_weak && is_strong)) {
            return true;
        }
        item = close + 1;
    }
    return false;
}

bool vtb_etag_is_listed(const char *header, const char *etag)
{
    return is_listed(header, etag, false);
}

void vtb_http_date_print(int64_t seconds, char out[VTB_HTTP_DATE_SIZE])
{
    time_t time = (time_t)seconds;
    struct tm parts;
    out[0] = '\0';
    if (gmtime_r(&time, &parts) != NULL && parts.tm_year >= -1900 && parts.tm_year <= 8099) {
        (void)strftime(out, VTB_HTTP_DATE_SIZE, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    }
}

bool vtb_http_date_parse(const char *text, int64_t *seconds_out)
{
    static const char *const formats[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                          "%a %b %e %H:%M:%S %Y"};
    for (size_t index = 0; index < sizeof formats / sizeof *formats; index++) {
        struct tm parts = {0};
        const char *end = strptime(text, formats[index], &parts);
        if (end != NULL && *end == '\0') {
            *seconds_out = timegm(&parts);
            return true;
        }
    }
    return false;
}

vtb_condition vtb_conditions_judge(const vtb_conditions *conditions, const char *etag,
                                   int64_t modified_s)
{
    int64_t date = 0;
    if (conditions->if_match != NULL) {
        if (!is_listed(conditions->if_match, etag, true)) {
            return VTB_CONDITION_FAILED;
        }
    } else if (conditions->if_unmodified_since != NULL &&
               vtb_http_date_parse(conditions->if_unmodified_since, &date) && modified_s > date) {
        return VTB_CONDITION_FAILED;
    }
    if (conditions->if_none_match != NULL) {
        bool is_same = is_listed(conditions->if_none_match, etag, false);
        return is_same ? VTB_CONDITION_NOT_MODIFIED : VTB_CONDITION_HOLDS;
    }
    bool is_old = conditions->if_modified_since != NULL &&
                  vtb_http_date_parse(conditions->if_modified_since, &date) && modified_s <= date;
    return is_old ? VTB_CONDITION_NOT_MODIFIED : VTB_CONDITION_HOLDS;
}
