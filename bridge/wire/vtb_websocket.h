// SPDX-License-Identifier: Apache-2.0
// What grpc-websockets adds to WebSocket (RFC 6455) and gRPC-Web: the handshake's answer and the
// meaning of messages; a library does the frames.
// https://github.com/improbable-eng/grpc-web/blob/master/go/grpcweb/websocket_wrapper.go
#ifndef VTB_WEBSOCKET_H
#define VTB_WEBSOCKET_H

#include "vtb_request.h"

#define VTB_WEBSOCKET_PROTOCOL "grpc-websockets"
#define VTB_WEBSOCKET_ACCEPT_SIZE 29 // with its terminator

// Whether a request wants to become a WebSocket connection.
bool vtb_websocket_is_wanted(const vtb_request *request);
// Checks the handshake and writes the value of Sec-WebSocket-Accept. 0; 400; 426 for another
// version; 405 for another method.
vtb_http_status vtb_websocket_handshake(const vtb_request *request,
                                        char accept[VTB_WEBSOCKET_ACCEPT_SIZE]);

// Reads the first message, "name: value\r\n" lines, into an initialised request: the headers of the
// call. Those that the handshake alone may set (host, origin) are left out. 0, 400, 431, 503.
vtb_http_status vtb_websocket_headers(const uint8_t *bytes, size_t size, vtb_request *request);

typedef enum vtb_websocket_kind {
    VTB_WEBSOCKET_DATA, // of the request body: all but the first byte
    VTB_WEBSOCKET_END,  // the client sends no more
    VTB_WEBSOCKET_UNKNOWN,
} vtb_websocket_kind;

// What a later message is.
vtb_websocket_kind vtb_websocket_kind_of(const uint8_t *bytes, size_t size);

#define VTB_WEBSOCKET_HEAD_MAX 10
// Writes the head of a binary message in one unmasked frame (RFC 6455 section 5.2); returns its
// size.
size_t vtb_websocket_head_write(uint8_t head[VTB_WEBSOCKET_HEAD_MAX], uint64_t size);

#endif
