// SPDX-License-Identifier: Apache-2.0
// TLS 1.3 between the socket and the protocol, through memory buffers.
#ifndef VTD_TLS_H
#define VTD_TLS_H

#include "vtd_connection.h"
#include "vtd_options.h"

typedef struct vtd_tls_context vtd_tls_context;
typedef struct vtd_tls vtd_tls;

typedef void (*vtd_tls_receiver)(vtd_connection *connection, const uint8_t *bytes, size_t size);

// From the certificate that the options name, or from one that is made: with "tls = self" and no
// files, or with files that are not there yet. `before` is the context in use, or NULL: a
// certificate that was made in memory is kept. NULL on failure, which is complained about.
vtd_tls_context *vtd_tls_context_new(const vtd_options *options, vtd_tls_context *before);
// SHA-256 of the certificate in hexadecimal digits, to compare with what a browser shows.
const char *vtd_tls_fingerprint(const vtd_tls_context *context);
void vtd_tls_context_free(vtd_tls_context *context);

bool vtd_tls_new(vtd_tls_context *context, vtd_tls **out);
void vtd_tls_free(vtd_tls *tls);
// Takes bytes from the socket and hands the plain text on. False when the connection is over.
bool vtd_tls_open(vtd_connection *connection, const uint8_t *bytes, size_t size,
                  vtd_tls_receiver receiver);
// Replaces the plain text of the batch, if any, by what the socket must send.
bool vtd_tls_seal(vtd_connection *connection);

#endif
