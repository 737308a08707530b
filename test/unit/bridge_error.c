// SPDX-License-Identifier: Apache-2.0
// The error table: numbers are unique, statuses exist, sentences can be sent as they are.
#include "harness.h"
#include "vtb_error.h"

static const vtb_error all[] = {
#define ERROR_LIST(name, number, status, sentence) VTB_E_##name,
    VTB_ERRORS(ERROR_LIST)
#undef ERROR_LIST
};
enum { COUNT = sizeof all / sizeof *all };

static void numbers_are_unique(void)
{
    for (size_t index = 0; index < COUNT; index++) {
        CHECK(all[index] > 0);
        for (size_t other = 0; other < index; other++) {
            CHECK(all[index] != all[other]);
            CHECK(strcmp(vtb_error_name(all[index]), vtb_error_name(all[other])) != 0);
        }
    }
}

static void statuses_exist(void)
{
    for (size_t index = 0; index < COUNT; index++) {
        harness_about("%s", vtb_error_name(all[index]));
        CHECK(vtb_error_status(all[index]) >= 1 && vtb_error_status(all[index]) <= 16);
    }
    CHECK_EQUAL(vtb_error_status(VTB_OK), 0);
    CHECK_EQUAL(vtb_error_status(VTB_E_PATH), 3);
    CHECK_EQUAL(vtb_error_status(VTB_E_OUTSIDE), 7);
    CHECK_EQUAL(vtb_error_status(VTB_E_TOKEN_FORGED), 16);
}

static void sentences_are_plain(void)
{
    for (size_t index = 0; index < COUNT; index++) {
        const char *sentence = vtb_error_sentence(all[index]);
        harness_about("%s", vtb_error_name(all[index]));
        CHECK(strlen(sentence) > 10 && strlen(sentence) < 200);
        for (const char *character = sentence; *character != '\0'; character++) {
            CHECK(*character >= 0x20 && *character < 0x7F && *character != '%');
        }
    }
}

static void unknown_numbers_are_our_mistake(void)
{
    CHECK_TEXT(vtb_error_name((vtb_error)9999), "INTERNAL");
    CHECK_EQUAL(vtb_error_status((vtb_error)9999), 13);
}

HARNESS_MAIN({"numbers are unique", numbers_are_unique}, {"statuses exist", statuses_exist},
             {"sentences are plain", sentences_are_plain},
             {"unknown numbers are our mistake", unknown_numbers_are_our_mistake})
