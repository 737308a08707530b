// SPDX-License-Identifier: Apache-2.0
// Signs and verifies chains of caveats, with HMAC-SHA-256 or Ed25519.
#include "vtb_token.h"

#include "vtb_base64.h"
#include "vtb_bytes.h"
#include "vtb_path.h"
#include "vtb_signature.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <string.h>

enum {
    TOKEN_VERSION = 1,
    TOKEN_ALGORITHM_HMAC = 1,
    TOKEN_ALGORITHM_ED25519 = 2,
    TOKEN_OFFSET_ALGORITHM = 1,
    TOKEN_OFFSET_KEY_ID = 2,
    TOKEN_OFFSET_ID = 4,
    TOKEN_OFFSET_EPOCH = 20,
    CAVEAT_HEADER_SIZE = 3,
    SEAL_SIZE = VTB_PUBLIC_SIZE + VTB_SIGNATURE_SIZE, // the next public key, signature
};

// What is signed begins with it, so that no other use of the key makes a token.
static const char seal_context[] = "vitrine fb1 seal";

static const char token_prefix[] = "fb1.";
#define TOKEN_PREFIX_SIZE (sizeof token_prefix - 1)

// K = HKDF-SHA256(secret, salt = token id, info = "fb1"), RFC 5869.
static bool token_derive_key(const vtb_key *key, const uint8_t *id, uint8_t out[VTB_KEY_SIZE])
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
    char digest[] = "SHA256";
    char info[] = "fb1";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)key->secret,
                                          VTB_KEY_SIZE),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)(uintptr_t)id,
                                          VTB_TOKEN_ID_SIZE),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, sizeof info - 1),
        OSSL_PARAM_construct_end(),
    };
    bool done = context != NULL && EVP_KDF_derive(context, out, VTB_KEY_SIZE, parameters) == 1;
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return done;
}

static bool token_hmac(const uint8_t key[VTB_KEY_SIZE], const uint8_t *bytes, size_t size,
                       uint8_t out[VTB_TOKEN_TAG_SIZE])
{
    uint8_t tag[VTB_TOKEN_TAG_SIZE];
    unsigned tag_size = 0;
    if (HMAC(EVP_sha256(), key, VTB_KEY_SIZE, bytes, size, tag, &tag_size) == NULL ||
        tag_size != VTB_TOKEN_TAG_SIZE) {
        return false;
    }
    memcpy(out, tag, VTB_TOKEN_TAG_SIZE);
    return true;
}

// The tag of the header alone, T0.
static bool token_root_tag(const vtb_key *key, const uint8_t *header,
                           uint8_t out[VTB_TOKEN_TAG_SIZE])
{
    uint8_t derived[VTB_KEY_SIZE];
    bool done = token_derive_key(key, header + TOKEN_OFFSET_ID, derived) &&
                token_hmac(derived, header, VTB_TOKEN_HEADER_SIZE, out);
    OPENSSL_cleanse(derived, sizeof derived);
    return done;
}

static size_t token_caveats_end(const vtb_token *token)
{
    return token->size - VTB_TOKEN_TAG_SIZE;
}

bool vtb_token_is_signed(const vtb_token *token)
{
    return token->bytes[TOKEN_OFFSET_ALGORITHM] == TOKEN_ALGORITHM_ED25519;
}

static size_t token_seal_count(const vtb_token *token)
{
    size_t count = 0;
    size_t position = 0;
    for (vtb_caveat caveat; vtb_token_next_caveat(token, &position, &caveat);) {
        count += caveat.type == VTB_CAVEAT_SEAL ? 1 : 0;
    }
    return count;
}

vtb_error vtb_token_mint(const vtb_key *key, const uint8_t id[VTB_TOKEN_ID_SIZE], uint32_t epoch,
                         vtb_token *out)
{
    if (key->kind == VTB_KEY_ED25519_PUBLIC) {
        return VTB_E_KEY_FILE;
    }
    out->is_open = key->kind == VTB_KEY_ED25519;
    out->bytes[0] = TOKEN_VERSION;
    out->bytes[TOKEN_OFFSET_ALGORITHM] =
        out->is_open ? TOKEN_ALGORITHM_ED25519 : TOKEN_ALGORITHM_HMAC;
    vtb_store_big(out->bytes + TOKEN_OFFSET_KEY_ID, 2, key->id);
    memcpy(out->bytes + TOKEN_OFFSET_ID, id, VTB_TOKEN_ID_SIZE);
    vtb_store_big(out->bytes + TOKEN_OFFSET_EPOCH, 4, epoch);
    out->size = VTB_TOKEN_HEADER_SIZE + VTB_TOKEN_TAG_SIZE;
    if (out->is_open) { // the key that signs the next seal stands where the tag does
        memcpy(out->bytes + VTB_TOKEN_HEADER_SIZE, key->secret, VTB_KEY_SIZE);
        return VTB_OK;
    }
    bool done = token_root_tag(key, out->bytes, out->bytes + VTB_TOKEN_HEADER_SIZE);
    return done ? VTB_OK : VTB_E_INTERNAL;
}

vtb_error vtb_token_append(vtb_token *token, uint8_t type, const uint8_t *value, size_t size)
{
    size_t position = 0;
    size_t count = 0;
    for (vtb_caveat caveat; vtb_token_next_caveat(token, &position, &caveat);) {
        count++;
    }
    size_t end = token_caveats_end(token);
    size_t used = end - VTB_TOKEN_HEADER_SIZE;
    if (count >= VTB_TOKEN_CAVEATS_MAX || size > VTB_TOKEN_CAVEAT_BYTES_MAX ||
        used + CAVEAT_HEADER_SIZE + size > VTB_TOKEN_CAVEAT_BYTES_MAX) {
        return VTB_E_LIMIT;
    }
    vtb_token longer = *token;
    longer.bytes[end] = type;
    vtb_store_big(longer.bytes + end + 1, 2, size);
    if (size > 0) {
        memcpy(longer.bytes + end + CAVEAT_HEADER_SIZE, value, size);
    }
    longer.size += CAVEAT_HEADER_SIZE + size;
    uint8_t *tag = longer.bytes + token_caveats_end(&longer);
    if (vtb_token_is_signed(token)) {
        memcpy(tag, token->bytes + end, VTB_TOKEN_TAG_SIZE);
        longer.is_open = true;
    } else if (!token_hmac(token->bytes + end, longer.bytes + end, CAVEAT_HEADER_SIZE + size,
                           tag)) {
        return VTB_E_INTERNAL;
    }
    *token = longer;
    return VTB_OK;
}

// The context and all bytes of the token before a signature.
static size_t seal_message(const vtb_token *token, size_t size,
                           uint8_t out[sizeof seal_context + VTB_TOKEN_SIZE_MAX])
{
    memcpy(out, seal_context, sizeof seal_context - 1);
    memcpy(out + sizeof seal_context - 1, token->bytes, size);
    return sizeof seal_context - 1 + size;
}

vtb_error vtb_token_seal(vtb_token *token)
{
    uint8_t message[sizeof seal_context + VTB_TOKEN_SIZE_MAX];
    uint8_t seal[SEAL_SIZE] = {0};
    uint8_t seed[VTB_SEED_SIZE];
    if (!token->is_open) {
        return VTB_OK;
    }
    if (token_seal_count(token) >= VTB_TOKEN_SEALS_MAX) {
        return VTB_E_LIMIT;
    }
    vtb_token longer = *token;
    vtb_error error = vtb_token_append(&longer, VTB_CAVEAT_SEAL, seal, sizeof seal);
    if (error != VTB_OK) {
        return error;
    }
    uint8_t *tag = longer.bytes + token_caveats_end(&longer);
    uint8_t *place = tag - SEAL_SIZE;
    bool done = RAND_bytes(seed, sizeof seed) == 1 && vtb_signature_public(seed, place);
    size_t size = seal_message(&longer, (size_t)(place + VTB_PUBLIC_SIZE - longer.bytes), message);
    done = done && vtb_signature_make(tag, message, size, place + VTB_PUBLIC_SIZE);
    memcpy(tag, seed, sizeof seed);
    longer.is_open = false;
    OPENSSL_cleanse(seed, sizeof seed);
    if (done) {
        *token = longer;
    }
    OPENSSL_cleanse(&longer, sizeof longer);
    return done ? VTB_OK : VTB_E_INTERNAL;
}

vtb_error vtb_token_append_number(vtb_token *token, uint8_t type, uint64_t value, size_t size)
{
    uint8_t bytes[8];
    if (size > sizeof bytes) {
        return VTB_E_LIMIT;
    }
    vtb_store_big(bytes, size, value);
    return vtb_token_append(token, type, bytes, size);
}

vtb_error vtb_token_append_share(vtb_token *token, uint32_t share_id, const char *prefix,
                                 size_t prefix_size)
{
    vtb_error error = vtb_path_check(prefix, prefix_size);
    if (error != VTB_OK) {
        return error;
    }
    if (prefix_size > VTB_TOKEN_CAVEAT_BYTES_MAX - 4) {
        return VTB_E_LIMIT;
    }
    uint8_t value[VTB_TOKEN_CAVEAT_BYTES_MAX];
    vtb_store_big(value, 4, share_id);
    memcpy(value + 4, prefix, prefix_size);
    return vtb_token_append(token, VTB_CAVEAT_SHARE, value, 4 + prefix_size);
}

// Each seal is signed by the key that the one before it names; whoever shows the token proves that
// he has the key that the last one names.
static vtb_error verify_seals(const vtb_token *token, const vtb_key *key)
{
    uint8_t message[sizeof seal_context + VTB_TOKEN_SIZE_MAX];
    uint8_t proven[VTB_PUBLIC_SIZE];
    vtb_key root;
    vtb_error error = vtb_key_public(key, &root);
    const uint8_t *signer = root.secret;
    size_t position = 0;
    for (vtb_caveat caveat;
         error == VTB_OK && vtb_token_next_caveat(token, &position, &caveat);) {
        if (caveat.type != VTB_CAVEAT_SEAL) {
            continue;
        }
        const uint8_t *signature = caveat.value + VTB_PUBLIC_SIZE;
        size_t size = seal_message(token, (size_t)(signature - token->bytes), message);
        error = vtb_signature_holds(signer, message, size, signature) ? VTB_OK
                                                                      : VTB_E_TOKEN_FORGED;
        signer = caveat.value;
    }
    if (error != VTB_OK) {
        return error;
    }
    bool done = vtb_signature_public(token->bytes + token_caveats_end(token), proven);
    bool equal = done && CRYPTO_memcmp(proven, signer, sizeof proven) == 0;
    return !done ? VTB_E_INTERNAL : equal ? VTB_OK : VTB_E_TOKEN_FORGED;
}

vtb_error vtb_token_verify(const vtb_token *token, const vtb_keyring *ring)
{
    const vtb_key *key = vtb_keyring_find(ring, vtb_token_key_id(token));
    if (key == NULL || token->is_open ||
        vtb_token_is_signed(token) != (key->kind != VTB_KEY_HMAC)) {
        return VTB_E_TOKEN_FORGED;
    }
    if (vtb_token_is_signed(token)) {
        return verify_seals(token, key);
    }
    uint8_t tag[VTB_TOKEN_TAG_SIZE];
    bool done = token_root_tag(key, token->bytes, tag);
    size_t position = 0;
    for (vtb_caveat caveat; done && vtb_token_next_caveat(token, &position, &caveat);) {
        done = token_hmac(tag, caveat.value - CAVEAT_HEADER_SIZE, CAVEAT_HEADER_SIZE + caveat.size,
                          tag);
    }
    bool equal =
        done && CRYPTO_memcmp(tag, token->bytes + token_caveats_end(token), sizeof tag) == 0;
    OPENSSL_cleanse(tag, sizeof tag);
    return !done ? VTB_E_INTERNAL : equal ? VTB_OK : VTB_E_TOKEN_FORGED;
}

// The seals must have their size, and nothing may follow the last one.
static bool token_seals_are_legal(const vtb_token *token)
{
    bool is_sealed = false;
    size_t position = 0;
    for (vtb_caveat caveat; vtb_token_next_caveat(token, &position, &caveat);) {
        is_sealed = caveat.type == VTB_CAVEAT_SEAL;
        if (is_sealed && caveat.size != SEAL_SIZE) {
            return false;
        }
    }
    return is_sealed && token_seal_count(token) <= VTB_TOKEN_SEALS_MAX;
}

static bool token_structure_is_legal(const vtb_token *token)
{
    if (token->size < VTB_TOKEN_HEADER_SIZE + VTB_TOKEN_TAG_SIZE ||
        token->bytes[0] != TOKEN_VERSION) {
        return false;
    }
    size_t position = 0;
    size_t count = 0;
    for (vtb_caveat caveat; vtb_token_next_caveat(token, &position, &caveat);) {
        count++;
    }
    // The walk stops early at a caveat that is cut off.
    if (count > VTB_TOKEN_CAVEATS_MAX ||
        VTB_TOKEN_HEADER_SIZE + position != token_caveats_end(token)) {
        return false;
    }
    return token->bytes[TOKEN_OFFSET_ALGORITHM] == TOKEN_ALGORITHM_HMAC ||
           (vtb_token_is_signed(token) && token_seals_are_legal(token));
}

vtb_error vtb_token_parse(const char *text, size_t size, vtb_token *out)
{
    if (size < TOKEN_PREFIX_SIZE || memcmp(text, token_prefix, TOKEN_PREFIX_SIZE) != 0) {
        return VTB_E_TOKEN_TEXT;
    }
    out->is_open = false;
    bool decoded = vtb_base64_decode(text + TOKEN_PREFIX_SIZE, size - TOKEN_PREFIX_SIZE, out->bytes,
                                     sizeof out->bytes, &out->size);
    return decoded && token_structure_is_legal(out) ? VTB_OK : VTB_E_TOKEN_TEXT;
}

size_t vtb_token_print(const vtb_token *token, char text[VTB_TOKEN_TEXT_MAX])
{
    text[0] = '\0';
    if (token->is_open) {
        return 0;
    }
    memcpy(text, token_prefix, TOKEN_PREFIX_SIZE);
    vtb_base64_encode(token->bytes, token->size, text + TOKEN_PREFIX_SIZE);
    size_t size = TOKEN_PREFIX_SIZE + vtb_base64_size(token->size);
    text[size] = '\0';
    return size;
}

bool vtb_token_next_caveat(const vtb_token *token, size_t *position, vtb_caveat *out)
{
    size_t start = VTB_TOKEN_HEADER_SIZE + *position;
    size_t left = token_caveats_end(token) - start;
    if (left < CAVEAT_HEADER_SIZE) {
        return false;
    }
    size_t size = (size_t)vtb_load_big(token->bytes + start + 1, 2);
    if (size > left - CAVEAT_HEADER_SIZE) {
        return false;
    }
    out->type = token->bytes[start];
    out->value = token->bytes + start + CAVEAT_HEADER_SIZE;
    out->size = size;
    *position += CAVEAT_HEADER_SIZE + size;
    return true;
}

const uint8_t *vtb_token_id(const vtb_token *token)
{
    return token->bytes + TOKEN_OFFSET_ID;
}

uint16_t vtb_token_key_id(const vtb_token *token)
{
    return (uint16_t)vtb_load_big(token->bytes + TOKEN_OFFSET_KEY_ID, 2);
}

uint32_t vtb_token_epoch(const vtb_token *token)
{
    return (uint32_t)vtb_load_big(token->bytes + TOKEN_OFFSET_EPOCH, 4);
}

uint32_t vtb_share_id(const char *name, size_t size)
{
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256((const uint8_t *)name, size, digest);
    return (uint32_t)vtb_load_big(digest, 4);
}

void vtb_server_id(const char *name, size_t size, uint8_t out[VTB_SERVER_ID_SIZE])
{
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256((const uint8_t *)name, size, digest);
    memcpy(out, digest, VTB_SERVER_ID_SIZE);
}

bool vtb_rights_parse(const char *text, uint32_t *rights_out)
{
    uint32_t rights = 0;
    for (const char *name = text;; name++) {
        size_t size = strcspn(name, ",");
        uint32_t bit = 1;
        for (; bit <= VTB_RIGHT_DELEGATE; bit <<= 1) {
            const char *known = vtb_right_name(bit);
            if (strlen(known) == size && memcmp(known, name, size) == 0) {
                break;
            }
        }
        if (bit > VTB_RIGHT_DELEGATE) {
            return false;
        }
        rights |= bit;
        name += size;
        if (*name == '\0') {
            *rights_out = rights;
            return true;
        }
    }
}

const char *vtb_right_name(uint32_t bit)
{
    switch (bit) {
#define VTB_RIGHT_CASE(name, number, text)                                                         \
    case number:                                                                                   \
        return text;
        VTB_RIGHTS(VTB_RIGHT_CASE)
#undef VTB_RIGHT_CASE
    default:
        return NULL;
    }
}

const char *vtb_caveat_name(uint8_t type)
{
    switch (type) {
#define VTB_CAVEAT_CASE(name, number, text)                                                        \
    case number:                                                                                   \
        return text;
        VTB_CAVEATS(VTB_CAVEAT_CASE)
#undef VTB_CAVEAT_CASE
    default:
        return NULL;
    }
}
