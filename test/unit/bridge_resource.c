// SPDX-License-Identifier: Apache-2.0
// Paths, ranges and entity tags of GET.
#include "harness.h"
#include "vtb_resource.h"

#include <string.h>

static void good_paths(void)
{
    static const struct {
        const char *text;
        const char *path;
    } good[] = {{"", ""},          {"a/b.png", "a/b.png"},          {"a%20b", "a b"},
                {"%2E%2e", ".."}, {"%E6%96%87", "\xe6\x96\x87"}, {"%252F", "%2F"},
                {"a+b", "a+b"}};
    char out[16];
    for (size_t index = 0; index < sizeof good / sizeof *good; index++) {
        size_t size = 0;
        const char *text = good[index].text;
        CHECK_EQUAL(vtb_percent_decode(text, strlen(text), out, sizeof out, &size), VTB_OK);
        CHECK_EQUAL(size, strlen(good[index].path));
        CHECK_TEXT(out, good[index].path);
    }
    size_t size = 0;
    CHECK_EQUAL(vtb_percent_decode("a%00b", 5, out, sizeof out, &size), VTB_OK);
    CHECK_EQUAL(size, 3); // the path rules refuse it
}

static void wrong_paths(void)
{
    static const char *const wrong[] = {"%",   "%4",   "a%",  "%%41", "%4g",
                                        "%2F", "a%2fb", "%u0041", "% 4", "0123456789abcdef"};
    char out[16];
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        size_t size = 0;
        const char *text = wrong[index];
        CHECK_EQUAL(vtb_percent_decode(text, strlen(text), out, sizeof out, &size), VTB_E_PATH);
    }
}

static void ranges(void)
{
    static const struct {
        const char *header;
        uint64_t size;
        vtb_range_kind kind;
        uint64_t start;
        uint64_t end;
    } rows[] = {
        {NULL, 10, VTB_RANGE_WHOLE, 0, 10},
        {"bytes=0-0", 10, VTB_RANGE_PART, 0, 1},
        {"bytes=0-9", 10, VTB_RANGE_PART, 0, 10},
        {"Bytes=3-", 10, VTB_RANGE_PART, 3, 10},
        {"bytes=3-99", 10, VTB_RANGE_PART, 3, 10},
        {"bytes=9-99999999999999999999999", 10, VTB_RANGE_PART, 9, 10},
        {"bytes=-3", 10, VTB_RANGE_PART, 7, 10},
        {"bytes=-30", 10, VTB_RANGE_PART, 0, 10},
        {"bytes=-0", 10, VTB_RANGE_BEYOND, 0, 10},
        {"bytes=-1", 0, VTB_RANGE_BEYOND, 0, 0},
        {"bytes=0-", 0, VTB_RANGE_BEYOND, 0, 0},
        {"bytes=10-", 10, VTB_RANGE_BEYOND, 0, 10},
        {"bytes=18446744073709551616-", 10, VTB_RANGE_BEYOND, 0, 10},
        {"bytes=0-18446744073709551615", UINT64_MAX, VTB_RANGE_PART, 0, UINT64_MAX},
        {"bytes=4-3", 10, VTB_RANGE_WHOLE, 0, 10},
        {"bytes=0-1,3-4", 10, VTB_RANGE_WHOLE, 0, 10},
        {"bytes=", 10, VTB_RANGE_WHOLE, 0, 10},
        {"bytes=-", 10, VTB_RANGE_WHOLE, 0, 10},
        {"bytes=1", 10, VTB_RANGE_WHOLE, 0, 10},
        {"bytes=--1", 10, VTB_RANGE_WHOLE, 0, 10},
        {"bytes=1-x", 10, VTB_RANGE_WHOLE, 0, 10},
        {"bytes 1-2", 10, VTB_RANGE_WHOLE, 0, 10},
        {"lines=1-2", 10, VTB_RANGE_WHOLE, 0, 10},
    };
    for (size_t index = 0; index < sizeof rows / sizeof *rows; index++) {
        uint64_t start = 7;
        uint64_t end = 7;
        CHECK_EQUAL(vtb_range_parse(rows[index].header, rows[index].size, &start, &end),
                    rows[index].kind);
        CHECK_EQUAL(start, rows[index].start);
        CHECK_EQUAL(end, rows[index].end);
    }
}

static void entity_tags(void)
{
    char etag[VTB_ETAG_TEXT_SIZE(2)];
    vtb_etag_print((const uint8_t *)"\x0a\xf1", 2, etag);
    CHECK_TEXT(etag, "\"0af1\"");
    static const char *const listed[] = {"*", "\"0af1\"", "W/\"0af1\"", "\"x\", \"0af1\"",
                                         "\"\",W/\"y\" ,\t\"0af1\"", "\"0af1\", junk"};
    for (size_t index = 0; index < sizeof listed / sizeof *listed; index++) {
        CHECK(vtb_etag_is_listed(listed[index], etag));
    }
    static const char *const others[] = {"", "0af1", "\"0af1", "\"0af\"", "\"0af11\"", "w/\"0af1\"",
                                         "\"x\"\"", "**", "junk, \"0af1\"", "\"x,\"0af1\"\""};
    for (size_t index = 0; index < sizeof others / sizeof *others; index++) {
        CHECK(!vtb_etag_is_listed(others[index], etag));
    }
}

static void dates(void)
{
    static const char *const same[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
                                       "Sunday, 06-Nov-94 08:49:37 GMT",
                                       "Sun Nov  6 08:49:37 1994"};
    for (size_t index = 0; index < sizeof same / sizeof *same; index++) {
        int64_t seconds = 0;
        CHECK(vtb_http_date_parse(same[index], &seconds));
        CHECK_EQUAL(seconds, 784111777);
    }
    static const char *const none[] = {"", "0", "Sun, 06 Nov 1994", "784111777",
                                       "Sun, 06 Nov 1994 08:49:37 GMT x",
                                       "Sun, 06 Nov 1994 08:49:37 CET"};
    for (size_t index = 0; index < sizeof none / sizeof *none; index++) {
        int64_t seconds = 0;
        CHECK(!vtb_http_date_parse(none[index], &seconds));
    }
    char text[VTB_HTTP_DATE_SIZE];
    vtb_http_date_print(784111777, text);
    CHECK_TEXT(text, same[0]);
    vtb_http_date_print(INT64_MAX, text);
    CHECK_TEXT(text, "");
}

static void conditions(void)
{
    static const char old[] = "Sun, 06 Nov 1994 08:49:36 GMT";
    static const char now[] = "Sun, 06 Nov 1994 08:49:37 GMT";
    static const struct {
        vtb_conditions conditions;
        vtb_condition wanted;
    } rows[] = {
        {{NULL, NULL, NULL, NULL}, VTB_CONDITION_HOLDS},
        {{"\"a\"", NULL, NULL, NULL}, VTB_CONDITION_HOLDS},
        {{"*", NULL, NULL, NULL}, VTB_CONDITION_HOLDS},
        {{"W/\"a\"", NULL, NULL, NULL}, VTB_CONDITION_FAILED}, // weak ones are not the same
        {{"\"b\"", NULL, NULL, NULL}, VTB_CONDITION_FAILED},
        {{"\"b\"", "\"a\"", NULL, NULL}, VTB_CONDITION_FAILED},
        {{"\"a\"", "\"a\"", NULL, NULL}, VTB_CONDITION_NOT_MODIFIED},
        {{NULL, "W/\"a\"", NULL, NULL}, VTB_CONDITION_NOT_MODIFIED},
        {{NULL, "\"b\"", now, NULL}, VTB_CONDITION_HOLDS}, // the date does not count then
        {{NULL, NULL, now, NULL}, VTB_CONDITION_NOT_MODIFIED},
        {{NULL, NULL, old, NULL}, VTB_CONDITION_HOLDS},
        {{NULL, NULL, "yesterday", NULL}, VTB_CONDITION_HOLDS},
        {{NULL, NULL, NULL, now}, VTB_CONDITION_HOLDS},
        {{NULL, NULL, NULL, old}, VTB_CONDITION_FAILED},
        {{"\"a\"", NULL, NULL, old}, VTB_CONDITION_HOLDS},
        {{NULL, NULL, NULL, "yesterday"}, VTB_CONDITION_HOLDS},
    };
    for (size_t index = 0; index < sizeof rows / sizeof *rows; index++) {
        harness_about("row %zu", index);
        CHECK_EQUAL(vtb_conditions_judge(&rows[index].conditions, "\"a\"", 784111777),
                    rows[index].wanted);
    }
}

HARNESS_MAIN({"dates", dates}, {"conditions", conditions}, {"good paths", good_paths},
             {"wrong paths", wrong_paths}, {"ranges", ranges},
             {"entity tags", entity_tags})
