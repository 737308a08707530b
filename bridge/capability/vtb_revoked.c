// SPDX-License-Identifier: Apache-2.0
// Reads the list of revoked tokens, and looks tokens up in it.
#include "vtb_revoked.h"

#include "vtb_path.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

enum { TOKEN_LINE_SIZE = 6 + VTB_TOKEN_ID_SIZE * 2 };

static int compare(const void *one, const void *other)
{
    return memcmp(one, other, VTB_TOKEN_ID_SIZE);
}

// "token ID"
static bool parse_token(const char *line, size_t size, uint8_t id[VTB_TOKEN_ID_SIZE])
{
    if (size != TOKEN_LINE_SIZE) {
        return false;
    }
    for (size_t index = 0; index < VTB_TOKEN_ID_SIZE; index++) {
        int high = OPENSSL_hexchar2int((unsigned char)line[6 + index * 2]);
        int low = OPENSSL_hexchar2int((unsigned char)line[7 + index * 2]);
        if (high < 0 || low < 0) {
            return false;
        }
        id[index] = (uint8_t)(high * 16 + low);
    }
    return true;
}

// "epoch NUMBER SHARE"
static bool parse_epoch(const char *line, size_t size, vtb_revoked_epoch *out)
{
    uint64_t epoch = 0;
    size_t index = 6;
    for (; index < size && line[index] >= '0' && line[index] <= '9' && epoch <= UINT32_MAX;
         index++) {
        epoch = epoch * 10 + (uint64_t)(line[index] - '0');
    }
    if (index == 6 || epoch > UINT32_MAX || index >= size || line[index] != ' ') {
        return false;
    }
    const char *share = line + index + 1;
    size_t share_size = size - index - 1;
    out->epoch = (uint32_t)epoch;
    out->share_id = vtb_share_id(share, share_size);
    return vtb_path_is_component(share, share_size);
}

static bool parse_line(const char *line, size_t size, vtb_revoked *out)
{
    if (size > 6 && memcmp(line, "token ", 6) == 0) {
        return parse_token(line, size, out->tokens[out->token_count++]);
    }
    if (size > 6 && memcmp(line, "epoch ", 6) == 0 && out->epoch_count < VTB_REVOKED_EPOCHS_MAX) {
        return parse_epoch(line, size, &out->epochs[out->epoch_count++]);
    }
    return false;
}

vtb_error vtb_revoked_parse(const char *text, size_t size, vtb_revoked *out)
{
    *out = (vtb_revoked){0};
    if (size > VTB_REVOKED_SIZE_MAX) {
        return VTB_E_REVOKED_FILE;
    }
    // Every line of a token but the last has TOKEN_LINE_SIZE bytes or more, or ends the reading.
    out->tokens = malloc((size / TOKEN_LINE_SIZE + 1) * sizeof *out->tokens);
    if (out->tokens == NULL) {
        return VTB_E_MEMORY;
    }
    for (size_t start = 0; start < size;) {
        const char *feed = memchr(text + start, '\n', size - start);
        size_t end = feed == NULL ? size : (size_t)(feed - text);
        bool is_skipped = end == start || text[start] == '#';
        if (!is_skipped && !parse_line(text + start, end - start, out)) {
            vtb_revoked_free(out);
            return VTB_E_REVOKED_FILE;
        }
        start = end + 1;
    }
    qsort(out->tokens, out->token_count, sizeof *out->tokens, compare);
    return VTB_OK;
}

void vtb_revoked_free(vtb_revoked *revoked)
{
    free(revoked->tokens);
    *revoked = (vtb_revoked){0};
}

bool vtb_revoked_has_token(const vtb_revoked *revoked, const uint8_t id[VTB_TOKEN_ID_SIZE])
{
    return revoked->token_count > 0 && bsearch(id, revoked->tokens, revoked->token_count,
                                               sizeof *revoked->tokens, compare) != NULL;
}

uint32_t vtb_revoked_epoch_of(const vtb_revoked *revoked, uint32_t share_id, uint32_t otherwise)
{
    uint32_t epoch = otherwise;
    for (size_t index = 0; index < revoked->epoch_count; index++) {
        epoch = revoked->epochs[index].share_id == share_id ? revoked->epochs[index].epoch : epoch;
    }
    return epoch;
}
