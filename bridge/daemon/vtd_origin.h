// SPDX-License-Identifier: Apache-2.0
// Who may talk to us from a browser: host names against DNS rebinding, origins, CORS.
#ifndef VTD_ORIGIN_H
#define VTD_ORIGIN_H

#include "vtd_exchange.h"

// Whether the authority names this server: localhost, the address of the connection itself, or a
// configured name. Ports are not compared: a rebinding page cannot choose its host name.
bool vtd_host_is_ours(const vtd_exchange *exchange);

// Whether a request with this Origin may be served: none, our own, or one of the allow-list.
bool vtd_origin_is_permitted(const vtd_exchange *exchange);
// Adds the CORS headers when the origin is on the allow-list.
void vtd_origin_add_headers(const vtd_exchange *exchange, vtd_response *response);
// Answers a CORS preflight.
void vtd_origin_preflight(vtd_exchange *exchange);

#endif
