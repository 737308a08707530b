// SPDX-License-Identifier: Apache-2.0
// Token buckets and counters in a table by key.
#include "vtb_quota.h"

#include <stdlib.h>
#include <string.h>

enum { BURST_MIN_BYTES = 262144, BURST_SECONDS = 2, UNITS_OF_BYTE = 1000, UNITS_OF_OPEN = 60000 };
enum { OWNER_ACCOUNTS_MAX = 64 };

typedef struct vtb_quota_account {
    vtb_quota_limit limit;
    uint64_t used;       // bytes, or requests that run
    int64_t level;       // of a bucket, in units; less than nothing is a debt
    uint64_t counted_ms; // when the level was true
    struct vtb_quota_account *next;
} account;

// A bucket gets `most` times this every millisecond.
static uint64_t units_per_ms(const vtb_quota_limit *limit)
{
    return limit->kind == VTB_QUOTA_RATE ? limit->most * 1024 : limit->most;
}

static int64_t capacity_of(const vtb_quota_limit *limit)
{
    if (limit->kind == VTB_QUOTA_OPENS) {
        return (int64_t)(limit->most * UNITS_OF_OPEN);
    }
    uint64_t bytes = limit->most * 1024 * BURST_SECONDS;
    return (int64_t)((bytes < BURST_MIN_BYTES ? BURST_MIN_BYTES : bytes) * UNITS_OF_BYTE);
}

static bool is_bucket(const vtb_quota_limit *limit)
{
    return limit->kind == VTB_QUOTA_RATE || limit->kind == VTB_QUOTA_OPENS;
}

static account **place_of(vtb_quotas *table, const vtb_quota_limit *limit)
{
    account **place =
        &table->buckets[(limit->key[0] | (unsigned)limit->key[1] << 8) % VTB_QUOTA_BUCKETS];
    while (*place != NULL && ((*place)->limit.kind != limit->kind ||
                              memcmp((*place)->limit.key, limit->key, VTB_QUOTA_KEY_SIZE) != 0)) {
        place = &(*place)->next;
    }
    return place;
}

static void refill(account *found, uint64_t now_ms)
{
    int64_t capacity = capacity_of(&found->limit);
    uint64_t rate = units_per_ms(&found->limit);
    uint64_t passed_ms = now_ms > found->counted_ms ? now_ms - found->counted_ms : 0;
    // Long waits fill it; the product of short ones stays far below 2^63.
    bool is_long = passed_ms > 600000;
    found->level = is_long ? capacity : found->level + (int64_t)(rate * passed_ms);
    found->level = found->level > capacity ? capacity : found->level;
    found->counted_ms = now_ms;
}

// Whoever narrows a token can give it quotas without end: he must not fill the table for others.
static bool has_room(const vtb_quotas *table, const uint8_t owner[16])
{
    static const uint8_t nobody[16] = {0};
    size_t count = 0;
    if (table->count >= table->count_max || memcmp(owner, nobody, sizeof nobody) == 0) {
        return table->count < table->count_max;
    }
    for (size_t bucket = 0; bucket < VTB_QUOTA_BUCKETS; bucket++) {
        for (const account *each = table->buckets[bucket]; each != NULL; each = each->next) {
            count += memcmp(each->limit.owner, owner, sizeof each->limit.owner) == 0 ? 1 : 0;
        }
    }
    return count < OWNER_ACCOUNTS_MAX;
}

// The account, made when there is none, with its level brought up to now; NULL with the error.
static account *find(vtb_quotas *table, const vtb_quota_limit *limit, uint64_t now_ms,
                     vtb_error *error_out)
{
    account **place = place_of(table, limit);
    if (*place == NULL) {
        bool is_permitted = has_room(table, limit->owner);
        account *made = is_permitted ? calloc(1, sizeof *made) : NULL;
        *error_out = is_permitted ? VTB_E_MEMORY : VTB_E_LIMIT;
        if (made == NULL) {
            return NULL;
        }
        made->limit = *limit;
        made->level = is_bucket(limit) ? capacity_of(limit) : 0;
        made->counted_ms = now_ms;
        *place = made;
        table->count++;
    }
    account *found = *place;
    found->limit.most = limit->most; // a configuration may have changed it
    if (found->limit.expires_s < limit->expires_s) {
        found->limit.expires_s = limit->expires_s;
    }
    if (is_bucket(limit)) {
        refill(found, now_ms);
    }
    return found;
}

static uint64_t wait_of(const account *found, int64_t wanted)
{
    uint64_t rate = units_per_ms(&found->limit);
    uint64_t missing = (uint64_t)(wanted - found->level);
    return rate == 0 ? 60000 : missing / rate + 1;
}

vtb_error vtb_quotas_permit(vtb_quotas *table, const vtb_quota_limit *limits, size_t count,
                            uint64_t now_ms, uint64_t *wait_ms)
{
    for (size_t index = 0; index < count; index++) {
        vtb_error error = VTB_OK;
        bool matters =
            limits[index].kind == VTB_QUOTA_BYTES || limits[index].kind == VTB_QUOTA_RATE;
        const account *found = matters ? find(table, &limits[index], now_ms, &error) : NULL;
        if (matters && found == NULL) {
            return error;
        }
        if (limits[index].kind == VTB_QUOTA_BYTES && found->used >= limits[index].most) {
            return VTB_E_QUOTA;
        }
        if (limits[index].kind == VTB_QUOTA_RATE && found->level <= 0) {
            *wait_ms = wait_of(found, 1);
            return VTB_E_RATE;
        }
    }
    return VTB_OK;
}

vtb_error vtb_quotas_begin(vtb_quotas *table, const vtb_quota_limit *limits, size_t count,
                           bool is_paced, uint64_t now_ms, uint64_t *wait_ms)
{
    vtb_error error = vtb_quotas_permit(table, limits, count, now_ms, wait_ms);
    error = error == VTB_E_RATE && is_paced ? VTB_OK : error;
    size_t taken = 0;
    for (; error == VTB_OK && taken < count; taken++) {
        if (limits[taken].kind != VTB_QUOTA_STREAMS) {
            continue;
        }
        account *found = find(table, &limits[taken], now_ms, &error);
        if (found == NULL) {
            break;
        }
        error = found->used < limits[taken].most ? VTB_OK : VTB_E_STREAMS;
        if (error != VTB_OK) {
            break;
        }
        found->used++;
    }
    if (error != VTB_OK) {
        vtb_quotas_end(table, limits, taken);
    }
    return error;
}

void vtb_quotas_end(vtb_quotas *table, const vtb_quota_limit *limits, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        account *found =
            limits[index].kind == VTB_QUOTA_STREAMS ? *place_of(table, &limits[index]) : NULL;
        if (found != NULL && found->used > 0) {
            found->used--;
        }
    }
}

void vtb_quotas_charge(vtb_quotas *table, const vtb_quota_limit *limits, size_t count,
                       uint64_t bytes, uint64_t now_ms)
{
    for (size_t index = 0; index < count; index++) {
        vtb_error error = VTB_OK;
        bool matters =
            limits[index].kind == VTB_QUOTA_BYTES || limits[index].kind == VTB_QUOTA_RATE;
        account *found = matters ? find(table, &limits[index], now_ms, &error) : NULL;
        if (found != NULL && limits[index].kind == VTB_QUOTA_BYTES) {
            found->used += bytes;
        } else if (found != NULL) {
            found->level -= (int64_t)(bytes * UNITS_OF_BYTE);
        }
    }
}

vtb_error vtb_quotas_open(vtb_quotas *table, const vtb_quota_limit *limits, size_t count,
                          uint64_t now_ms, uint64_t *wait_ms)
{
    vtb_error error = VTB_OK;
    for (int pass = 0; pass < 2; pass++) { // look at all of them, then take from all of them
        for (size_t index = 0; index < count; index++) {
            bool matters = limits[index].kind == VTB_QUOTA_OPENS;
            account *found = matters ? find(table, &limits[index], now_ms, &error) : NULL;
            if (!matters) {
                continue;
            }
            if (found == NULL) {
                return error;
            }
            if (pass == 1) {
                found->level -= UNITS_OF_OPEN;
            } else if (found->level < UNITS_OF_OPEN) {
                *wait_ms = wait_of(found, UNITS_OF_OPEN);
                return VTB_E_RATE;
            }
        }
    }
    return VTB_OK;
}

static void expire(vtb_quotas *table, uint64_t now_s, bool wants_all)
{
    for (size_t bucket = 0; bucket < VTB_QUOTA_BUCKETS; bucket++) {
        for (account **place = &table->buckets[bucket]; *place != NULL;) {
            account *found = *place;
            bool is_used = found->limit.kind == VTB_QUOTA_STREAMS && found->used > 0;
            if (!wants_all && (is_used || found->limit.expires_s > now_s)) {
                place = &found->next;
                continue;
            }
            *place = found->next;
            free(found);
            table->count--;
        }
    }
}

void vtb_quotas_expire(vtb_quotas *table, uint64_t now_s)
{
    expire(table, now_s, false);
}

void vtb_quotas_clear(vtb_quotas *table)
{
    expire(table, 0, true);
}
