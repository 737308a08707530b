// SPDX-License-Identifier: Apache-2.0
// Master keys that sign tokens, and the text of a key file.
#ifndef VTB_KEY_H
#define VTB_KEY_H

#include "vtb_error.h"

#include <stddef.h>
#include <stdint.h>

#define VTB_KEY_SIZE 32
#define VTB_KEYRING_MAX 16
#define VTB_KEY_LINE_MAX 96

typedef struct vtb_key {
    uint16_t id;
    uint8_t secret[VTB_KEY_SIZE];
} vtb_key;

// The first key mints; all of them verify, so that a key can be replaced without a break.
typedef struct vtb_keyring {
    vtb_key keys[VTB_KEYRING_MAX];
    size_t count;
} vtb_keyring;

// Reads the text of a key file: lines of "ID HEX" (a decimal id below 65536, 64 hexadecimal
// digits); empty lines and lines that begin with "#" are skipped. Ids must differ; at least one
// key. Errors: KEY_FILE.
VTB_NODISCARD vtb_error vtb_keyring_parse(const char *text, size_t size, vtb_keyring *out);

// A fresh random key. Errors: INTERNAL when the system gives no random bytes.
VTB_NODISCARD vtb_error vtb_key_generate(uint16_t id, vtb_key *out);

// The key file line of a key, with its line feed; returns the characters written.
size_t vtb_key_print(const vtb_key *key, char line[VTB_KEY_LINE_MAX]);

// The key of that id, or NULL. Borrowed from the ring.
const vtb_key *vtb_keyring_find(const vtb_keyring *ring, uint16_t id);

// Overwrites the secrets.
void vtb_keyring_clear(vtb_keyring *ring);

#endif
