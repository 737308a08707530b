// SPDX-License-Identifier: Apache-2.0
// The capability token fb1: minting, narrowing, text form and signature (docs/token.md).
#ifndef VTB_TOKEN_H
#define VTB_TOKEN_H

#include "vtb_error.h"
#include "vtb_key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTB_TOKEN_HEADER_SIZE 24
#define VTB_TOKEN_ID_SIZE 16
#define VTB_TOKEN_TAG_SIZE 32
#define VTB_TOKEN_CAVEATS_MAX 32
#define VTB_TOKEN_CAVEAT_BYTES_MAX 2048
#define VTB_TOKEN_SIZE_MAX (VTB_TOKEN_HEADER_SIZE + VTB_TOKEN_CAVEAT_BYTES_MAX + VTB_TOKEN_TAG_SIZE)
// "fb1.", base64url of the largest token, terminator.
#define VTB_TOKEN_TEXT_MAX (4 + (VTB_TOKEN_SIZE_MAX + 2) / 3 * 4 + 1)
#define VTB_TOKEN_SEALS_MAX 8
#define VTB_SERVER_ID_SIZE 16

// X(name, number, text): the caveat types of docs/token.md. A type outside the table denies.
#define VTB_CAVEATS(X)                                                                             \
    X(SEAL, 0, "seal")                                                                             \
    X(NOT_BEFORE, 1, "not-before")                                                                 \
    X(EXPIRES, 2, "expires")                                                                       \
    X(AUDIENCE, 3, "audience")                                                                     \
    X(SHARE, 4, "share")                                                                           \
    X(RIGHTS, 5, "rights")                                                                         \
    X(BYTES_TOTAL, 6, "bytes-total")                                                               \
    X(BYTES_RATE, 7, "bytes-rate")                                                                 \
    X(STREAMS, 8, "streams")                                                                       \
    X(FILE_IDENTITY, 9, "file-identity")                                                           \
    X(ORIGIN, 10, "origin")                                                                        \
    X(HOLDER_KEY, 11, "holder-key")                                                                \
    X(METHODS, 12, "methods")                                                                      \
    X(TENANT, 13, "tenant")                                                                        \
    X(SUBJECT, 14, "subject")                                                                      \
    X(OPENS, 15, "opens")

typedef enum vtb_caveat_type {
#define VTB_CAVEAT_ENUM(name, number, text) VTB_CAVEAT_##name = (number),
    VTB_CAVEATS(VTB_CAVEAT_ENUM)
#undef VTB_CAVEAT_ENUM
} vtb_caveat_type;

// X(name, bit, text): the bits of the rights caveat.
#define VTB_RIGHTS(X)                                                                              \
    X(STAT, 1, "stat")                                                                             \
    X(LIST, 2, "list")                                                                             \
    X(READ, 4, "read")                                                                             \
    X(THUMBNAIL, 8, "thumbnail")                                                                   \
    X(WRITE, 16, "write")                                                                          \
    X(CREATE, 32, "create")                                                                        \
    X(DELETE, 64, "delete")                                                                        \
    X(DELEGATE, 128, "delegate")

typedef enum vtb_right {
    VTB_RIGHT_NONE = 0,
#define VTB_RIGHT_ENUM(name, bit, text) VTB_RIGHT_##name = (bit),
    VTB_RIGHTS(VTB_RIGHT_ENUM)
#undef VTB_RIGHT_ENUM
} vtb_right;

// A token in its binary form. A plain value: copy it freely. It is a secret: whoever has the bytes
// has the rights.
typedef struct vtb_token {
    uint8_t bytes[VTB_TOKEN_SIZE_MAX];
    size_t size;
    bool is_open; // signed by a private key, with caveats that no seal holds yet
} vtb_token;

// One caveat; `value` is borrowed from the token.
typedef struct vtb_caveat {
    uint8_t type;
    const uint8_t *value;
    size_t size;
} vtb_caveat;

// A token without caveats, signed with `key`. It opens nothing until a share, rights and an expiry
// are appended and it is sealed. Errors: KEY_FILE for a public key, INTERNAL.
VTB_NODISCARD vtb_error vtb_token_mint(const vtb_key *key, const uint8_t id[VTB_TOKEN_ID_SIZE],
                                       uint32_t epoch, vtb_token *out);

// Appends a caveat: narrowing, which any holder can do. A chain of HMACs is signed on at once, a
// token of a private key by vtb_token_seal. The token is unchanged on error. Errors: LIMIT (32
// caveats, 2048 bytes of them), INTERNAL.
VTB_NODISCARD vtb_error vtb_token_append(vtb_token *token, uint8_t type, const uint8_t *value,
                                         size_t size);
// The same for a number of `size` bytes, big-endian.
VTB_NODISCARD vtb_error vtb_token_append_number(vtb_token *token, uint8_t type, uint64_t value,
                                                size_t size);
// The same for a share and a legal path prefix in it (empty = all of the share). Errors also: PATH.
VTB_NODISCARD vtb_error vtb_token_append_share(vtb_token *token, uint32_t share_id,
                                               const char *prefix, size_t prefix_size);

// Signs what was appended to a token of a private key, and forgets the key that could take it off;
// nothing to do for others. Call it after the last append, before printing: an open token holds the
// key that signs it. Errors: LIMIT (8 seals), INTERNAL.
VTB_NODISCARD vtb_error vtb_token_seal(vtb_token *token);

// Recomputes the chain with the key that the token names and compares in constant time. Says
// nothing about the caveats. Errors: TOKEN_FORGED (also for an unknown key), INTERNAL.
VTB_NODISCARD vtb_error vtb_token_verify(const vtb_token *token, const vtb_keyring *ring);

// Reads "fb1.<base64url>" and checks the structure: version, algorithm, complete caveats, limits.
// Errors: TOKEN_TEXT.
VTB_NODISCARD vtb_error vtb_token_parse(const char *text, size_t size, vtb_token *out);

// Writes "fb1.<base64url>" with a terminator; returns the characters without it. An open token has
// no text: 0 and "".
size_t vtb_token_print(const vtb_token *token, char text[VTB_TOKEN_TEXT_MAX]);

// Walks the caveats: start with *position = 0; false at the end.
bool vtb_token_next_caveat(const vtb_token *token, size_t *position, vtb_caveat *out);

const uint8_t *vtb_token_id(const vtb_token *token);
// Whether a private key signed it, and not a chain of HMACs.
bool vtb_token_is_signed(const vtb_token *token);
uint16_t vtb_token_key_id(const vtb_token *token);
uint32_t vtb_token_epoch(const vtb_token *token);

// The number of a share in tokens: the first four bytes of SHA-256 of its name, big-endian.
uint32_t vtb_share_id(const char *name, size_t size);
// The audience of a server: the first sixteen bytes of SHA-256 of its name.
void vtb_server_id(const char *name, size_t size, uint8_t out[VTB_SERVER_ID_SIZE]);

// Reads "read,list,stat". False for an unknown or empty name.
bool vtb_rights_parse(const char *text, uint32_t *rights_out);
// The name of one right bit or of a caveat type, or NULL.
const char *vtb_right_name(uint32_t bit);
const char *vtb_caveat_name(uint8_t type);

#endif
