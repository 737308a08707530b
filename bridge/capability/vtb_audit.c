// SPDX-License-Identifier: Apache-2.0
// Seals and checks lines: chain = SHA-256(chain of the line before, the line up to its own chain).
#include "vtb_audit.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static const char line_start[] = "{\"seq\":";
static const char chain_start[] = ",\"chain\":\"";
static const char chain_end[] = "\"}";
enum {
    START_SIZE = sizeof line_start - 1,
    CHAIN_START_SIZE = sizeof chain_start - 1,
    CHAIN_END_SIZE = sizeof chain_end - 1,
    DIGITS = VTB_AUDIT_CHAIN_SIZE - 1,
    TAIL_SIZE = CHAIN_START_SIZE + DIGITS + CHAIN_END_SIZE,
};

void vtb_audit_begin(vtb_audit_head *head)
{
    head->sequence = 0;
    memset(head->chain, '0', DIGITS);
    head->chain[DIGITS] = '\0';
}

static bool hash(const char previous[VTB_AUDIT_CHAIN_SIZE], const char *body, size_t size,
                 char out[VTB_AUDIT_CHAIN_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
                EVP_DigestUpdate(context, previous, DIGITS) == 1 &&
                EVP_DigestUpdate(context, body, size) == 1 &&
                EVP_DigestFinal_ex(context, digest, NULL) == 1;
    EVP_MD_CTX_free(context);
    for (size_t index = 0; done && index < DIGITS / 2; index++) {
        (void)snprintf(out + index * 2, 3, "%02x", digest[index]);
    }
    return done;
}

size_t vtb_audit_seal(vtb_audit_head *head, const char *object, size_t size, char *line)
{
    char chain[VTB_AUDIT_CHAIN_SIZE];
    size_t body_size = size - 1; // without its closing brace
    if (!hash(head->chain, object, body_size, chain)) {
        return 0;
    }
    memcpy(line, object, body_size);
    int tail = snprintf(line + body_size, TAIL_SIZE + 2, "%s%s%s\n", chain_start, chain, chain_end);
    memcpy(head->chain, chain, sizeof chain);
    head->sequence++;
    return body_size + (size_t)tail;
}

bool vtb_audit_read_head(const char *line, size_t size, vtb_audit_head *out)
{
    uint64_t sequence = 0;
    size_t index = START_SIZE;
    if (size < START_SIZE + TAIL_SIZE || size > VTB_AUDIT_LINE_MAX ||
        memcmp(line, line_start, START_SIZE) != 0) {
        return false;
    }
    size_t body_size = size - TAIL_SIZE;
    for (; index < body_size && line[index] >= '0' && line[index] <= '9'; index++) {
        if (index - START_SIZE >= 18) {
            return false;
        }
        sequence = sequence * 10 + (uint64_t)(line[index] - '0');
    }
    const char *tail = line + body_size;
    const char *digits = tail + CHAIN_START_SIZE;
    if (sequence == 0 || line[START_SIZE] == '0' ||
        memcmp(tail, chain_start, CHAIN_START_SIZE) != 0 ||
        memcmp(digits + DIGITS, chain_end, CHAIN_END_SIZE) != 0) {
        return false;
    }
    memcpy(out->chain, digits, DIGITS);
    out->chain[DIGITS] = '\0';
    out->sequence = sequence;
    return strspn(out->chain, "0123456789abcdef") == DIGITS;
}

bool vtb_audit_follows(vtb_audit_head *head, const char *line, size_t size)
{
    vtb_audit_head next;
    char chain[VTB_AUDIT_CHAIN_SIZE];
    if (!vtb_audit_read_head(line, size, &next) || next.sequence != head->sequence + 1 ||
        !hash(head->chain, line, size - TAIL_SIZE, chain) || strcmp(chain, next.chain) != 0) {
        return false;
    }
    *head = next;
    return true;
}
