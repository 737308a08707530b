// SPDX-License-Identifier: Apache-2.0
// Quotas: buckets refill with time, counters do not; and what a client is told about waiting.
#include "harness.h"
#include "vtb_quota.h"
#include "vtb_retry.h"

#define DETAILS \
    "CAgSOFRvbyBtdWNoIHdhcyBhc2tlZCBmb3IgaW4gYSBzaG9ydCB0aW1lOiB0cnkgYWdhaW4gbGF0ZXIuGjYKKHR5" \
    "cGUuZ29vZ2xlYXBpcy5jb20vZ29vZ2xlLnJwYy5SZXRyeUluZm8SCgoICD0QgMq17gE"

static vtb_quota_limit limit_of(vtb_quota_kind kind, uint64_t most, uint8_t name)
{
    return (vtb_quota_limit){.key = {name}, .kind = kind, .most = most, .expires_s = 1000};
}

static vtb_error permit(vtb_quotas *table, const vtb_quota_limit *limit, uint64_t now_ms,
                        uint64_t *wait_ms)
{
    *wait_ms = 0;
    return vtb_quotas_permit(table, limit, 1, now_ms, wait_ms);
}

static void bytes_run_out(void)
{
    vtb_quotas table = {.count_max = 4};
    vtb_quota_limit limit = limit_of(VTB_QUOTA_BYTES, 1000, 1);
    uint64_t wait_ms = 0;
    CHECK_EQUAL(permit(&table, &limit, 0, &wait_ms), VTB_OK);
    vtb_quotas_charge(&table, &limit, 1, 999, 0);
    CHECK_EQUAL(permit(&table, &limit, 0, &wait_ms), VTB_OK);
    vtb_quotas_charge(&table, &limit, 1, 1, 0);
    CHECK_EQUAL(permit(&table, &limit, UINT64_C(1) << 40, &wait_ms), VTB_E_QUOTA);
    vtb_quota_limit other = limit_of(VTB_QUOTA_BYTES, 1000, 2);
    CHECK_EQUAL(permit(&table, &other, 0, &wait_ms), VTB_OK);
    vtb_quotas_clear(&table);
    CHECK_EQUAL(table.count, 0);
}

static void a_rate_is_paid_back_with_time(void)
{
    vtb_quotas table = {.count_max = 4};
    vtb_quota_limit limit = limit_of(VTB_QUOTA_RATE, 1000, 1); // 1,024,000 bytes a second
    uint64_t wait_ms = 0;
    CHECK_EQUAL(permit(&table, &limit, 5000, &wait_ms), VTB_OK);
    vtb_quotas_charge(&table, &limit, 1, 2048000, 5000); // two seconds' worth
    CHECK_EQUAL(permit(&table, &limit, 5000, &wait_ms), VTB_E_RATE);
    CHECK_EQUAL(wait_ms, 1);
    vtb_quotas_charge(&table, &limit, 1, 512000, 5000); // a debt of half a second
    CHECK_EQUAL(permit(&table, &limit, 5000, &wait_ms), VTB_E_RATE);
    CHECK_EQUAL(wait_ms, 501);
    CHECK_EQUAL(permit(&table, &limit, 5500, &wait_ms), VTB_E_RATE);
    CHECK_EQUAL(permit(&table, &limit, 5501, &wait_ms), VTB_OK);
    CHECK_EQUAL(permit(&table, &limit, 4000, &wait_ms), VTB_OK); // a clock that went back
    CHECK_EQUAL(permit(&table, &limit, UINT64_MAX, &wait_ms), VTB_OK);
    vtb_quotas_clear(&table);
    vtb_quota_limit nothing = limit_of(VTB_QUOTA_RATE, 0, 1);
    vtb_quotas_charge(&table, &nothing, 1, 262144, 0);
    CHECK_EQUAL(permit(&table, &nothing, 1000000, &wait_ms), VTB_OK); // filled to its burst
    vtb_quotas_clear(&table);
    vtb_quota_limit huge = limit_of(VTB_QUOTA_RATE, UINT32_MAX, 1);
    CHECK_EQUAL(permit(&table, &huge, 0, &wait_ms), VTB_OK);
    vtb_quotas_charge(&table, &huge, 1, UINT64_C(1) << 40, 0);
    CHECK_EQUAL(permit(&table, &huge, 599999, &wait_ms), VTB_OK);
    vtb_quotas_clear(&table);
}

static void opens_come_by_the_minute(void)
{
    vtb_quotas table = {.count_max = 4};
    const vtb_quota_limit limits[] = {limit_of(VTB_QUOTA_OPENS, 3, 1),
                                      limit_of(VTB_QUOTA_OPENS, 5, 2)};
    uint64_t wait_ms = 0;
    for (int turn = 0; turn < 3; turn++) {
        CHECK_EQUAL(vtb_quotas_open(&table, limits, 2, 0, &wait_ms), VTB_OK);
    }
    CHECK_EQUAL(vtb_quotas_open(&table, limits, 2, 0, &wait_ms), VTB_E_RATE);
    CHECK(wait_ms >= 20000 && wait_ms <= 20001);
    // What the first refused was not taken from the second.
    CHECK_EQUAL(vtb_quotas_open(&table, limits + 1, 1, 0, &wait_ms), VTB_OK);
    CHECK_EQUAL(vtb_quotas_open(&table, limits + 1, 1, 0, &wait_ms), VTB_OK);
    CHECK_EQUAL(vtb_quotas_open(&table, limits + 1, 1, 0, &wait_ms), VTB_E_RATE);
    CHECK_EQUAL(vtb_quotas_open(&table, limits, 2, 20001, &wait_ms), VTB_OK);
    vtb_quotas_clear(&table);
}

static void streams_are_counted_while_they_run(void)
{
    vtb_quotas table = {.count_max = 4};
    const vtb_quota_limit limits[] = {limit_of(VTB_QUOTA_STREAMS, 3, 1),
                                      limit_of(VTB_QUOTA_STREAMS, 2, 2)};
    uint64_t wait_ms = 0;
    CHECK_EQUAL(vtb_quotas_begin(&table, limits, 2, false, 0, &wait_ms), VTB_OK);
    CHECK_EQUAL(vtb_quotas_begin(&table, limits, 2, false, 0, &wait_ms), VTB_OK);
    CHECK_EQUAL(vtb_quotas_begin(&table, limits, 2, false, 0, &wait_ms), VTB_E_STREAMS);
    // The refused one left the first account as it was.
    CHECK_EQUAL(vtb_quotas_begin(&table, limits, 1, false, 0, &wait_ms), VTB_OK);
    CHECK_EQUAL(vtb_quotas_begin(&table, limits, 1, false, 0, &wait_ms), VTB_E_STREAMS);
    vtb_quotas_expire(&table, 2000); // those that are used stay
    CHECK_EQUAL(table.count, 2);
    vtb_quotas_end(&table, limits, 2);
    CHECK_EQUAL(vtb_quotas_begin(&table, limits, 2, false, 0, &wait_ms), VTB_OK);
    vtb_quotas_end(&table, limits, 2);
    vtb_quotas_end(&table, limits, 2);
    vtb_quotas_end(&table, limits, 1);
    vtb_quotas_expire(&table, 999);
    CHECK_EQUAL(table.count, 2);
    vtb_quotas_expire(&table, 1000);
    CHECK_EQUAL(table.count, 0);
}

static void a_paced_request_begins_without_rate(void)
{
    vtb_quotas table = {.count_max = 4};
    vtb_quota_limit limit = limit_of(VTB_QUOTA_RATE, 1, 1);
    uint64_t wait_ms = 0;
    vtb_quotas_charge(&table, &limit, 1, 10000000, 0);
    CHECK_EQUAL(vtb_quotas_begin(&table, &limit, 1, false, 0, &wait_ms), VTB_E_RATE);
    CHECK_EQUAL(vtb_quotas_begin(&table, &limit, 1, true, 0, &wait_ms), VTB_OK);
    vtb_quotas_clear(&table);
}

// Whoever narrows his token without end fills his own part of the table and no more.
static void the_table_is_shared_fairly(void)
{
    vtb_quotas table = {.count_max = 100};
    uint64_t wait_ms = 0;
    vtb_error error = VTB_OK;
    unsigned count = 0;
    for (; count < 100 && error == VTB_OK; count++) {
        vtb_quota_limit limit = limit_of(VTB_QUOTA_BYTES, 1, (uint8_t)count);
        limit.owner[0] = 7;
        error = permit(&table, &limit, 0, &wait_ms);
    }
    CHECK_EQUAL(error, VTB_E_LIMIT);
    CHECK_EQUAL(table.count, 64);
    vtb_quota_limit other = limit_of(VTB_QUOTA_BYTES, 1, 200);
    other.owner[0] = 8;
    CHECK_EQUAL(permit(&table, &other, 0, &wait_ms), VTB_OK);
    for (count = 0; count < 100; count++) {
        vtb_quota_limit limit = limit_of(VTB_QUOTA_RATE, 1, (uint8_t)count);
        (void)!permit(&table, &limit, 0, &wait_ms);
    }
    CHECK_EQUAL(table.count, 100);
    vtb_quotas_clear(&table);
}

static void what_is_told_about_waiting(void)
{
    CHECK_EQUAL(vtb_retry_ms(VTB_E_RATE, 0), 1000);
    CHECK_EQUAL(vtb_retry_ms(VTB_E_RATE, 70), 70);
    CHECK_EQUAL(vtb_retry_ms(VTB_E_QUOTA, 70), 0);
    CHECK_EQUAL(vtb_retry_ms(VTB_E_DENIED, 70), 0);
    char text[600];
    CHECK_EQUAL(vtb_retry_print(VTB_E_RATE, 0, text, sizeof text), 0);
    CHECK_EQUAL(vtb_retry_print(VTB_E_RATE, 10, text, 20), 0);
    CHECK(vtb_retry_print(VTB_E_RATE, 61500, text, sizeof text) > 0);
    // The details were computed by another implementation.
    CHECK_TEXT(text, "grpc-retry-pushback-ms: 61500\r\ngrpc-status-details-bin: " DETAILS "\r\n");
    char details[VTB_RETRY_DETAILS_MAX];
    for (int error = 1; error < VTB_ERROR_COUNT; error++) {
        CHECK(vtb_retry_details_print((vtb_error)error, UINT64_MAX, details) < sizeof details);
    }
}

HARNESS_MAIN({"bytes run out", bytes_run_out},
             {"a rate is paid back with time", a_rate_is_paid_back_with_time},
             {"opens come by the minute", opens_come_by_the_minute},
             {"streams are counted while they run", streams_are_counted_while_they_run},
             {"a paced request begins without rate", a_paced_request_begins_without_rate},
             {"the table is shared fairly", the_table_is_shared_fairly},
             {"what is told about waiting", what_is_told_about_waiting})
