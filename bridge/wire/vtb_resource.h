// SPDX-License-Identifier: Apache-2.0
// What a GET for a file asks for: its path, its range and its conditions (RFC 3986, RFC 9110).
#ifndef VTB_RESOURCE_H
#define VTB_RESOURCE_H

#include "vtb_error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Decodes %XX once (RFC 3986 section 2.1) and writes a terminator; `capacity` includes it. "%2F" is
// refused, because a decoded slash would mean something else than a written one, and so is a "%"
// without two hexadecimal digits. Errors: PATH, also when it does not fit.
VTB_NODISCARD vtb_error vtb_percent_decode(const char *text, size_t size, char *out,
                                           size_t capacity, size_t *size_out);

typedef enum vtb_range_kind {
    VTB_RANGE_WHOLE, // no range, or one to be ignored: another unit, malformed, or several ranges
    VTB_RANGE_PART,
    VTB_RANGE_BEYOND, // 416
} vtb_range_kind;

// Reads a Range header (RFC 9110 section 14.2) for a file of `size` bytes. With PART, *start_out is
// the first byte and *end_out the one after the last: start < end <= size.
vtb_range_kind vtb_range_parse(const char *header, uint64_t size, uint64_t *start_out,
                               uint64_t *end_out);

// The entity tag of some bytes: quoted hexadecimal digits and a terminator.
#define VTB_ETAG_TEXT_SIZE(size) ((size) * 2 + 3)
void vtb_etag_print(const uint8_t *bytes, size_t size, char *out);

#define VTB_HTTP_DATE_SIZE 30 // with its terminator
// Prints "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7); "" for a year above 9999.
void vtb_http_date_print(int64_t seconds, char out[VTB_HTTP_DATE_SIZE]);
// Reads a date in any of the three formats of that section. False when it is none of them.
bool vtb_http_date_parse(const char *text, int64_t *seconds_out);

// The headers that make a request for a file conditional; NULL where there is none.
typedef struct vtb_conditions {
    const char *if_match;
    const char *if_none_match;
    const char *if_modified_since;
    const char *if_unmodified_since;
} vtb_conditions;

typedef enum vtb_condition {
    VTB_CONDITION_HOLDS,
    VTB_CONDITION_NOT_MODIFIED, // 304
    VTB_CONDITION_FAILED,       // 412
} vtb_condition;

// Judges them in the order of RFC 9110 section 13.2.2, for a file that is there.
vtb_condition vtb_conditions_judge(const vtb_conditions *conditions, const char *etag,
                                   int64_t modified_s);

// Whether an If-None-Match header is "*" or lists that entity tag, weakly compared (RFC 9110,
// section 13.1.2). A list that is malformed is read up to there.
bool vtb_etag_is_listed(const char *header, const char *etag);

#endif
