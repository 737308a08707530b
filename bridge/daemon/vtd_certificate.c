// SPDX-License-Identifier: Apache-2.0
// Certificates with libcrypto: PEM in memory, because files are opened by our own rules.
#include "vtd_certificate.h"

#include "vtd_complain.h"
#include "vtd_file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PEM_SIZE_MAX = 1048576, VALID_DAYS = 397, NAMES_SIZE = 8192 };

static bool complain(const char *what, const char *fallback)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return vtd_complain(what, reason == NULL ? fallback : reason);
}

void vtd_certificate_free(vtd_certificate *certificate)
{
    X509_free(certificate->leaf);
    sk_X509_pop_free(certificate->chain, X509_free);
    EVP_PKEY_free(certificate->key);
    *certificate = (vtd_certificate){0};
}

static bool read_chain(const char *file, vtd_certificate *out)
{
    vtd_text text;
    if (!vtd_file_read(file, PEM_SIZE_MAX, false, &text)) {
        return false;
    }
    BIO *memory = BIO_new_mem_buf(text.bytes, (int)text.size);
    out->leaf = memory == NULL ? NULL : PEM_read_bio_X509_AUX(memory, NULL, NULL, NULL);
    out->chain = sk_X509_new_null();
    for (X509 *next = NULL; out->leaf != NULL && out->chain != NULL &&
                            (next = PEM_read_bio_X509(memory, NULL, NULL, NULL)) != NULL;) {
        if (sk_X509_push(out->chain, next) <= 0) {
            X509_free(next);
            break;
        }
    }
    BIO_free(memory);
    vtd_text_free(&text);
    bool done = out->leaf != NULL && out->chain != NULL;
    if (done) {
        ERR_clear_error(); // the end of the file is told as an error
    }
    return done || complain(file, "this is no certificate in PEM");
}

// A key with a passphrase would ask on the terminal.
static int no_passphrase(char *space, int size, int writes, void *argument)
{
    (void)space, (void)size, (void)writes, (void)argument;
    return -1;
}

static bool read_key(const char *file, vtd_certificate *out)
{
    vtd_text text;
    if (!vtd_file_read(file, PEM_SIZE_MAX, false, &text)) {
        return false;
    }
    BIO *memory = BIO_new_mem_buf(text.bytes, (int)text.size);
    out->key = memory == NULL ? NULL : PEM_read_bio_PrivateKey(memory, NULL, no_passphrase, NULL);
    BIO_free(memory);
    vtd_text_free(&text);
    return out->key != NULL || complain(file, "this is no private key in PEM");
}

bool vtd_certificate_read(const char *certificate_file, const char *key_file,
                          vtd_certificate *out)
{
    *out = (vtd_certificate){0};
    bool done = read_chain(certificate_file, out) && read_key(key_file, out) &&
                (X509_check_private_key(out->leaf, out->key) == 1 ||
                 complain(key_file, "this is not the key of the certificate"));
    if (!done) {
        vtd_certificate_free(out);
    }
    return done;
}

static bool add_name(char *names, const char *name)
{
    static const char legal[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_:*";
    uint8_t address[16];
    size_t used = strlen(names);
    bool is_address =
        inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
    if (name[0] == '\0' || strspn(name, legal) != strlen(name) ||
        (!is_address && strchr(name, ':') != NULL)) {
        return vtd_complain("a certificate cannot be made for this host", name);
    }
    int size = snprintf(names + used, NAMES_SIZE - used, "%s%s:%s", used == 0 ? "" : ",",
                        is_address ? "IP" : "DNS", name);
    return size > 0 && (size_t)size < NAMES_SIZE - used;
}

// The address of "ADDRESS:PORT" without brackets.
static bool add_listen(char *names, const char *listen)
{
    char address[64] = "";
    size_t size = strlen(listen);
    const char *colon = strrchr(listen, ':');
    if (colon != NULL && (size_t)(colon - listen) < sizeof address) {
        size = (size_t)(colon - listen);
        bool is_bracketed = listen[0] == '[' && size > 2;
        memcpy(address, listen + (is_bracketed ? 1 : 0), size - (is_bracketed ? 2 : 0));
    }
    static const char *const known[] = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"};
    for (size_t index = 0; index < sizeof known / sizeof *known; index++) {
        if (strcmp(address, known[index]) == 0) {
            return true;
        }
    }
    return add_name(names, address);
}

static bool add_extension(X509 *leaf, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, leaf, leaf, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    bool done = extension != NULL && X509_add_ext(leaf, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}

static bool fill(X509 *leaf, EVP_PKEY *key, const char *names)
{
    uint8_t serial[16];
    X509_NAME *name = X509_get_subject_name(leaf);
    if (RAND_bytes(serial, sizeof serial) != 1) {
        return false;
    }
    BIGNUM *number = BN_bin2bn(serial, sizeof serial, NULL);
    bool done = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(leaf)) != NULL;
    BN_free(number);
    return done && X509_set_version(leaf, X509_VERSION_3) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(leaf), -3600) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(leaf), 86400L * VALID_DAYS) != NULL &&
           X509_set_pubkey(leaf, key) == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                      (const unsigned char *)"vitrined", -1, -1, 0) == 1 &&
           X509_set_issuer_name(leaf, name) == 1 &&
           add_extension(leaf, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(leaf, NID_key_usage, "critical,digitalSignature") &&
           add_extension(leaf, NID_ext_key_usage, "serverAuth") &&
           add_extension(leaf, NID_subject_alt_name, names) &&
           X509_sign(leaf, key, EVP_sha256()) > 0;
}

bool vtd_certificate_make(const vtd_options *options, vtd_certificate *out)
{
    char names[NAMES_SIZE] = "DNS:localhost,IP:127.0.0.1,IP:::1";
    *out = (vtd_certificate){0};
    bool done = add_listen(names, options->listen);
    for (size_t index = 0; done && index < options->hosts.count; index++) {
        done = add_name(names, options->hosts.items[index]);
    }
    if (!done) {
        return false;
    }
    out->leaf = X509_new();
    out->chain = sk_X509_new_null();
    out->key = EVP_EC_gen("P-256");
    if (out->leaf == NULL || out->chain == NULL || out->key == NULL ||
        !fill(out->leaf, out->key, names)) {
        vtd_certificate_free(out);
        return complain("tls", "the certificate could not be made");
    }
    return true;
}

static bool write_text(const char *file, BIO *memory, mode_t mode)
{
    char *bytes = NULL;
    long size = BIO_get_mem_data(memory, &bytes);
    int descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    bool done = descriptor >= 0 && size > 0 && write(descriptor, bytes, (size_t)size) == size &&
                fsync(descriptor) == 0;
    int reason = errno;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done || vtd_complain(file, strerror(reason));
}

bool vtd_certificate_write(const vtd_certificate *certificate, const char *certificate_file,
                           const char *key_file)
{
    BIO *leaf = BIO_new(BIO_s_mem());
    BIO *key = BIO_new(BIO_s_secmem());
    bool done = leaf != NULL && key != NULL && PEM_write_bio_X509(leaf, certificate->leaf) == 1 &&
                PEM_write_bio_PKCS8PrivateKey(key, certificate->key, NULL, NULL, 0, NULL, NULL) ==
                    1 &&
                write_text(key_file, key, 0600) && write_text(certificate_file, leaf, 0644);
    BIO_free(leaf);
    BIO_free(key);
    return done;
}
