// SPDX-License-Identifier: Apache-2.0
// Judges caveats; each type has one small rule, and what has no rule denies.
#include "vtb_grant.h"

#include "vtb_bytes.h"
#include "vtb_path.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <string.h>

// A quota of a token without an expiry before it is kept for a week.
enum { IDENTITY_SIZE = 24, SHARE_ID_SIZE = 4, QUOTA_KEPT_S = 604800 };

typedef struct judgement {
    vtb_grant *grant;
    const vtb_circumstances *circumstances;
    bool has_share;
    bool has_rights;
    bool has_expiry;
} judgement;

static vtb_error judge_time(judgement *state, const vtb_caveat *caveat)
{
    if (caveat->size != 8) {
        return VTB_E_TOKEN_CAVEAT;
    }
    uint64_t second = vtb_load_big(caveat->value, 8);
    vtb_grant *grant = state->grant;
    if (caveat->type == VTB_CAVEAT_NOT_BEFORE) {
        grant->not_before_s = second > grant->not_before_s ? second : grant->not_before_s;
    } else {
        grant->expires_s = second < grant->expires_s ? second : grant->expires_s;
        state->has_expiry = true;
    }
    return VTB_OK;
}

static vtb_error judge_audience(const judgement *state, const vtb_caveat *caveat)
{
    const uint8_t *server_id = state->circumstances->server_id;
    bool equal = server_id != NULL && caveat->size == VTB_SERVER_ID_SIZE &&
                 CRYPTO_memcmp(caveat->value, server_id, VTB_SERVER_ID_SIZE) == 0;
    return equal ? VTB_OK : VTB_E_TOKEN_AUDIENCE;
}

static vtb_error judge_share(judgement *state, const vtb_caveat *caveat)
{
    state->has_share = true;
    if (caveat->size < SHARE_ID_SIZE) {
        return VTB_E_TOKEN_CAVEAT;
    }
    const char *prefix = (const char *)caveat->value + SHARE_ID_SIZE;
    return vtb_path_check(prefix, caveat->size - SHARE_ID_SIZE) == VTB_OK ? VTB_OK
                                                                          : VTB_E_TOKEN_CAVEAT;
}

static vtb_error judge_rights(judgement *state, const vtb_caveat *caveat)
{
    if (caveat->size != 4) {
        return VTB_E_TOKEN_CAVEAT;
    }
    state->has_rights = true;
    state->grant->rights &= (uint32_t)vtb_load_big(caveat->value, 4);
    return VTB_OK;
}

static vtb_error judge_origin(const judgement *state, const vtb_caveat *caveat)
{
    const vtb_circumstances *now = state->circumstances;
    bool equal = now->origin != NULL && now->origin_size == caveat->size && caveat->size > 0 &&
                 memcmp(now->origin, caveat->value, caveat->size) == 0;
    return equal ? VTB_OK : VTB_E_TOKEN_ORIGIN;
}

// A name is one legal component of a path, which leaves nothing to escape in logs and rules.
static vtb_error judge_name(char place[VTB_NAME_MAX + 1], const vtb_caveat *caveat)
{
    const char *name = (const char *)caveat->value;
    if (caveat->size > VTB_NAME_MAX || !vtb_path_is_component(name, caveat->size)) {
        return VTB_E_TOKEN_CAVEAT;
    }
    if (place[0] != '\0') {
        bool equal = strlen(place) == caveat->size && memcmp(place, name, caveat->size) == 0;
        return equal ? VTB_OK : VTB_E_DENIED;
    }
    memcpy(place, name, caveat->size);
    place[caveat->size] = '\0';
    return VTB_OK;
}

// The account belongs to the token up to this caveat: whoever narrows it further shares it.
static vtb_error judge_quota(judgement *state, const vtb_caveat *caveat)
{
    static const struct {
        vtb_caveat_type type;
        vtb_quota_kind kind;
        size_t size;
    } kinds[] = {{VTB_CAVEAT_BYTES_TOTAL, VTB_QUOTA_BYTES, 8},
                 {VTB_CAVEAT_BYTES_RATE, VTB_QUOTA_RATE, 4},
                 {VTB_CAVEAT_STREAMS, VTB_QUOTA_STREAMS, 2},
                 {VTB_CAVEAT_OPENS, VTB_QUOTA_OPENS, 4}};
    vtb_grant *grant = state->grant;
    size_t row = 0;
    while (kinds[row].type != caveat->type) {
        row++;
    }
    if (caveat->size != kinds[row].size || grant->quota_count == VTB_GRANT_QUOTAS_MAX) {
        return VTB_E_TOKEN_CAVEAT;
    }
    vtb_quota_limit *quota = &grant->quotas[grant->quota_count++];
    memcpy(quota->owner, vtb_token_id(&grant->token), sizeof quota->owner);
    quota->kind = kinds[row].kind;
    quota->most = vtb_load_big(caveat->value, caveat->size);
    uint64_t latest_s = state->circumstances->now_s + QUOTA_KEPT_S;
    quota->expires_s = grant->expires_s < latest_s ? grant->expires_s : latest_s;
    SHA256(grant->token.bytes, (size_t)(caveat->value + caveat->size - grant->token.bytes),
           quota->key);
    return VTB_OK;
}

static vtb_error judge_caveat(judgement *state, const vtb_caveat *caveat)
{
    switch (caveat->type) {
    case VTB_CAVEAT_SEAL: // restricts nothing; vtb_token_verify looks at it
        return vtb_token_is_signed(&state->grant->token) ? VTB_OK : VTB_E_TOKEN_CAVEAT;
    case VTB_CAVEAT_NOT_BEFORE:
    case VTB_CAVEAT_EXPIRES:
        return judge_time(state, caveat);
    case VTB_CAVEAT_AUDIENCE:
        return judge_audience(state, caveat);
    case VTB_CAVEAT_SHARE:
        return judge_share(state, caveat);
    case VTB_CAVEAT_RIGHTS:
        return judge_rights(state, caveat);
    case VTB_CAVEAT_ORIGIN:
        return judge_origin(state, caveat);
    case VTB_CAVEAT_FILE_IDENTITY:
        return caveat->size == IDENTITY_SIZE ? VTB_OK : VTB_E_TOKEN_CAVEAT;
    case VTB_CAVEAT_METHODS:
        return caveat->size > 0 ? VTB_OK : VTB_E_TOKEN_CAVEAT;
    case VTB_CAVEAT_TENANT:
        return judge_name(state->grant->tenant, caveat);
    case VTB_CAVEAT_SUBJECT:
        return judge_name(state->grant->subject, caveat);
    case VTB_CAVEAT_BYTES_TOTAL:
    case VTB_CAVEAT_BYTES_RATE:
    case VTB_CAVEAT_STREAMS:
    case VTB_CAVEAT_OPENS:
        return judge_quota(state, caveat);
    // Holder keys need signatures that nobody looks at yet. A restriction that nobody enforces must
    // deny.
    case VTB_CAVEAT_HOLDER_KEY:
    default:
        return VTB_E_TOKEN_CAVEAT;
    }
}

vtb_error vtb_grant_judge(const vtb_token *token, const vtb_circumstances *circumstances,
                          vtb_grant *out)
{
    *out = (vtb_grant){.token = *token, .rights = UINT32_MAX, .expires_s = UINT64_MAX};
    judgement state = {.grant = out, .circumstances = circumstances};
    vtb_error first = VTB_OK;
    size_t position = 0;
    for (vtb_caveat caveat; vtb_token_next_caveat(&out->token, &position, &caveat);) {
        vtb_error error = judge_caveat(&state, &caveat);
        first = first == VTB_OK ? error : first;
    }
    // Time comes first: "expired" tells a user what to do, whatever else is wrong.
    if (circumstances->now_s >= out->expires_s) {
        return VTB_E_TOKEN_EXPIRED;
    }
    if (circumstances->now_s < out->not_before_s) {
        return VTB_E_TOKEN_EARLY;
    }
    if (first != VTB_OK) {
        return first;
    }
    bool complete = state.has_share && state.has_rights && state.has_expiry;
    return complete ? VTB_OK : VTB_E_TOKEN_CAVEAT;
}

static bool share_caveat_holds(const vtb_caveat *caveat, const vtb_target *target)
{
    return vtb_load_big(caveat->value, SHARE_ID_SIZE) == target->share_id &&
           vtb_path_is_within(target->path, target->path_size,
                              (const char *)caveat->value + SHARE_ID_SIZE,
                              caveat->size - SHARE_ID_SIZE);
}

static bool methods_caveat_holds(const vtb_caveat *caveat, const char *method)
{
    size_t method_size = strlen(method);
    const uint8_t *end = caveat->value + caveat->size;
    for (const uint8_t *name = caveat->value; name < end;) {
        const uint8_t *comma = memchr(name, ',', (size_t)(end - name));
        const uint8_t *name_end = comma == NULL ? end : comma;
        if ((size_t)(name_end - name) == method_size && memcmp(name, method, method_size) == 0) {
            return true;
        }
        name = name_end + 1;
    }
    return false;
}

vtb_error vtb_grant_permits(const vtb_grant *grant, const vtb_target *target)
{
    if ((grant->rights & target->rights) != target->rights) {
        return VTB_E_DENIED;
    }
    size_t position = 0;
    for (vtb_caveat caveat; vtb_token_next_caveat(&grant->token, &position, &caveat);) {
        bool holds = true;
        if (caveat.type == VTB_CAVEAT_SHARE) {
            holds = share_caveat_holds(&caveat, target);
        } else if (caveat.type == VTB_CAVEAT_METHODS) {
            holds = methods_caveat_holds(&caveat, target->method);
        }
        if (!holds) {
            return VTB_E_DENIED;
        }
    }
    bool current = vtb_token_epoch(&grant->token) == target->share_epoch;
    return current ? VTB_OK : VTB_E_TOKEN_REVOKED;
}

vtb_error vtb_grant_permits_identity(const vtb_grant *grant, const vtb_identity *identity)
{
    size_t position = 0;
    for (vtb_caveat caveat; vtb_token_next_caveat(&grant->token, &position, &caveat);) {
        if (caveat.type != VTB_CAVEAT_FILE_IDENTITY) {
            continue;
        }
        if (vtb_load_big(caveat.value, 8) != identity->device ||
            vtb_load_big(caveat.value + 8, 8) != identity->inode ||
            (int64_t)vtb_load_big(caveat.value + 16, 8) != identity->created_ns) {
            return VTB_E_DENIED;
        }
    }
    return VTB_OK;
}

vtb_error vtb_grant_is_current(const vtb_grant *grant, uint64_t now_s)
{
    return now_s >= grant->expires_s ? VTB_E_TOKEN_EXPIRED : VTB_OK;
}
