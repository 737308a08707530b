// SPDX-License-Identifier: Apache-2.0
// Who asks, and whether they may: the same questions for calls and for GET.
#ifndef VTD_AUTHORITY_H
#define VTD_AUTHORITY_H

#include "vtb_files.h"
#include "vtb_grant.h"
#include "vtd_exchange.h"

struct vtd_setup;

#define VTD_VERIFIED_MAX 128

// Signed tokens whose signatures hold: they cost a hundred microseconds each, and come again.
typedef struct vtd_verified {
    const struct vtd_setup *setup; // whose keys verified them; others forget them
    uint8_t digests[VTD_VERIFIED_MAX][32]; // SHA-256 of tokens; zeros where there is none
} vtd_verified;

// What a request wants to touch; the texts are borrowed.
typedef struct vtd_wish {
    const char *share; // a name
    const char *path;  // legal
    size_t path_size;
    uint32_t rights;
    const char *method; // "vitrine.v1.FileBridge/Read"
    const char *media_type; // NULL while it is not known
} vtd_wish;

// Verifies the bearer token of a request and judges it. Errors: TOKEN_MISSING, TOKEN_TEXT,
// TOKEN_REVOKED, and those of vtb_token_verify and vtb_grant_judge.
VTB_NODISCARD vtb_error vtd_authenticate(const vtd_exchange *exchange, vtb_grant *out);

// Whether the grant permits it, and the share, which may be NULL on errors. Whether there is one is
// told only to who may touch one of that name. Errors: NOT_FOUND, and those of
// vtb_grant_permits and vtb_policy_permits.
VTB_NODISCARD vtb_error vtd_authorise(const struct vtd_server *server, const vtb_grant *grant,
                                      const vtd_wish *wish, const vtb_share **share_out);

// Whether a request that was authorised once would still be, after keys, shares or revocations have
// changed. `share` is NULL where it is not known yet. Errors: TOKEN_REVOKED, TOKEN_FORGED,
// NOT_FOUND, INTERNAL.
VTB_NODISCARD vtb_error vtd_authority_recheck(const struct vtd_server *server,
                                              const vtb_grant *grant, const vtd_wish *wish);

// Asks the rules again once the file's media type is known. Errors: POLICY.
VTB_NODISCARD vtb_error vtd_authority_type(const struct vtd_server *server,
                                           const vtb_grant *grant, vtd_wish *wish,
                                           const char *media_type);

#endif
