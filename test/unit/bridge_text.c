// SPDX-License-Identifier: Apache-2.0
// The base64 of grpc-web-text: runs, padding, pieces, and what is refused.
#include "harness.h"
#include "vtb_text.h"

#include <string.h>

static vtb_error decode(const char *text, size_t step, uint8_t *bytes, size_t *size_out)
{
    vtb_text_reader reader = {0};
    size_t size = strlen(text);
    *size_out = 0;
    for (size_t offset = 0; offset < size; offset += step) {
        size_t left = size - offset;
        size_t decoded = 0;
        vtb_error error = vtb_text_reader_feed(&reader, text + offset, left < step ? left : step,
                                               bytes + *size_out, &decoded);
        *size_out += decoded;
        if (error != VTB_OK) {
            return error;
        }
    }
    return vtb_text_reader_finish(&reader);
}

static void good_texts(void)
{
    static const struct {
        const char *text;
        const char *bytes;
    } good[] = {{"", ""},             {"Zg==", "f"},        {"Zm8=", "fo"},
                {"Zm9v", "foo"},      {"Zm9vYg==", "foob"}, {"Zg==Zm9v", "ffoo"},
                {"Zg==Zg==", "ff"},   {"+/+/", "\xfb\xff\xbf"}};
    uint8_t bytes[64];
    for (size_t index = 0; index < sizeof good / sizeof *good; index++) {
        for (size_t step = 1; step < 10; step++) {
            size_t size = 0;
            CHECK_EQUAL(decode(good[index].text, step, bytes, &size), VTB_OK);
            CHECK_EQUAL(size, strlen(good[index].bytes));
            CHECK(memcmp(bytes, good[index].bytes, size) == 0);
        }
    }
}

static void wrong_texts(void)
{
    static const char *const wrong[] = {"Z",    "Zg",   "Zg=",   "Zm9",   "=",     "Z===", "====",
                                        "Zg=A", "Zh==", "Zm9=",  "Zm8=Z", "Zm 9v", "Zm9v\n",
                                        "-_-_", "Zg==="};
    uint8_t bytes[64];
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        for (size_t step = 1; step < 8; step++) {
            size_t size = 0;
            CHECK_EQUAL(decode(wrong[index], step, bytes, &size), VTB_E_FRAME);
        }
    }
}

static void encoding(void)
{
    char text[16];
    CHECK_EQUAL(vtb_text_size(0), 0);
    CHECK_EQUAL(vtb_text_size(4), 8);
    vtb_text_encode((const uint8_t *)"foob", 4, text);
    CHECK_TEXT(text, "Zm9vYg==");
    vtb_text_encode((const uint8_t *)"\xfb\xff\xbf", 3, text);
    CHECK_TEXT(text, "+/+/");
}

HARNESS_MAIN({"good texts", good_texts}, {"wrong texts", wrong_texts}, {"encoding", encoding})
