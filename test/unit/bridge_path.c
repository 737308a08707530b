// SPDX-License-Identifier: Apache-2.0
// The path rules, as a table: what is legal, what is refused, what lies within what.
#include "harness.h"
#include "vtb_path.h"

#include <stdlib.h>

#define TEXT(text) text, sizeof text - 1

typedef struct path_case {
    const char *path;
    size_t size;
    bool is_legal;
} path_case;

static const path_case cases[] = {
    {TEXT(""), true},
    {TEXT("a"), true},
    {TEXT("a/b/c.png"), true},
    {TEXT("...."), true},
    {TEXT("..."), true},
    {TEXT("a/...b"), true},
    {TEXT("abc../def"), true},
    {TEXT(".hidden"), true},
    {TEXT("%2e%2e"), true}, // nothing is decoded: this is a strange name, not a way up
    {TEXT("a b"), true},
    {TEXT("~"), true},
    {TEXT("\xe6\x96\x87\xe4\xbb\xb6"), true},
    {TEXT("\xf0\x9f\x98\x88"), true},
    {TEXT("\xf4\x8f\xbf\xbf"), true},
    {TEXT("."), false},
    {TEXT(".."), false},
    {TEXT("/"), false},
    {TEXT("/a"), false},
    {TEXT("a/"), false},
    {TEXT("a//b"), false},
    {TEXT("a/./b"), false},
    {TEXT("a/../b"), false},
    {TEXT("../a"), false},
    {TEXT("a/.."), false},
    {TEXT("./a"), false},
    {TEXT("a\\b"), false},
    {TEXT("a\0b"), false},
    {TEXT("a\nb"), false},
    {TEXT("a\x7f"), false},
    {TEXT("\x1f"), false},
    {TEXT("\x80"), false},                 // continuation without lead
    {TEXT("\xc0\xae"), false},             // overlong "."
    {TEXT("\xc1\x81"), false},             // overlong
    {TEXT("\xe0\x80\xaf"), false},         // overlong "/"
    {TEXT("\xed\xa0\x80"), false},         // surrogate
    {TEXT("\xf0\x80\x80\x80"), false},     // overlong
    {TEXT("\xf4\x90\x80\x80"), false},     // above U+10FFFF
    {TEXT("\xf5\x80\x80\x80"), false},     // above U+10FFFF
    {TEXT("\xe6\x96"), false},             // cut off
    {TEXT("a\xff"), false},
};

static void table(void)
{
    for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
        bool is_legal = vtb_path_check(cases[index].path, cases[index].size) == VTB_OK;
        harness_about("case %zu, %s", index, cases[index].path);
        CHECK_EQUAL(is_legal, cases[index].is_legal);
    }
}

static char *repeat(const char *text, size_t count)
{
    size_t size = strlen(text);
    char *all = malloc(size * count + 1);
    if (all == NULL) {
        abort();
    }
    for (size_t index = 0; index < count; index++) {
        memcpy(all + index * size, text, size);
    }
    all[size * count] = '\0';
    return all;
}

static void check_repeated(const char *text, size_t count, size_t cut, bool is_legal)
{
    char *path = repeat(text, count);
    CHECK_EQUAL(vtb_path_check(path, strlen(path) - cut) == VTB_OK, is_legal);
    free(path);
}

static void limits(void)
{
    check_repeated("n", 255, 0, true);
    check_repeated("n", 256, 0, false);
    check_repeated("d/", 64, 1, true);  // 64 components
    check_repeated("d/", 65, 1, false); // 65 components
    check_repeated("d/", 64, 0, false); // a trailing slash
    // 63 components of 63 bytes, with their slashes 4031 bytes, then up to 4096.
    char *path = repeat("123456789012345678901234567890123456789012345678901234567890123/", 65);
    CHECK_EQUAL(vtb_path_check(path, 4095), VTB_OK);
    CHECK_EQUAL(vtb_path_check(path, 4097), VTB_E_PATH);
    free(path);
}

static bool within(const char *path, const char *prefix)
{
    return vtb_path_is_within(path, strlen(path), prefix, strlen(prefix));
}

static void prefixes(void)
{
    CHECK(within("a/b", ""));
    CHECK(within("", ""));
    CHECK(within("a/b", "a"));
    CHECK(within("a/b", "a/b"));
    CHECK(within("a/b/c", "a/b"));
    CHECK(!within("a/bc", "a/b"));
    CHECK(!within("ab", "a"));
    CHECK(!within("a", "a/b"));
    CHECK(!within("", "a"));
    CHECK(!within("A/b", "a"));
    CHECK(!within("b/a", "a"));
}

static void components(void)
{
    CHECK(vtb_path_is_component(TEXT("photos")));
    CHECK(!vtb_path_is_component(TEXT("")));
    CHECK(!vtb_path_is_component(TEXT("a/b")));
    CHECK(!vtb_path_is_component(TEXT("..")));
    CHECK(!vtb_path_is_component(TEXT("a\0b")));
}

HARNESS_MAIN({"table", table}, {"limits", limits}, {"prefixes", prefixes},
             {"components", components})
