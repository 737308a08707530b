// SPDX-License-Identifier: Apache-2.0
// Stores and checks the parts of a request head.
#include "vtb_request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { METHOD_SIZE_MAX = 16, STORAGE_FIRST = 1024 };

// Headers whose meaning would be ambiguous if two intermediaries picked different copies.
static const char *const unique_headers[] = {
    "authorization", "content-length", "content-type", "grpc-encoding", "grpc-timeout",
    "host",          "if-match",       "if-modified-since", "if-none-match", "if-range",
    "if-unmodified-since", "origin",   "range",        "traceparent",   "transfer-encoding"};

void vtb_request_init(vtb_request *request)
{
    request->storage = NULL;
    request->used = 0;
    request->capacity = 0;
    request->method = request->path = request->authority = request->header_count = 0;
}

void vtb_request_free(vtb_request *request)
{
    free(request->storage);
    vtb_request_init(request);
}

static vtb_http_status storage_reserve(vtb_request *request, size_t size)
{
    size_t needed = request->used + size + 2;
    if (size > VTB_REQUEST_HEAD_MAX || needed > VTB_REQUEST_HEAD_MAX) {
        return 431;
    }
    if (needed <= request->capacity) {
        return 0;
    }
    size_t capacity = request->capacity == 0 ? STORAGE_FIRST : request->capacity;
    while (capacity < needed) {
        capacity *= 2;
    }
    char *storage = realloc(request->storage, capacity);
    if (storage == NULL) {
        return 503;
    }
    request->storage = storage;
    request->capacity = capacity;
    if (request->used == 0) {
        storage[0] = '\0';
        request->used = 1;
    }
    return 0;
}

static vtb_http_status storage_put(vtb_request *request, const char *text, size_t size,
                                   uint16_t *offset_out)
{
    vtb_http_status status = storage_reserve(request, size);
    if (status != 0) {
        return status;
    }
    *offset_out = (uint16_t)request->used;
    memcpy(request->storage + request->used, text, size);
    request->storage[request->used + size] = '\0';
    request->used += size + 1;
    return 0;
}

// RFC 9110 section 5.6.2, tchar.
static bool is_token_character(char character)
{
    if ((character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
        (character >= 'A' && character <= 'Z')) {
        return true;
    }
    return character != '\0' && strchr("!#$%&'*+-.^_`|~", character) != NULL;
}

static bool is_token(const char *text, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        if (!is_token_character(text[index])) {
            return false;
        }
    }
    return size > 0;
}

// RFC 9110 section 5.5: visible characters, space, tab, and bytes above 0x7F.
static bool is_field_value(const char *text, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        unsigned char byte = (unsigned char)text[index];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F) {
            return false;
        }
    }
    return true;
}

static bool has_only_visible(const char *text, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        if (text[index] <= 0x20 || text[index] >= 0x7F) {
            return false;
        }
    }
    return size > 0;
}

static bool is_repeated_unique(const vtb_request *request, const char *name)
{
    if (vtb_request_header(request, name) == NULL) {
        return false;
    }
    for (size_t index = 0; index < sizeof unique_headers / sizeof *unique_headers; index++) {
        if (strcmp(unique_headers[index], name) == 0) {
            return true;
        }
    }
    return false;
}

vtb_http_status vtb_request_add(vtb_request *request, const char *name, size_t name_size,
                                const char *value, size_t value_size)
{
    if (!is_token(name, name_size) || !is_field_value(value, value_size)) {
        return 400;
    }
    if (request->header_count == VTB_REQUEST_HEADERS_MAX) {
        return 431;
    }
    vtb_header_slot slot;
    vtb_http_status status = storage_put(request, name, name_size, &slot.name);
    if (status != 0) {
        return status;
    }
    for (char *letter = request->storage + slot.name; *letter != '\0'; letter++) {
        if (*letter >= 'A' && *letter <= 'Z') {
            *letter = (char)(*letter + ('a' - 'A'));
        }
    }
    if (is_repeated_unique(request, request->storage + slot.name)) {
        return 400;
    }
    status = storage_put(request, value, value_size, &slot.value);
    if (status == 0) {
        request->headers[request->header_count++] = slot;
    }
    return status;
}

vtb_http_status vtb_request_set_method(vtb_request *request, const char *text, size_t size)
{
    if (!is_token(text, size) || size > METHOD_SIZE_MAX) {
        return size > METHOD_SIZE_MAX ? 501 : 400;
    }
    return storage_put(request, text, size, &request->method);
}

vtb_http_status vtb_request_set_target(vtb_request *request, const char *text, size_t size)
{
    bool is_star = size == 1 && text[0] == '*';
    if (!has_only_visible(text, size) || (text[0] != '/' && !is_star) ||
        memchr(text, '#', size) != NULL) {
        return 400;
    }
    const char *query = memchr(text, '?', size);
    return storage_put(request, text, query == NULL ? size : (size_t)(query - text),
                       &request->path);
}

vtb_http_status vtb_request_set_authority(vtb_request *request, const char *text, size_t size)
{
    if (!has_only_visible(text, size)) {
        return 400;
    }
    return storage_put(request, text, size, &request->authority);
}

static const char *text_at(const vtb_request *request, uint16_t offset)
{
    return offset == 0 ? "" : request->storage + offset;
}

const char *vtb_request_header(const vtb_request *request, const char *name)
{
    for (size_t index = 0; index < request->header_count; index++) {
        if (strcmp(request->storage + request->headers[index].name, name) == 0) {
            return request->storage + request->headers[index].value;
        }
    }
    return NULL;
}

const char *vtb_request_method(const vtb_request *request)
{
    return text_at(request, request->method);
}

const char *vtb_request_path(const vtb_request *request)
{
    return text_at(request, request->path);
}

const char *vtb_request_authority(const vtb_request *request)
{
    return text_at(request, request->authority);
}

bool vtb_header_has_token(const char *value, const char *token)
{
    size_t token_size = strlen(token);
    for (const char *item = value; *item != '\0';) {
        item += strspn(item, " \t,");
        size_t size = strcspn(item, " \t,;");
        if (size == token_size && strncasecmp(item, token, size) == 0) {
            return true;
        }
        item += strcspn(item, ",");
    }
    return false;
}
