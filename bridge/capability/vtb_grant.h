// SPDX-License-Identifier: Apache-2.0
// What a verified token permits: every caveat is judged, and one that is not understood denies.
#ifndef VTB_GRANT_H
#define VTB_GRANT_H

#include "vtb_error.h"
#include "vtb_quota.h"
#include "vtb_token.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTB_NAME_MAX 128 // bytes of a tenant's or a subject's name
#define VTB_GRANT_QUOTAS_MAX 8

// The circumstances that caveats are judged by.
typedef struct vtb_circumstances {
    uint64_t now_s;           // seconds since 1970-01-01 UTC
    const uint8_t *server_id; // VTB_SERVER_ID_SIZE bytes, or NULL: then an audience denies
    const char *origin;       // the Origin header, or NULL: then an origin caveat denies
    size_t origin_size;
} vtb_circumstances;

// A judged token. Owns a copy of it, borrows nothing.
typedef struct vtb_grant {
    vtb_token token;
    uint32_t rights;
    uint64_t not_before_s;
    uint64_t expires_s;
    char tenant[VTB_NAME_MAX + 1];  // "" when the token names none
    char subject[VTB_NAME_MAX + 1]; // who asks, as the issuer calls him; "" the same
    vtb_quota_limit quotas[VTB_GRANT_QUOTAS_MAX];
    size_t quota_count;
} vtb_grant;

// What a call wants to touch.
typedef struct vtb_target {
    uint32_t share_id;
    uint32_t share_epoch;
    const char *path; // legal (vtb_path_check)
    size_t path_size;
    uint32_t rights;    // all of these bits are needed
    const char *method; // "vitrine.v1.FileBridge/Read"
} vtb_target;

// Identity of an opened object, for the file-identity caveat.
typedef struct vtb_identity {
    uint64_t device;
    uint64_t inode;
    int64_t created_ns; // 0 where the file system has no birth time
} vtb_identity;

// Judges the caveats of a token whose signature holds, as far as they do not depend on a target.
// A token must carry at least one share, one rights and one expires caveat. Errors: TOKEN_EXPIRED,
// TOKEN_EARLY, TOKEN_AUDIENCE, TOKEN_ORIGIN, TOKEN_CAVEAT (unknown, malformed, missing or not
// enforceable here), DENIED.
VTB_NODISCARD vtb_error vtb_grant_judge(const vtb_token *token,
                                        const vtb_circumstances *circumstances, vtb_grant *out);

// Whether the target may be touched. Errors: DENIED, TOKEN_REVOKED (another epoch).
VTB_NODISCARD vtb_error vtb_grant_permits(const vtb_grant *grant, const vtb_target *target);

// Whether the opened object is the one that the token names, if it names one. Errors: DENIED.
VTB_NODISCARD vtb_error vtb_grant_permits_identity(const vtb_grant *grant,
                                                   const vtb_identity *identity);

// Whether the token is still valid at that time. Errors: TOKEN_EXPIRED.
VTB_NODISCARD vtb_error vtb_grant_is_current(const vtb_grant *grant, uint64_t now_s);

#endif
