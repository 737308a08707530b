// SPDX-License-Identifier: Apache-2.0
// TLS 1.3 with OpenSSL; the only daemon file that includes <openssl/ssl.h>.
#include "vtd_tls.h"

#include "vtd_certificate.h"
#include "vtd_complain.h"
#include "vtd_server.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct vtd_tls_context {
    SSL_CTX *openssl;
    bool is_in_memory; // its certificate is in no file
    char fingerprint[65];
};

struct vtd_tls {
    SSL *session;
    BIO *from_socket; // owned by the session
    BIO *to_socket;   // owned by the session
};

static int choose_protocol(SSL *session, const unsigned char **out, unsigned char *out_size,
                           const unsigned char *offered, unsigned offered_size, void *argument)
{
    static const unsigned char known[] = "\x02h2\x08http/1.1";
    unsigned char *chosen = NULL;
    (void)session;
    (void)argument;
    if (SSL_select_next_proto(&chosen, out_size, known, sizeof known - 1, offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static bool context_set_up(SSL_CTX *openssl, const vtd_certificate *certificate)
{
    SSL_CTX_set_alpn_select_cb(openssl, choose_protocol, NULL);
    (void)SSL_CTX_set_mode(openssl, SSL_MODE_RELEASE_BUFFERS);
    // No early data: a request in it could be replayed.
    return SSL_CTX_set_min_proto_version(openssl, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set1_groups_list(openssl, "X25519:P-256") == 1 &&
           SSL_CTX_set_max_early_data(openssl, 0) == 1 &&
           SSL_CTX_use_cert_and_key(openssl, certificate->leaf, certificate->key,
                                    certificate->chain, 1) == 1;
}

static bool is_missing(const char *file)
{
    return file == NULL || (access(file, F_OK) != 0 && errno == ENOENT);
}

static bool find_certificate(const vtd_options *options, vtd_certificate *out)
{
    const char *file = options->tls_certificate;
    if (options->tls == NULL || !is_missing(file)) {
        return vtd_certificate_read(file, options->tls_key, out);
    }
    if (!vtd_certificate_make(options, out)) {
        return false;
    }
    if (file == NULL || options->is_check ||
        vtd_certificate_write(out, file, options->tls_key)) {
        return true;
    }
    vtd_certificate_free(out);
    return false;
}

static void take_fingerprint(vtd_tls_context *context, const X509 *leaf)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (X509_digest(leaf, EVP_sha256(), digest, &size) == 1) {
        for (unsigned index = 0; index < size && index < 32; index++) {
            (void)snprintf(context->fingerprint + index * 2, 3, "%02x", digest[index]);
        }
    }
}

static vtd_tls_context *context_share(vtd_tls_context *before)
{
    vtd_tls_context *context = malloc(sizeof *context);
    if (context != NULL) {
        *context = *before;
        (void)SSL_CTX_up_ref(context->openssl);
    }
    return context;
}

vtd_tls_context *vtd_tls_context_new(const vtd_options *options, vtd_tls_context *before)
{
    bool is_in_memory = options->tls != NULL && options->tls_certificate == NULL;
    if (is_in_memory && before != NULL && before->is_in_memory) {
        return context_share(before);
    }
    vtd_certificate certificate;
    if (!find_certificate(options, &certificate)) {
        return NULL;
    }
    vtd_tls_context *context = calloc(1, sizeof *context);
    if (context != NULL) {
        context->is_in_memory = is_in_memory;
        context->openssl = SSL_CTX_new(TLS_server_method());
        take_fingerprint(context, certificate.leaf);
    }
    if (context == NULL || context->openssl == NULL ||
        !context_set_up(context->openssl, &certificate)) {
        char reason[256];
        ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
        (void)vtd_complain("TLS set-up failed", reason);
        vtd_tls_context_free(context);
        context = NULL;
    }
    vtd_certificate_free(&certificate);
    return context;
}

void vtd_tls_context_free(vtd_tls_context *context)
{
    if (context != NULL) {
        SSL_CTX_free(context->openssl);
        free(context);
    }
}

const char *vtd_tls_fingerprint(const vtd_tls_context *context)
{
    return context->fingerprint;
}

bool vtd_tls_new(vtd_tls_context *context, vtd_tls **out)
{
    vtd_tls *tls = calloc(1, sizeof *tls);
    if (tls == NULL) {
        return false;
    }
    tls->session = SSL_new(context->openssl);
    tls->from_socket = BIO_new(BIO_s_mem());
    tls->to_socket = BIO_new(BIO_s_mem());
    if (tls->session == NULL || tls->from_socket == NULL || tls->to_socket == NULL) {
        BIO_free(tls->from_socket);
        BIO_free(tls->to_socket);
        SSL_free(tls->session);
        free(tls);
        return false;
    }
    SSL_set_bio(tls->session, tls->from_socket, tls->to_socket);
    SSL_set_accept_state(tls->session);
    *out = tls;
    return true;
}

void vtd_tls_free(vtd_tls *tls)
{
    if (tls != NULL) {
        SSL_free(tls->session);
        free(tls);
    }
}

bool vtd_tls_open(vtd_connection *connection, const uint8_t *bytes, size_t size,
                  vtd_tls_receiver receiver)
{
    vtd_tls *tls = connection->tls;
    ERR_clear_error();
    if (BIO_write(tls->from_socket, bytes, (int)size) != (int)size) {
        return false;
    }
    for (;;) {
        uint8_t plain[16384];
        size_t plain_size = 0;
        int result = SSL_read_ex(tls->session, plain, sizeof plain, &plain_size);
        if (result != 1) {
            return SSL_get_error(tls->session, result) == SSL_ERROR_WANT_READ;
        }
        receiver(connection, plain, plain_size);
        if (connection->is_closing) {
            return true;
        }
    }
}

bool vtd_tls_seal(vtd_connection *connection)
{
    vtd_tls *tls = connection->tls;
    vtd_batch *batch = &connection->batch;
    ERR_clear_error();
    for (unsigned index = 0; index < batch->count; index++) {
        size_t written = 0;
        if (SSL_write_ex(tls->session, batch->parts[index].base, batch->parts[index].len,
                         &written) != 1) {
            return false;
        }
    }
    vtd_batch_clear(connection);
    size_t pending = BIO_ctrl_pending(tls->to_socket);
    if (pending == 0) {
        return true;
    }
    vtd_buffer *sealed = vtd_buffer_new(pending, &connection->server->buffered_bytes);
    if (sealed == NULL) {
        return false;
    }
    size_t taken = 0;
    bool done = BIO_read_ex(tls->to_socket, sealed->bytes, pending, &taken) == 1;
    sealed->end = taken;
    vtd_batch_slice(connection, sealed, taken);
    vtd_buffer_release(sealed);
    return done;
}
