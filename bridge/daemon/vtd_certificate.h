// SPDX-License-Identifier: Apache-2.0
// The server's certificate: read from files, or made here.
#ifndef VTD_CERTIFICATE_H
#define VTD_CERTIFICATE_H

#include "vtd_options.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

// All owned.
typedef struct vtd_certificate {
    X509 *leaf;
    STACK_OF(X509) *chain; // of those that follow the leaf; may be empty
    EVP_PKEY *key;
} vtd_certificate;

// Reads chain and key (PEM). False when it fails, which is complained about; so for the others.
bool vtd_certificate_read(const char *certificate_file, const char *key_file,
                          vtd_certificate *out);
// Makes a self-signed one with a fresh P-256 key: for localhost, the loopback addresses, the
// address we listen on and all hosts of the options, for 397 days.
bool vtd_certificate_make(const vtd_options *options, vtd_certificate *out);
// Writes both files, the key with mode 0600. Existing files are not touched.
bool vtd_certificate_write(const vtd_certificate *certificate, const char *certificate_file,
                           const char *key_file);
void vtd_certificate_free(vtd_certificate *certificate);

#endif
