// SPDX-License-Identifier: Apache-2.0
// Parses and prints key files; makes keys from the system's random source.
#include "vtb_key.h"

#include "vtb_signature.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *const kind_words[] = {
#define VTB_KEY_KIND_WORD(name, text) text,
    VTB_KEY_KINDS(VTB_KEY_KIND_WORD)
#undef VTB_KEY_KIND_WORD
};
enum { KIND_COUNT = sizeof kind_words / sizeof *kind_words };

static int hex_value(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    if (character >= 'a' && character <= 'f') {
        return character - 'a' + 10;
    }
    return character >= 'A' && character <= 'F' ? character - 'A' + 10 : -1;
}

static bool line_parse_secret(const char *text, size_t size, uint8_t secret[VTB_KEY_SIZE])
{
    if (size != VTB_KEY_SIZE * 2) {
        return false;
    }
    for (size_t index = 0; index < VTB_KEY_SIZE; index++) {
        int high = hex_value(text[index * 2]);
        int low = hex_value(text[index * 2 + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        secret[index] = (uint8_t)(high * 16 + low);
    }
    return true;
}

static bool line_parse(const char *line, size_t size, vtb_key *out)
{
    uint32_t id = 0;
    size_t index = 0;
    for (; index < size && line[index] >= '0' && line[index] <= '9' && id <= UINT16_MAX; index++) {
        id = id * 10 + (uint32_t)(line[index] - '0');
    }
    if (index == 0 || id > UINT16_MAX || index >= size || line[index] != ' ') {
        return false;
    }
    out->id = (uint16_t)id;
    const char *rest = line + index + 1;
    size_t rest_size = size - index - 1;
    out->kind = VTB_KEY_HMAC;
    for (size_t kind = VTB_KEY_ED25519; kind < KIND_COUNT; kind++) {
        size_t word_size = strlen(kind_words[kind]);
        if (rest_size > word_size && memcmp(rest, kind_words[kind], word_size) == 0) {
            out->kind = (vtb_key_kind)kind;
            rest += word_size;
            rest_size -= word_size;
            break;
        }
    }
    return line_parse_secret(rest, rest_size, out->secret);
}

vtb_error vtb_keyring_parse(const char *text, size_t size, vtb_keyring *out)
{
    out->count = 0;
    for (size_t start = 0; start < size;) {
        const char *feed = memchr(text + start, '\n', size - start);
        size_t end = feed == NULL ? size : (size_t)(feed - text);
        if (end > start && text[start] != '#') {
            vtb_key key;
            if (out->count == VTB_KEYRING_MAX || !line_parse(text + start, end - start, &key) ||
                vtb_keyring_find(out, key.id) != NULL) {
                vtb_keyring_clear(out);
                return VTB_E_KEY_FILE;
            }
            out->keys[out->count++] = key;
            OPENSSL_cleanse(&key, sizeof key);
        }
        start = end + 1;
    }
    return out->count == 0 ? VTB_E_KEY_FILE : VTB_OK;
}

vtb_error vtb_key_generate(uint16_t id, vtb_key_kind kind, vtb_key *out)
{
    out->id = id;
    out->kind = kind;
    return RAND_bytes(out->secret, VTB_KEY_SIZE) == 1 ? VTB_OK : VTB_E_INTERNAL;
}

vtb_error vtb_key_public(const vtb_key *key, vtb_key *out)
{
    if (key->kind == VTB_KEY_HMAC) {
        return VTB_E_KEY_FILE;
    }
    vtb_key copy = {.id = key->id, .kind = VTB_KEY_ED25519_PUBLIC};
    bool done = true;
    if (key->kind == VTB_KEY_ED25519) {
        done = vtb_signature_public(key->secret, copy.secret);
    } else {
        memcpy(copy.secret, key->secret, VTB_KEY_SIZE);
    }
    *out = copy;
    return done ? VTB_OK : VTB_E_INTERNAL;
}

size_t vtb_key_print(const vtb_key *key, char line[VTB_KEY_LINE_MAX])
{
    size_t size = (size_t)snprintf(line, VTB_KEY_LINE_MAX, "%u %s", (unsigned)key->id,
                                   kind_words[key->kind]);
    for (size_t index = 0; index < VTB_KEY_SIZE; index++) {
        size += (size_t)snprintf(line + size, VTB_KEY_LINE_MAX - size, "%02x", key->secret[index]);
    }
    size += (size_t)snprintf(line + size, VTB_KEY_LINE_MAX - size, "\n");
    return size;
}

const vtb_key *vtb_keyring_find(const vtb_keyring *ring, uint16_t id)
{
    for (size_t index = 0; index < ring->count; index++) {
        if (ring->keys[index].id == id) {
            return &ring->keys[index];
        }
    }
    return NULL;
}

void vtb_keyring_clear(vtb_keyring *ring)
{
    OPENSSL_cleanse(ring, sizeof *ring);
}
