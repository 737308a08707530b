// SPDX-License-Identifier: Apache-2.0
// Parses and prints key files; makes keys from the system's random source.
#include "vtb_key.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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
    return line_parse_secret(line + index + 1, size - index - 1, out->secret);
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

vtb_error vtb_key_generate(uint16_t id, vtb_key *out)
{
    out->id = id;
    return RAND_bytes(out->secret, VTB_KEY_SIZE) == 1 ? VTB_OK : VTB_E_INTERNAL;
}

size_t vtb_key_print(const vtb_key *key, char line[VTB_KEY_LINE_MAX])
{
    size_t size = (size_t)snprintf(line, VTB_KEY_LINE_MAX, "%u ", (unsigned)key->id);
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
