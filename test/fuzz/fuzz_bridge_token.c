// SPDX-License-Identifier: Apache-2.0
// Any text as a token, and any bytes in a token's structure: parsed, walked, verified, judged.
#include "vtb_base64.h"
#include "vtb_grant.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void judge(const vtb_token *token)
{
    static const uint8_t server_id[VTB_SERVER_ID_SIZE] = {1};
    vtb_circumstances circumstances = {
        .now_s = 1, .server_id = server_id, .origin = "https://a", .origin_size = 9};
    vtb_key_kind kind = vtb_token_is_signed(token) ? VTB_KEY_ED25519_PUBLIC : VTB_KEY_HMAC;
    vtb_keyring ring = {.count = 1, .keys = {{.id = vtb_token_key_id(token), .kind = kind}}};
    // A key of zeros is known to everyone; but nobody has signed what the fuzzer made up.
    if (vtb_token_verify(token, &ring) == VTB_E_INTERNAL) {
        abort();
    }
    vtb_grant grant;
    if (vtb_grant_judge(token, &circumstances, &grant) != VTB_OK) {
        return;
    }
    vtb_target target = {.path = "a/b", .path_size = 3, .rights = VTB_RIGHT_READ, .method = "M"};
    vtb_identity identity = {0};
    (void)!vtb_grant_permits(&grant, &target);
    (void)!vtb_grant_permits_identity(&grant, &identity);
}

static void check_text(const char *text, size_t size)
{
    vtb_token token;
    if (vtb_token_parse(text, size, &token) != VTB_OK) {
        return;
    }
    // There is one text for each token.
    char printed[VTB_TOKEN_TEXT_MAX];
    if (vtb_token_print(&token, printed) != size || memcmp(printed, text, size) != 0) {
        abort();
    }
    judge(&token);
    vtb_token longer = token;
    if (vtb_token_append_number(&longer, VTB_CAVEAT_RIGHTS, 1, 4) == VTB_OK) {
        if (longer.is_open != vtb_token_is_signed(&token)) {
            abort();
        }
        if (vtb_token_seal(&longer) == VTB_OK) {
            judge(&longer);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    check_text((const char *)bytes, size);
    if (size <= VTB_TOKEN_SIZE_MAX) {
        char text[VTB_TOKEN_TEXT_MAX] = "fb1.";
        vtb_base64_encode(bytes, size, text + 4);
        check_text(text, 4 + vtb_base64_size(size));
    }
    return 0;
}
