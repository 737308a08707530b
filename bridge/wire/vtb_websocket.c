// SPDX-License-Identifier: Apache-2.0
// The handshake of RFC 6455 section 4.2, and the messages of grpc-websockets.
#include "vtb_websocket.h"

#include "vtb_bytes.h"
#include "vtb_text.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { KEY_SIZE = 24 }; // sixteen bytes in base64

static bool has_token(const vtb_request *request, const char *name, const char *token)
{
    const char *value = vtb_request_header(request, name);
    return value != NULL && vtb_header_has_token(value, token);
}

bool vtb_websocket_is_wanted(const vtb_request *request)
{
    return has_token(request, "upgrade", "websocket");
}

static bool is_key(const char *key)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return key != NULL && strlen(key) == KEY_SIZE && strspn(key, alphabet) == KEY_SIZE - 2 &&
           strcmp(key + KEY_SIZE - 2, "==") == 0;
}

vtb_http_status vtb_websocket_handshake(const vtb_request *request,
                                        char accept[VTB_WEBSOCKET_ACCEPT_SIZE])
{
    const char *key = vtb_request_header(request, "sec-websocket-key");
    const char *version = vtb_request_header(request, "sec-websocket-version");
    char text[KEY_SIZE + 36 + 1];
    uint8_t digest[SHA_DIGEST_LENGTH];
    if (strcmp(vtb_request_method(request), "GET") != 0) {
        return 405;
    }
    if (version == NULL || strcmp(version, "13") != 0) {
        return 426;
    }
    if (!is_key(key) || !has_token(request, "connection", "upgrade") ||
        !has_token(request, "sec-websocket-protocol", VTB_WEBSOCKET_PROTOCOL)) {
        return 400;
    }
    (void)snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    (void)SHA1((const uint8_t *)text, sizeof text - 1, digest);
    vtb_text_encode(digest, sizeof digest, accept);
    return 0;
}

static bool is_of_handshake(const char *name, size_t size)
{
    return (size == 4 && strncasecmp(name, "host", 4) == 0) ||
           (size == 6 && strncasecmp(name, "origin", 6) == 0);
}

static vtb_http_status take_line(const char *line, size_t size, vtb_request *request)
{
    const char *colon = memchr(line, ':', size);
    if (colon == NULL) {
        return 400;
    }
    size_t name_size = (size_t)(colon - line);
    const char *value = colon + 1;
    const char *end = line + size;
    while (value < end && (*value == ' ' || *value == '\t')) {
        value++;
    }
    while (end > value && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    return is_of_handshake(line, name_size)
               ? 0
               : vtb_request_add(request, line, name_size, value, (size_t)(end - value));
}

vtb_http_status vtb_websocket_headers(const uint8_t *bytes, size_t size, vtb_request *request)
{
    const char *text = (const char *)bytes;
    vtb_http_status status = 0;
    while (status == 0 && size > 0) {
        const char *end = memchr(text, '\n', size);
        size_t line_size = end == NULL ? 0 : (size_t)(end - text);
        if (line_size == 0 || text[line_size - 1] != '\r') {
            return 400;
        }
        // Some clients end with an empty line.
        if (line_size > 1) {
            status = take_line(text, line_size - 1, request);
        }
        text += line_size + 1;
        size -= line_size + 1;
    }
    return status;
}

vtb_websocket_kind vtb_websocket_kind_of(const uint8_t *bytes, size_t size)
{
    if (size > 0 && bytes[0] == 0) {
        return VTB_WEBSOCKET_DATA;
    }
    return size == 1 && bytes[0] == 1 ? VTB_WEBSOCKET_END : VTB_WEBSOCKET_UNKNOWN;
}

size_t vtb_websocket_head_write(uint8_t head[VTB_WEBSOCKET_HEAD_MAX], uint64_t size)
{
    enum { FINAL_BINARY = 0x82, SIZE_16 = 126, SIZE_64 = 127 };
    head[0] = FINAL_BINARY;
    if (size < SIZE_16) {
        head[1] = (uint8_t)size;
        return 2;
    }
    if (size <= UINT16_MAX) {
        head[1] = SIZE_16;
        vtb_store_big(head + 2, 2, size);
        return 4;
    }
    head[1] = SIZE_64;
    vtb_store_big(head + 2, 8, size);
    return 10;
}
