// SPDX-License-Identifier: Apache-2.0
// Gathers the limits of a request: those in its token, and the configuration's for its subject.
#include "vtd_quota.h"

#include "vtd_call.h"
#include "vtd_server.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

enum { SUBJECT_KEPT_S = 3600 };

// A subject's account is named by tenant, subject and kind; the names hold no slash.
static void add_subject_limit(vtd_lease *lease, vtb_quota_kind kind, uint64_t most, uint64_t now_s)
{
    const vtb_grant *grant = lease->grant;
    char name[2 * VTB_NAME_MAX + 32];
    if (most == 0 || grant->subject[0] == '\0') {
        return;
    }
    vtb_quota_limit *limit = &lease->limits[lease->limit_count++];
    *limit = (vtb_quota_limit){.kind = kind, .most = most, .expires_s = now_s + SUBJECT_KEPT_S};
    int size = snprintf(name, sizeof name, "subject/%d/%s/%s", (int)kind, grant->tenant,
                        grant->subject);
    SHA256((const uint8_t *)name, (size_t)size, limit->key);
}

static void gather(const vtd_server *server, vtd_lease *lease)
{
    const vtd_limits *limits = &server->options->limits;
    uint64_t now_s = vtd_call_now_s();
    memcpy(lease->limits, lease->grant->quotas, sizeof lease->grant->quotas);
    lease->limit_count = lease->grant->quota_count;
    add_subject_limit(lease, VTB_QUOTA_RATE, limits->subject_kib_per_second, now_s);
    add_subject_limit(lease, VTB_QUOTA_OPENS, limits->subject_opens_per_minute, now_s);
    add_subject_limit(lease, VTB_QUOTA_STREAMS, limits->subject_requests, now_s);
}

vtb_error vtd_quota_begin(vtd_exchange *exchange, vtd_lease *lease, bool is_paced)
{
    vtd_server *server = exchange->server;
    gather(server, lease);
    server->quotas.count_max = server->options->limits.quota_accounts;
    vtb_error error = vtb_quotas_begin(&server->quotas, lease->limits, lease->limit_count,
                                       is_paced, uv_now(&server->loop), &exchange->retry_ms);
    lease->is_counted = error == VTB_OK;
    return error;
}

vtb_error vtd_quota_open(vtd_exchange *exchange, vtd_lease *lease)
{
    vtd_server *server = exchange->server;
    return vtb_quotas_open(&server->quotas, lease->limits, lease->limit_count,
                           uv_now(&server->loop), &exchange->retry_ms);
}

static void charge(vtd_server *server, vtd_lease *lease, uint64_t sent)
{
    vtb_quotas_charge(&server->quotas, lease->limits, lease->limit_count, sent - lease->charged,
                      uv_now(&server->loop));
    lease->charged = sent;
}

vtb_error vtd_quota_permit(vtd_exchange *exchange, vtd_lease *lease, uint64_t sent)
{
    vtd_server *server = exchange->server;
    if (lease->limit_count == 0) {
        return VTB_OK;
    }
    charge(server, lease, sent);
    return vtb_quotas_permit(&server->quotas, lease->limits, lease->limit_count,
                             uv_now(&server->loop), &exchange->retry_ms);
}

void vtd_quota_end(vtd_server *server, vtd_lease *lease, uint64_t sent)
{
    if (lease->is_counted) {
        charge(server, lease, sent);
        vtb_quotas_end(&server->quotas, lease->limits, lease->limit_count);
        lease->is_counted = false;
    }
}
