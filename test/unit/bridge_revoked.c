// SPDX-License-Identifier: Apache-2.0
// The file of revoked tokens: good lines, wrong lines, look-ups.
#include "harness.h"
#include "vtb_revoked.h"

#include <string.h>

#define ID_A "000102030405060708090a0b0c0d0e0f"
#define ID_B "A0A1a2a3a4a5a6a7a8a9aaabacadaeaf"

static void good_files(void)
{
    static const char text[] = "# comment\n\ntoken " ID_B "\ntoken " ID_A "\n"
                               "epoch 4294967295 photos\nepoch 7 a b\nepoch 8 a b";
    static const uint8_t first[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    vtb_revoked revoked;
    CHECK_EQUAL(vtb_revoked_parse(text, strlen(text), &revoked), VTB_OK);
    CHECK_EQUAL(revoked.token_count, 2);
    CHECK(vtb_revoked_has_token(&revoked, first));
    CHECK(vtb_revoked_has_token(&revoked, (const uint8_t *)"\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7"
                                                           "\xa8\xa9\xaa\xab\xac\xad\xae\xaf"));
    CHECK(!vtb_revoked_has_token(&revoked, (const uint8_t *)"0123456789abcdef"));
    CHECK_EQUAL(vtb_revoked_epoch_of(&revoked, vtb_share_id("photos", 6), 1), UINT32_MAX);
    CHECK_EQUAL(vtb_revoked_epoch_of(&revoked, vtb_share_id("a b", 3), 1), 8); // the last
    CHECK_EQUAL(vtb_revoked_epoch_of(&revoked, vtb_share_id("other", 5), 1), 1);
    vtb_revoked_free(&revoked);
    CHECK_EQUAL(vtb_revoked_parse("", 0, &revoked), VTB_OK);
    CHECK(!vtb_revoked_has_token(&revoked, first));
    vtb_revoked_free(&revoked);
}

static void wrong_files(void)
{
    static const char *const wrong[] = {
        "token", "token ", "token 00", "token " ID_A "0", "token " ID_A " ", "Token " ID_A,
        " token " ID_A, "token " ID_A "\r\n", "token 00010203040506070809-a0b0c0d0e0f", ID_A,
        "epoch", "epoch 1", "epoch 1 ", "epoch x photos", "epoch 4294967296 photos",
        "epoch 99999999999999999999999 photos", "epoch 1 a/b", "epoch -1 photos", "nonsense",
        "token " ID_A "\nnonsense\n"};
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        vtb_revoked revoked;
        CHECK_EQUAL(vtb_revoked_parse(wrong[index], strlen(wrong[index]), &revoked),
                    VTB_E_REVOKED_FILE);
        CHECK(revoked.tokens == NULL);
    }
}

static void too_large(void)
{
    static char text[VTB_REVOKED_SIZE_MAX + 1];
    vtb_revoked revoked;
    memset(text, '#', sizeof text);
    CHECK_EQUAL(vtb_revoked_parse(text, sizeof text, &revoked), VTB_E_REVOKED_FILE);
    CHECK_EQUAL(vtb_revoked_parse(text, sizeof text - 1, &revoked), VTB_OK);
    vtb_revoked_free(&revoked);
}

HARNESS_MAIN({"good files", good_files}, {"wrong files", wrong_files}, {"too large", too_large})
