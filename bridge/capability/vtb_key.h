// SPDX-License-Identifier: Apache-2.0
// Keys that sign and verify tokens, and the text of a key file.
#ifndef VTB_KEY_H
#define VTB_KEY_H

#include "vtb_error.h"

#include <stddef.h>
#include <stdint.h>

#define VTB_KEY_SIZE 32
#define VTB_KEYRING_MAX 16
#define VTB_KEY_LINE_MAX 112

// X(name, text): the text stands in a key file, before the digits.
#define VTB_KEY_KINDS(X)                                                                           \
    X(HMAC, "")                                                                                    \
    X(ED25519, "ed25519 ")                                                                         \
    X(ED25519_PUBLIC, "ed25519-public ")

typedef enum vtb_key_kind {
#define VTB_KEY_KIND_ENUM(name, text) VTB_KEY_##name,
    VTB_KEY_KINDS(VTB_KEY_KIND_ENUM)
#undef VTB_KEY_KIND_ENUM
} vtb_key_kind;

typedef struct vtb_key {
    uint16_t id;
    vtb_key_kind kind;
    uint8_t secret[VTB_KEY_SIZE]; // of ED25519_PUBLIC no secret: the public key
} vtb_key;

// The first key mints; all of them verify, so that a key can be replaced without a break. A public
// key only verifies.
typedef struct vtb_keyring {
    vtb_key keys[VTB_KEYRING_MAX];
    size_t count;
} vtb_keyring;

// Reads the text of a key file: lines of "ID HEX", "ID ed25519 HEX" and "ID ed25519-public HEX" (a
// decimal id below 65536, 64 hexadecimal digits); empty lines and lines that begin with "#" are
// skipped. Ids must differ; at least one key. Errors: KEY_FILE.
VTB_NODISCARD vtb_error vtb_keyring_parse(const char *text, size_t size, vtb_keyring *out);

// A fresh random key, HMAC or ED25519. Errors: INTERNAL when the system gives no random bytes.
VTB_NODISCARD vtb_error vtb_key_generate(uint16_t id, vtb_key_kind kind, vtb_key *out);

// The public key of an ED25519 or ED25519_PUBLIC key, as a key. Errors: KEY_FILE for another kind,
// INTERNAL.
VTB_NODISCARD vtb_error vtb_key_public(const vtb_key *key, vtb_key *out);

// The key file line of a key, with its line feed; returns the characters written.
size_t vtb_key_print(const vtb_key *key, char line[VTB_KEY_LINE_MAX]);

// The key of that id, or NULL. Borrowed from the ring.
const vtb_key *vtb_keyring_find(const vtb_keyring *ring, uint16_t id);

// Overwrites the secrets.
void vtb_keyring_clear(vtb_keyring *ring);

#endif
