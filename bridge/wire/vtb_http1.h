// SPDX-License-Identifier: Apache-2.0
// A strict HTTP/1.1 request parser on buffers (RFC 9112): what can be read two ways is refused.
#ifndef VTB_HTTP1_H
#define VTB_HTTP1_H

#include "vtb_request.h"

#define VTB_HTTP1_MORE (-1)

typedef enum vtb_body_kind {
    VTB_BODY_NONE,
    VTB_BODY_LENGTH,
    VTB_BODY_CHUNKED,
} vtb_body_kind;

// What the head says about the connection and the body.
typedef struct vtb_http1_head {
    size_t size; // bytes of the head, with its empty line
    vtb_body_kind body;
    uint64_t body_size; // of VTB_BODY_LENGTH
    bool keep_alive;
    bool expects_continue;
} vtb_http1_head;

// Parses a request head at the start of `bytes` into an initialised request. VTB_HTTP1_MORE when
// it is not complete yet, 0 when it is, else the HTTP status that refuses it: 400, 417, 431, 501,
// 503, 505. Nothing is written to the request before the head is complete.
vtb_http_status vtb_http1_parse(const char *bytes, size_t size, vtb_request *request,
                                vtb_http1_head *head_out);

// Decodes a request body piece by piece. Zero it and set kind and left from the head.
typedef struct vtb_http1_body {
    vtb_body_kind kind;
    uint64_t left; // bytes of the body or of the chunk that are still to come
    int state;
    size_t line_size; // of the chunk or trailer line that is being read
    size_t trailer_size;
    unsigned digits;
    bool done;
} vtb_http1_body;

// Takes the next bytes. `*piece_out`, `*piece_size_out` are body bytes, borrowed from `bytes`, or
// of size 0; `*used_out` is how far `bytes` were taken. Call again with the rest until nothing is
// left or body->done. 0, or 400 or 413 for a body that is refused.
vtb_http_status vtb_http1_body_read(vtb_http1_body *body, const char *bytes, size_t size,
                                    size_t *used_out, const char **piece_out,
                                    size_t *piece_size_out);

#endif
