// SPDX-License-Identifier: Apache-2.0
// Checks tokens of requests.
#include "vtd_authority.h"

#include "vtd_call.h"
#include "vtd_server.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <string.h>
#include <strings.h>
#include <time.h>

// A chain of HMACs is verified faster than it is looked up.
static vtb_error verify(vtd_server *server, const vtb_token *token)
{
    vtd_verified *verified = &server->verified;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    if (!vtb_token_is_signed(token)) {
        return vtb_token_verify(token, &server->setup->keys);
    }
    if (verified->setup != server->setup) {
        *verified = (vtd_verified){.setup = server->setup};
    }
    SHA256(token->bytes, token->size, digest);
    uint8_t *place = verified->digests[digest[0] % VTD_VERIFIED_MAX];
    if (CRYPTO_memcmp(place, digest, sizeof digest) == 0) {
        return VTB_OK;
    }
    vtb_error error = vtb_token_verify(token, &server->setup->keys);
    if (error == VTB_OK) {
        memcpy(place, digest, sizeof digest);
    }
    return error;
}

vtb_error vtd_authenticate(const vtd_exchange *exchange, vtb_grant *out)
{
    vtd_server *server = exchange->server;
    const char *header = vtb_request_header(&exchange->request, "authorization");
    if (header == NULL || strncasecmp(header, "Bearer ", 7) != 0) {
        return VTB_E_TOKEN_MISSING;
    }
    vtb_token token;
    vtb_error error = vtb_token_parse(header + 7, strlen(header + 7), &token);
    if (error == VTB_OK) {
        error = verify(server, &token);
    }
    if (error != VTB_OK) {
        return error;
    }
    const char *origin = vtb_request_header(&exchange->request, "origin");
    const vtb_circumstances circumstances = {
        .now_s = vtd_call_now_s(),
        .server_id = server->options->server_name == NULL ? NULL : server->setup->server_id,
        .origin = origin,
        .origin_size = origin == NULL ? 0 : strlen(origin),
    };
    error = vtb_grant_judge(&token, &circumstances, out);
    if (error == VTB_OK &&
        vtb_revoked_has_token(&server->revocation.list, vtb_token_id(&token))) {
        error = VTB_E_TOKEN_REVOKED;
    }
    return error;
}

static vtb_error ask_rules(const vtd_server *server, const vtb_grant *grant,
                           const vtd_wish *wish)
{
    const vtb_policy *policy = &server->setup->policy;
    time_t now = time(NULL);
    struct tm parts = {0};
    if (policy->count == 0) {
        return VTB_OK;
    }
    (void)gmtime_r(&now, &parts);
    const vtb_policy_facts facts = {
        .subject = grant->subject,
        .tenant = grant->tenant,
        .share = wish->share,
        .path = wish->path,
        .path_size = wish->path_size,
        .actions = wish->rights,
        .media_type = wish->media_type,
        .minute = (unsigned)(parts.tm_hour * 60 + parts.tm_min),
        .weekday = (unsigned)parts.tm_wday,
    };
    return vtb_policy_permits(policy, &facts);
}

vtb_error vtd_authorise(const vtd_server *server, const vtb_grant *grant, const vtd_wish *wish,
                        const vtb_share **share_out)
{
    const vtb_share *share = vtd_setup_find_share(server->setup, wish->share);
    const vtb_target target = {
        .share_id = vtb_share_id(wish->share, strlen(wish->share)),
        .share_epoch = share == NULL ? vtb_token_epoch(&grant->token) : share->epoch,
        .path = wish->path,
        .path_size = wish->path_size,
        .rights = wish->rights,
        .method = wish->method,
    };
    *share_out = share;
    vtb_error error = vtb_grant_permits(grant, &target);
    error = error == VTB_OK ? ask_rules(server, grant, wish) : error;
    return error == VTB_OK && share == NULL ? VTB_E_NOT_FOUND : error;
}

vtb_error vtd_authority_type(const vtd_server *server, const vtb_grant *grant, vtd_wish *wish,
                             const char *media_type)
{
    wish->media_type = media_type;
    return ask_rules(server, grant, wish);
}

vtb_error vtd_authority_recheck(const vtd_server *server, const vtb_grant *grant,
                                const vtd_wish *wish)
{
    const vtb_token *token = &grant->token;
    const vtb_share *share = NULL;
    if (vtb_revoked_has_token(&server->revocation.list, vtb_token_id(token))) {
        return VTB_E_TOKEN_REVOKED;
    }
    vtb_error error = vtb_token_verify(token, &server->setup->keys);
    return error != VTB_OK || wish->share == NULL ? error
                                                  : vtd_authorise(server, grant, wish, &share);
}
