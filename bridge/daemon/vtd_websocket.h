// SPDX-License-Identifier: Apache-2.0
// grpc-websockets: a connection that becomes one call, for browsers whose calls stream both ways.
#ifndef VTD_WEBSOCKET_H
#define VTD_WEBSOCKET_H

#include "vtd_exchange.h"

// A connection of HTTP/1.1 asks to become a WebSocket. Either this answers with a refusal and says
// false, or the handshake is in the batch; then the caller ends its own session and calls
// vtd_websocket_begin.
bool vtd_websocket_accept(vtd_exchange *exchange);
// Makes the connection a WebSocket one. Takes the handshake's request. False without memory.
bool vtd_websocket_begin(struct vtd_connection *connection, vtb_request *taken);

#endif
