// SPDX-License-Identifier: Apache-2.0
// Ed25519 by libcrypto.
#include "vtb_signature.h"

#include <openssl/evp.h>

bool vtb_signature_make(const uint8_t seed[VTB_SEED_SIZE], const uint8_t *bytes, size_t size,
                        uint8_t out[VTB_SIGNATURE_SIZE])
{
    size_t out_size = VTB_SIGNATURE_SIZE;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, VTB_SEED_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = key != NULL && context != NULL &&
                EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestSign(context, out, &out_size, bytes, size) == 1 &&
                out_size == VTB_SIGNATURE_SIZE;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return done;
}

bool vtb_signature_holds(const uint8_t public_key[VTB_PUBLIC_SIZE], const uint8_t *bytes,
                         size_t size, const uint8_t signature[VTB_SIGNATURE_SIZE])
{
    EVP_PKEY *key =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, VTB_PUBLIC_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool holds = key != NULL && context != NULL &&
                 EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
                 EVP_DigestVerify(context, signature, VTB_SIGNATURE_SIZE, bytes, size) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return holds;
}

bool vtb_signature_public(const uint8_t seed[VTB_SEED_SIZE], uint8_t out[VTB_PUBLIC_SIZE])
{
    size_t size = VTB_PUBLIC_SIZE;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, VTB_SEED_SIZE);
    bool done = key != NULL && EVP_PKEY_get_raw_public_key(key, out, &size) == 1 &&
                size == VTB_PUBLIC_SIZE;
    EVP_PKEY_free(key);
    return done;
}
