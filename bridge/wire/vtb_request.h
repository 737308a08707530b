// SPDX-License-Identifier: Apache-2.0
// An HTTP request head, the same for HTTP/1.1 and HTTP/2.
#ifndef VTB_REQUEST_H
#define VTB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTB_REQUEST_HEADERS_MAX 100
#define VTB_REQUEST_HEAD_MAX 16384

typedef struct vtb_header_slot {
    uint16_t name;
    uint16_t value;
} vtb_header_slot;

// All text lives NUL-terminated in `storage`; the numbers are offsets, 0 is "absent" or "".
typedef struct vtb_request {
    char *storage;
    size_t used;
    size_t capacity;
    uint16_t method;
    uint16_t path; // without the query, which nothing here reads
    uint16_t authority;
    uint16_t header_count;
    vtb_header_slot headers[VTB_REQUEST_HEADERS_MAX];
} vtb_request;

// The results of the functions below: 0, or the HTTP status that refuses the request.
typedef int vtb_http_status;

// An empty request; vtb_request_free gives its memory back.
void vtb_request_init(vtb_request *request);
void vtb_request_free(vtb_request *request);

// Adds a header; names are stored in lower case and checked (RFC 9110 section 5.1, 5.5). A header
// that must be unique and is there twice is 400; too many or too large is 431; no memory is 503.
vtb_http_status vtb_request_add(vtb_request *request, const char *name, size_t name_size,
                                const char *value, size_t value_size);

// Sets method, target and authority, checking their characters. The target must be "/…" or "*";
// its query is cut off.
vtb_http_status vtb_request_set_method(vtb_request *request, const char *text, size_t size);
vtb_http_status vtb_request_set_target(vtb_request *request, const char *text, size_t size);
vtb_http_status vtb_request_set_authority(vtb_request *request, const char *text, size_t size);

// Borrowed from the request. A header that is absent is NULL; the others are "" when absent.
const char *vtb_request_header(const vtb_request *request, const char *name);
const char *vtb_request_method(const vtb_request *request);
const char *vtb_request_path(const vtb_request *request);
const char *vtb_request_authority(const vtb_request *request);

// Whether a comma-separated header value holds a token, in any case.
bool vtb_header_has_token(const char *value, const char *token);

#endif
