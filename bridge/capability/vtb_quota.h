// SPDX-License-Identifier: Apache-2.0
// Accounts of what is used up: bytes in all, bytes a second, opens a minute, requests at a time.
#ifndef VTB_QUOTA_H
#define VTB_QUOTA_H

#include "vtb_error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTB_QUOTA_KEY_SIZE 32
#define VTB_QUOTA_BUCKETS 1024

typedef enum vtb_quota_kind {
    VTB_QUOTA_BYTES,   // in all
    VTB_QUOTA_RATE,    // KiB per second; two seconds' worth may come at once
    VTB_QUOTA_OPENS,   // per minute; a minute's worth may come at once
    VTB_QUOTA_STREAMS, // requests at a time
} vtb_quota_kind;

// What an account may use. Several requests with the same key and kind share one account.
typedef struct vtb_quota_limit {
    uint8_t key[VTB_QUOTA_KEY_SIZE];
    uint8_t owner[16]; // a token id; zeros for nobody's. An owner has at most 64 accounts.
    vtb_quota_kind kind;
    uint64_t most;
    uint64_t expires_s; // seconds since 1970: the account is forgotten then
} vtb_quota_limit;

struct vtb_quota_account;

typedef struct vtb_quotas {
    struct vtb_quota_account *buckets[VTB_QUOTA_BUCKETS];
    size_t count;
    size_t count_max;
} vtb_quotas;

// Zero it, set count_max; vtb_quotas_clear frees the accounts. Times are of one monotonic clock in
// milliseconds.

// A request begins: counts it in its streams accounts. Nothing is counted on errors. One that is
// paced asks before each chunk, and so may begin while the rate is used up. Errors: STREAMS (too
// many at a time), and those of vtb_quotas_permit.
VTB_NODISCARD vtb_error vtb_quotas_begin(vtb_quotas *table, const vtb_quota_limit *limits,
                                         size_t count, bool is_paced, uint64_t now_ms,
                                         uint64_t *wait_ms);
void vtb_quotas_end(vtb_quotas *table, const vtb_quota_limit *limits, size_t count);

// Whether more may be sent now. Errors: QUOTA (the bytes are used up), RATE (after *wait_ms more
// may), LIMIT (no room for another account), MEMORY.
VTB_NODISCARD vtb_error vtb_quotas_permit(vtb_quotas *table, const vtb_quota_limit *limits,
                                          size_t count, uint64_t now_ms, uint64_t *wait_ms);
// Bytes that were sent; more than what was left makes a debt.
void vtb_quotas_charge(vtb_quotas *table, const vtb_quota_limit *limits, size_t count,
                       uint64_t bytes, uint64_t now_ms);
// Takes one open. Errors: RATE, LIMIT, MEMORY.
VTB_NODISCARD vtb_error vtb_quotas_open(vtb_quotas *table, const vtb_quota_limit *limits,
                                        size_t count, uint64_t now_ms, uint64_t *wait_ms);

// Forgets accounts that have expired and that no request uses.
void vtb_quotas_expire(vtb_quotas *table, uint64_t now_s);
void vtb_quotas_clear(vtb_quotas *table);

#endif
