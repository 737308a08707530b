// SPDX-License-Identifier: Apache-2.0
// Framing, status texts and header values of gRPC and gRPC-Web, on buffers.
// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md and PROTOCOL-WEB.md
#ifndef VTB_GRPC_H
#define VTB_GRPC_H

#include "vtb_error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTB_FRAME_HEAD_SIZE 5
#define VTB_FRAME_MESSAGE 0x00
#define VTB_FRAME_COMPRESSED 0x01
#define VTB_FRAME_TRAILER 0x80
// The largest trailer text of vtb_grpc_trailer_print: every byte of a sentence percent-encoded.
#define VTB_TRAILER_MAX 1024

typedef enum vtb_content_kind {
    VTB_CONTENT_OTHER,
    VTB_CONTENT_GRPC_WEB,      // application/grpc-web, application/grpc-web+proto
    VTB_CONTENT_GRPC_WEB_TEXT, // application/grpc-web-text, …-text+proto: all of it in base64
    VTB_CONTENT_GRPC,          // application/grpc, application/grpc+proto: over HTTP/2 only
} vtb_content_kind;

// Collects the messages of a request body. Frames may be split at any byte.
typedef struct vtb_frame_reader {
    // Where the messages of a stream go, borrowed until it returns; NULL when there is just one,
    // which stays in `message`. What it returns ends the reading unless it is OK.
    vtb_error (*deliver)(void *owner, const uint8_t *message, size_t size);
    void *owner;
    uint8_t head[VTB_FRAME_HEAD_SIZE];
    size_t head_used;
    uint8_t *message; // owned
    size_t message_size;
    size_t message_used;
    size_t message_max;
    bool has_message;
} vtb_frame_reader;

void vtb_frame_reader_init(vtb_frame_reader *reader, size_t message_max);
void vtb_frame_reader_free(vtb_frame_reader *reader);
// Takes bytes of the body. The declared size is checked before anything is allocated. Errors:
// FRAME (unknown flags, compressed), MESSAGE_SIZE, MESSAGE_COUNT (a second one where there is just
// one), MEMORY, and those of `deliver`.
VTB_NODISCARD vtb_error vtb_frame_reader_feed(vtb_frame_reader *reader, const uint8_t *bytes,
                                              size_t size);
// The body has ended. Errors: FRAME (in the middle of a frame), MESSAGE_COUNT (the one is missing).
VTB_NODISCARD vtb_error vtb_frame_reader_finish(const vtb_frame_reader *reader);

void vtb_frame_head_write(uint8_t head[VTB_FRAME_HEAD_SIZE], uint8_t flags, uint32_t size);

// The content type of the answers to a kind; OTHER has none. Static.
const char *vtb_content_type(vtb_content_kind kind);

// What a content-type header asks for; parameters after ";" are ignored, NULL is OTHER.
vtb_content_kind vtb_content_kind_of(const char *content_type);

// Reads a grpc-timeout ("100m") in milliseconds, rounded up. Errors: TIMEOUT_TEXT.
VTB_NODISCARD vtb_error vtb_timeout_parse(const char *text, uint64_t *milliseconds_out);

// Percent-encodes a grpc-message: all bytes outside 0x20-0x24 and 0x26-0x7E. Writes a terminator
// and returns the characters before it; stops before a character that does not fit.
size_t vtb_grpc_message_encode(const char *text, char *out, size_t capacity);

// The trailer block "grpc-status: …\r\ngrpc-message: …\r\n" in lower case (clients compare case),
// without a terminator. Returns its size.
size_t vtb_grpc_trailer_print(vtb_error error, char out[VTB_TRAILER_MAX]);

#endif
