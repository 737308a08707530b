// SPDX-License-Identifier: Apache-2.0
// TLS 1.3 between the socket and the protocol, through memory buffers.
#ifndef VTD_TLS_H
#define VTD_TLS_H

#include "vtd_connection.h"

typedef struct vtd_tls_context vtd_tls_context;
typedef struct vtd_tls vtd_tls;

typedef void (*vtd_tls_receiver)(vtd_connection *connection, const uint8_t *bytes, size_t size);

// Reads certificate chain and key (PEM). NULL on failure, which is logged.
vtd_tls_context *vtd_tls_context_new(const char *certificate_file, const char *key_file);
void vtd_tls_context_free(vtd_tls_context *context);

bool vtd_tls_new(vtd_tls_context *context, vtd_tls **out);
void vtd_tls_free(vtd_tls *tls);
// Takes bytes from the socket and hands the plain text on. False when the connection is over.
bool vtd_tls_open(vtd_connection *connection, const uint8_t *bytes, size_t size,
                  vtd_tls_receiver receiver);
// Replaces the plain text of the batch, if any, by what the socket must send.
bool vtd_tls_seal(vtd_connection *connection);

#endif
