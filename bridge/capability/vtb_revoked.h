// SPDX-License-Identifier: Apache-2.0
// The text of a file of revoked tokens (docs/token.md).
#ifndef VTB_REVOKED_H
#define VTB_REVOKED_H

#include "vtb_error.h"
#include "vtb_token.h"

#define VTB_REVOKED_SIZE_MAX 1048576 // bytes of the text
#define VTB_REVOKED_EPOCHS_MAX 64

typedef struct vtb_revoked_epoch {
    uint32_t share_id;
    uint32_t epoch; // tokens of another epoch are revoked
} vtb_revoked_epoch;

// Zero it to begin; vtb_revoked_free gives its memory back.
typedef struct vtb_revoked {
    uint8_t (*tokens)[VTB_TOKEN_ID_SIZE]; // sorted
    size_t token_count;
    vtb_revoked_epoch epochs[VTB_REVOKED_EPOCHS_MAX];
    size_t epoch_count;
} vtb_revoked;

// Reads lines of "token ID" (32 hexadecimal digits) and "epoch NUMBER SHARE"; empty lines and lines
// that begin with "#" are skipped. All of it is taken or, on errors, nothing. Errors: REVOKED_FILE
// (also when it is too large), MEMORY.
VTB_NODISCARD vtb_error vtb_revoked_parse(const char *text, size_t size, vtb_revoked *out);
void vtb_revoked_free(vtb_revoked *revoked);

bool vtb_revoked_has_token(const vtb_revoked *revoked, const uint8_t id[VTB_TOKEN_ID_SIZE]);
// The epoch that the text gives a share, or `otherwise`.
uint32_t vtb_revoked_epoch_of(const vtb_revoked *revoked, uint32_t share_id, uint32_t otherwise);

#endif
