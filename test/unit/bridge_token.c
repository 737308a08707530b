// SPDX-License-Identifier: Apache-2.0
// Tokens: the vectors of docs/token.md, tampering, narrowing, judging.
#include "harness.h"
#include "vtb_base64.h"
#include "vtb_grant.h"
#include "vtb_token.h"

#include <stdlib.h>

// The test vectors of docs/token.md.
#define VECTOR_BARE \
    "fb1.AQEAB6ChoqOkpaanqKmqq6ytrq8AAAADQDYA_P1tsJh0B-_7cWR_uX8XqnKEXsZ44uspS6DAF98"
#define VECTOR_USUAL \
    "fb1.AQEAB6ChoqOkpaanqKmqq6ytrq8AAAADBAAIhKba5DIwMjQFAAQAAAAHAgAIAAAAAHc1lADQAvF4" \
    "jhQllRxd6gtyBQ4x1dVViXPITItxFkm3O7hVpA"
#define VECTOR_NARROWED \
    "fb1.AQEAB6ChoqOkpaanqKmqq6ytrq8AAAADBAAIhKba5DIwMjQFAAQAAAAHAgAIAAAAAHc1lAAEAA6E" \
    "ptrkMjAyNC9hLnBuZwUABAAAAAQKABNodHRwczovL25hcy5leGFtcGxlBFHC0P751Gip83i0xHJY6pkm" \
    "7a-zx2vpeHCjXpzlCJk"
#define VECTOR_SHARE_ID 0x84a6dae4

#define READ_METHOD "vitrine.v1.FileBridge/Read"

static vtb_keyring test_ring(void)
{
    vtb_keyring ring;
    const char *text = "# a comment\n"
                       "7 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
                       "\n"
                       "65535 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\n";
    CHECK_EQUAL(vtb_keyring_parse(text, strlen(text), &ring), VTB_OK);
    return ring;
}

static vtb_token minted(void)
{
    vtb_keyring ring = test_ring();
    static const uint8_t id[VTB_TOKEN_ID_SIZE] = {0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
                                                  0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf};
    vtb_token token;
    CHECK_EQUAL(vtb_token_mint(&ring.keys[0], id, 3, &token), VTB_OK);
    return token;
}

static void append_number(vtb_token *token, vtb_caveat_type type, uint64_t value, size_t size)
{
    CHECK_EQUAL(vtb_token_append_number(token, (uint8_t)type, value, size), VTB_OK);
}

static void append_text(vtb_token *token, vtb_caveat_type type, const char *text)
{
    CHECK_EQUAL(vtb_token_append(token, (uint8_t)type, (const uint8_t *)text, strlen(text)),
                VTB_OK);
}

static void append_share(vtb_token *token, const char *share, const char *prefix)
{
    uint32_t id = vtb_share_id(share, strlen(share));
    CHECK_EQUAL(vtb_token_append_share(token, id, prefix, strlen(prefix)), VTB_OK);
}

// What "token mint" makes: a share, rights, an expiry.
static vtb_token usual(void)
{
    vtb_token token = minted();
    append_share(&token, "photos", "2024");
    append_number(&token, VTB_CAVEAT_RIGHTS, VTB_RIGHT_STAT | VTB_RIGHT_LIST | VTB_RIGHT_READ, 4);
    append_number(&token, VTB_CAVEAT_EXPIRES, 2000000000, 8);
    return token;
}

static void check_vector(const vtb_token *token, const char *wanted)
{
    char text[VTB_TOKEN_TEXT_MAX];
    CHECK_EQUAL(vtb_token_print(token, text), strlen(wanted));
    CHECK_TEXT(text, wanted);
    vtb_token parsed;
    vtb_keyring ring = test_ring();
    CHECK_EQUAL(vtb_token_parse(wanted, strlen(wanted), &parsed), VTB_OK);
    CHECK_EQUAL(parsed.size, token->size);
    CHECK(memcmp(parsed.bytes, token->bytes, token->size) == 0);
    CHECK_EQUAL(vtb_token_verify(&parsed, &ring), VTB_OK);
}

// Computed by another implementation: the Python program in docs/token.md.
static void vectors(void)
{
    vtb_token token = minted();
    check_vector(&token, VECTOR_BARE);
    token = usual();
    check_vector(&token, VECTOR_USUAL);
    append_share(&token, "photos", "2024/a.png");
    append_number(&token, VTB_CAVEAT_RIGHTS, VTB_RIGHT_READ, 4);
    append_text(&token, VTB_CAVEAT_ORIGIN, "https://nas.example");
    check_vector(&token, VECTOR_NARROWED);
    CHECK_EQUAL(vtb_share_id("photos", 6), VECTOR_SHARE_ID);
}

static void every_changed_byte_is_noticed(void)
{
    vtb_token token = usual();
    vtb_keyring ring = test_ring();
    for (size_t index = 0; index < token.size; index++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            vtb_token changed = token;
            changed.bytes[index] ^= (uint8_t)(1U << bit);
            char text[VTB_TOKEN_TEXT_MAX];
            size_t size = vtb_token_print(&changed, text);
            vtb_token parsed;
            bool passes = vtb_token_parse(text, size, &parsed) == VTB_OK &&
                          vtb_token_verify(&parsed, &ring) == VTB_OK;
            CHECK(!passes);
        }
    }
}

static void every_cut_is_noticed(void)
{
    vtb_token token = usual();
    vtb_keyring ring = test_ring();
    char text[VTB_TOKEN_TEXT_MAX];
    size_t size = vtb_token_print(&token, text);
    for (size_t cut = 0; cut < size; cut++) {
        vtb_token parsed;
        bool passes = vtb_token_parse(text, cut, &parsed) == VTB_OK &&
                      vtb_token_verify(&parsed, &ring) == VTB_OK;
        CHECK(!passes);
    }
}

// Taking the last caveat off again needs the tag before it, which the holder does not have.
static void a_caveat_cannot_be_taken_off(void)
{
    vtb_token token = usual();
    vtb_token narrowed = token;
    append_number(&narrowed, VTB_CAVEAT_RIGHTS, VTB_RIGHT_READ, 4);
    vtb_token widened = narrowed;
    widened.size = token.size;
    memcpy(widened.bytes + token.size - VTB_TOKEN_TAG_SIZE,
           narrowed.bytes + narrowed.size - VTB_TOKEN_TAG_SIZE, VTB_TOKEN_TAG_SIZE);
    vtb_keyring ring = test_ring();
    CHECK_EQUAL(vtb_token_verify(&narrowed, &ring), VTB_OK);
    CHECK_EQUAL(vtb_token_verify(&widened, &ring), VTB_E_TOKEN_FORGED);
}

static void keys(void)
{
    vtb_token token = usual();
    vtb_keyring ring = test_ring();
    ring.keys[0].id = 8;
    CHECK_EQUAL(vtb_token_verify(&token, &ring), VTB_E_TOKEN_FORGED); // unknown key
    ring = test_ring();
    ring.keys[0].secret[31] ^= 1;
    CHECK_EQUAL(vtb_token_verify(&token, &ring), VTB_E_TOKEN_FORGED); // another key
#define DIGITS "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1"
    static const char *const twice = "1 " DIGITS "f\n1 " DIGITS "f\n";
    static const char *const wrong[] = {
        "",
        "# nothing\n",
        "1 00\n",
        "65536 " DIGITS "f\n",
        "1  " DIGITS "f\n",
        "1 " DIGITS "g\n",
        "1 " DIGITS "f \n",
        "-1 " DIGITS "f\n",
        twice,
    };
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        CHECK_EQUAL(vtb_keyring_parse(wrong[index], strlen(wrong[index]), &ring),
                    VTB_E_KEY_FILE);
    }
    vtb_key key;
    char line[VTB_KEY_LINE_MAX];
    CHECK_EQUAL(vtb_key_generate(9, VTB_KEY_HMAC, &key), VTB_OK);
    CHECK_EQUAL(vtb_keyring_parse(line, vtb_key_print(&key, line), &ring), VTB_OK);
    CHECK(ring.keys[0].id == 9 && memcmp(ring.keys[0].secret, key.secret, VTB_KEY_SIZE) == 0);
}

static vtb_error judge(const vtb_token *token, uint64_t now_s, const char *origin, vtb_grant *grant)
{
    vtb_circumstances circumstances = {
        .now_s = now_s, .origin = origin, .origin_size = origin == NULL ? 0 : strlen(origin)};
    return vtb_grant_judge(token, &circumstances, grant);
}

static void times(void)
{
    vtb_grant grant;
    vtb_token token = usual();
    CHECK_EQUAL(judge(&token, 1999999999, NULL, &grant), VTB_OK);
    CHECK_EQUAL(judge(&token, 2000000000, NULL, &grant), VTB_E_TOKEN_EXPIRED);
    append_number(&token, VTB_CAVEAT_EXPIRES, 3000000000, 8); // the earliest holds
    CHECK_EQUAL(judge(&token, 2000000000, NULL, &grant), VTB_E_TOKEN_EXPIRED);
    append_number(&token, VTB_CAVEAT_NOT_BEFORE, 1000, 8);
    append_number(&token, VTB_CAVEAT_NOT_BEFORE, 10, 8); // the latest holds
    CHECK_EQUAL(judge(&token, 999, NULL, &grant), VTB_E_TOKEN_EARLY);
    CHECK_EQUAL(judge(&token, 1000, NULL, &grant), VTB_OK);
    CHECK_EQUAL(vtb_grant_is_current(&grant, 1999999999), VTB_OK);
    CHECK_EQUAL(vtb_grant_is_current(&grant, 2000000000), VTB_E_TOKEN_EXPIRED);
}

static vtb_error permits(const vtb_token *token, const char *share, const char *path,
                         uint32_t rights)
{
    vtb_grant grant;
    vtb_error error = judge(token, 1, NULL, &grant);
    vtb_target target = {.share_id = vtb_share_id(share, strlen(share)),
                         .share_epoch = 3,
                         .path = path,
                         .path_size = strlen(path),
                         .rights = rights,
                         .method = READ_METHOD};
    return error == VTB_OK ? vtb_grant_permits(&grant, &target) : error;
}

static void places_and_rights(void)
{
    vtb_token token = usual();
    CHECK_EQUAL(permits(&token, "photos", "2024/a.png", VTB_RIGHT_READ), VTB_OK);
    CHECK_EQUAL(permits(&token, "photos", "2024", VTB_RIGHT_LIST), VTB_OK);
    CHECK_EQUAL(permits(&token, "photos", "2024/a.png", VTB_RIGHT_WRITE), VTB_E_DENIED);
    CHECK_EQUAL(permits(&token, "photos", "2024/a", VTB_RIGHT_READ | VTB_RIGHT_WRITE),
                VTB_E_DENIED);
    CHECK_EQUAL(permits(&token, "photos", "2025/a.png", VTB_RIGHT_READ), VTB_E_DENIED);
    CHECK_EQUAL(permits(&token, "photos", "20245", VTB_RIGHT_READ), VTB_E_DENIED);
    CHECK_EQUAL(permits(&token, "photos", "", VTB_RIGHT_LIST), VTB_E_DENIED);
    CHECK_EQUAL(permits(&token, "papers", "2024/a.png", VTB_RIGHT_READ), VTB_E_DENIED);
    vtb_token both = token;
    append_share(&both, "photos", "2025"); // no path is within both
    CHECK_EQUAL(permits(&both, "photos", "2024/a.png", VTB_RIGHT_READ), VTB_E_DENIED);
    CHECK_EQUAL(permits(&both, "photos", "2025/a.png", VTB_RIGHT_READ), VTB_E_DENIED);
    append_number(&token, VTB_CAVEAT_RIGHTS, UINT32_MAX, 4); // rights only shrink
    CHECK_EQUAL(permits(&token, "photos", "2024/a.png", VTB_RIGHT_WRITE), VTB_E_DENIED);
    append_number(&token, VTB_CAVEAT_RIGHTS, VTB_RIGHT_STAT, 4);
    CHECK_EQUAL(permits(&token, "photos", "2024/a.png", VTB_RIGHT_READ), VTB_E_DENIED);
    CHECK_EQUAL(permits(&token, "photos", "2024/a.png", VTB_RIGHT_STAT), VTB_OK);
}

static void epochs(void)
{
    vtb_token token = usual();
    vtb_grant grant;
    CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_OK);
    vtb_target target = {.share_id = vtb_share_id("photos", 6),
                         .share_epoch = 4,
                         .path = "2024",
                         .path_size = 4,
                         .rights = VTB_RIGHT_STAT,
                         .method = READ_METHOD};
    CHECK_EQUAL(vtb_grant_permits(&grant, &target), VTB_E_TOKEN_REVOKED);
}

static void origins_and_audiences(void)
{
    vtb_grant grant;
    vtb_token token = usual();
    append_text(&token, VTB_CAVEAT_ORIGIN, "https://nas.example");
    CHECK_EQUAL(judge(&token, 1, "https://nas.example", &grant), VTB_OK);
    CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_E_TOKEN_ORIGIN);
    CHECK_EQUAL(judge(&token, 1, "https://nas.example.org", &grant), VTB_E_TOKEN_ORIGIN);
    append_text(&token, VTB_CAVEAT_ORIGIN, "https://other.example");
    CHECK_EQUAL(judge(&token, 1, "https://nas.example", &grant), VTB_E_TOKEN_ORIGIN);

    token = usual();
    uint8_t id[VTB_SERVER_ID_SIZE];
    vtb_server_id("nas", 3, id);
    CHECK_EQUAL(vtb_token_append(&token, VTB_CAVEAT_AUDIENCE, id, sizeof id), VTB_OK);
    CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_E_TOKEN_AUDIENCE);
    vtb_circumstances circumstances = {.now_s = 1, .server_id = id};
    CHECK_EQUAL(vtb_grant_judge(&token, &circumstances, &grant), VTB_OK);
    id[15] ^= 1;
    CHECK_EQUAL(vtb_grant_judge(&token, &circumstances, &grant), VTB_E_TOKEN_AUDIENCE);
}

static void methods(void)
{
    vtb_token token = usual();
    append_text(&token, VTB_CAVEAT_METHODS, "vitrine.v1.FileBridge/Open," READ_METHOD);
    CHECK_EQUAL(permits(&token, "photos", "2024", VTB_RIGHT_READ), VTB_OK);
    append_text(&token, VTB_CAVEAT_METHODS, READ_METHOD "x");
    CHECK_EQUAL(permits(&token, "photos", "2024", VTB_RIGHT_READ), VTB_E_DENIED);
}

static void identities(void)
{
    vtb_token token = usual();
    uint8_t value[24] = {0};
    value[7] = 5;   // device
    value[15] = 6;  // inode
    value[23] = 7;  // birth
    CHECK_EQUAL(vtb_token_append(&token, VTB_CAVEAT_FILE_IDENTITY, value, sizeof value), VTB_OK);
    vtb_grant grant;
    CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_OK);
    vtb_identity identity = {5, 6, 7};
    CHECK_EQUAL(vtb_grant_permits_identity(&grant, &identity), VTB_OK);
    for (int index = 0; index < 3; index++) {
        vtb_identity other = {5 + (index == 0), 6 + (index == 1), 7 + (index == 2)};
        CHECK_EQUAL(vtb_grant_permits_identity(&grant, &other), VTB_E_DENIED);
    }
}

// What is not understood, not enforced or not whole denies.
static void strange_caveats_deny(void)
{
    vtb_grant grant;
    for (unsigned type = 0; type < 256; type++) {
        vtb_token token = usual();
        CHECK_EQUAL(vtb_token_append(&token, (uint8_t)type, (const uint8_t *)"xyz", 3), VTB_OK);
        bool is_text = type == VTB_CAVEAT_METHODS || type == VTB_CAVEAT_TENANT ||
                       type == VTB_CAVEAT_SUBJECT;
        CHECK(is_text || judge(&token, 1, "https://nas.example", &grant) != VTB_OK);
    }
    vtb_token token = usual();
    uint8_t share[] = {0, 0, 0, 0, '.', '.'};
    CHECK_EQUAL(vtb_token_append(&token, VTB_CAVEAT_SHARE, share, sizeof share), VTB_OK);
    CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_E_TOKEN_CAVEAT);
}

static void names(void)
{
    vtb_grant grant;
    vtb_token token = usual();
    CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_OK);
    CHECK_TEXT(grant.subject, "");
    append_text(&token, VTB_CAVEAT_SUBJECT, "alice@example.net");
    append_text(&token, VTB_CAVEAT_TENANT, "family");
    append_text(&token, VTB_CAVEAT_SUBJECT, "alice@example.net");
    CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_OK);
    CHECK_TEXT(grant.subject, "alice@example.net");
    CHECK_TEXT(grant.tenant, "family");
    append_text(&token, VTB_CAVEAT_SUBJECT, "alice"); // who narrows cannot become another
    CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_E_DENIED);
    char long_name[VTB_NAME_MAX + 2] = "";
    memset(long_name, 'x', VTB_NAME_MAX + 1);
    const char *const wrong[] = {"", "a/b", "..", "a\nb", "\xff", long_name};
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        token = usual();
        append_text(&token, VTB_CAVEAT_TENANT, wrong[index]);
        CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_E_TOKEN_CAVEAT);
    }
}

// Each quota has an account of its own, which every token that is made of it shares.
static void quotas(void)
{
    static const struct {
        vtb_caveat_type type;
        size_t size;
        vtb_quota_kind kind;
    } kinds[] = {{VTB_CAVEAT_BYTES_TOTAL, 8, VTB_QUOTA_BYTES},
                 {VTB_CAVEAT_BYTES_RATE, 4, VTB_QUOTA_RATE},
                 {VTB_CAVEAT_STREAMS, 2, VTB_QUOTA_STREAMS},
                 {VTB_CAVEAT_OPENS, 4, VTB_QUOTA_OPENS}};
    vtb_grant grant;
    vtb_grant narrower;
    vtb_token token = usual();
    for (size_t index = 0; index < 4; index++) {
        vtb_token wrong = token;
        append_number(&wrong, kinds[index].type, 1, kinds[index].size - 1);
        CHECK_EQUAL(judge(&wrong, 1, NULL, &grant), VTB_E_TOKEN_CAVEAT);
        append_number(&token, kinds[index].type, 10 + index, kinds[index].size);
    }
    CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_OK);
    append_number(&token, VTB_CAVEAT_RIGHTS, 1, 4);
    append_number(&token, VTB_CAVEAT_STREAMS, 1, 2);
    CHECK_EQUAL(judge(&token, 1, NULL, &narrower), VTB_OK);
    CHECK_EQUAL(grant.quota_count, 4);
    CHECK_EQUAL(narrower.quota_count, 5);
    for (size_t index = 0; index < 4; index++) {
        CHECK_EQUAL(grant.quotas[index].most, 10 + index);
        CHECK_EQUAL(grant.quotas[index].kind, kinds[index].kind);
        CHECK(memcmp(grant.quotas[index].key, narrower.quotas[index].key, 32) == 0);
        CHECK(memcmp(grant.quotas[index].key, narrower.quotas[4].key, 32) != 0);
    }
    CHECK_EQUAL(grant.quotas[0].expires_s, 1 + 604800); // a week at most
    for (int more = 0; more < 4; more++) {
        append_number(&token, VTB_CAVEAT_STREAMS, 1, 2);
    }
    CHECK_EQUAL(judge(&token, 1, NULL, &narrower), VTB_E_TOKEN_CAVEAT); // nine
}

static void incomplete_tokens_deny(void)
{
    vtb_grant grant;
    for (int missing = 0; missing < 3; missing++) {
        vtb_token token = minted();
        if (missing != 0) {
            append_share(&token, "photos", "");
        }
        if (missing != 1) {
            append_number(&token, VTB_CAVEAT_RIGHTS, VTB_RIGHT_READ, 4);
        }
        if (missing != 2) {
            append_number(&token, VTB_CAVEAT_EXPIRES, 2000000000, 8);
        }
        CHECK_EQUAL(judge(&token, 1, NULL, &grant), VTB_E_TOKEN_CAVEAT);
    }
}

static void limits(void)
{
    vtb_token token = minted();
    for (int index = 0; index < VTB_TOKEN_CAVEATS_MAX; index++) {
        append_number(&token, VTB_CAVEAT_RIGHTS, 1, 4);
    }
    vtb_token kept = token;
    CHECK_EQUAL(vtb_token_append_number(&token, VTB_CAVEAT_RIGHTS, 1, 4), VTB_E_LIMIT);
    CHECK(memcmp(&kept, &token, sizeof token) == 0);
    static const uint8_t bytes[VTB_TOKEN_CAVEAT_BYTES_MAX] = {0};
    token = minted();
    CHECK_EQUAL(vtb_token_append(&token, 200, bytes, sizeof bytes), VTB_E_LIMIT);
    CHECK_EQUAL(vtb_token_append(&token, 200, bytes, sizeof bytes - 3), VTB_OK);
    CHECK_EQUAL(vtb_token_append(&token, 200, bytes, 0), VTB_E_LIMIT);
    char text[VTB_TOKEN_TEXT_MAX];
    size_t size = vtb_token_print(&token, text);
    CHECK_EQUAL(size, 4 + vtb_base64_size(VTB_TOKEN_SIZE_MAX));
    CHECK(size < VTB_TOKEN_TEXT_MAX);
    CHECK_EQUAL(vtb_token_parse(text, size, &kept), VTB_OK);
    CHECK_EQUAL(vtb_token_append_share(&token, 1, "../x", 4), VTB_E_PATH);
}

static void base64(void)
{
    for (size_t size = 0; size < 40; size++) {
        uint8_t bytes[40];
        uint8_t decoded[40];
        char text[64];
        size_t decoded_size = 99;
        for (size_t index = 0; index < size; index++) {
            bytes[index] = (uint8_t)(index * 37 + size);
        }
        vtb_base64_encode(bytes, size, text);
        size_t text_size = vtb_base64_size(size);
        CHECK(vtb_base64_decode(text, text_size, decoded, sizeof decoded, &decoded_size));
        CHECK(decoded_size == size && memcmp(bytes, decoded, size) == 0);
        CHECK(size == 0 || !vtb_base64_decode(text, text_size, decoded, size - 1, &decoded_size));
    }
    static const char *const wrong[] = {"A", "AAAAA", "AA==", "AB", "AAB", "A+AA", "A/AA", "A AA",
                                        "AA\n", "AAA="};
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        uint8_t decoded[8];
        size_t size = 0;
        CHECK(!vtb_base64_decode(wrong[index], strlen(wrong[index]), decoded, 8, &size));
    }
}

static void rights_text(void)
{
    uint32_t rights = 0;
    CHECK(vtb_rights_parse("read,list,stat", &rights));
    CHECK_EQUAL(rights, 7);
    CHECK(vtb_rights_parse("delegate", &rights));
    CHECK_EQUAL(rights, 128);
    CHECK(!vtb_rights_parse("", &rights));
    CHECK(!vtb_rights_parse("read,", &rights));
    CHECK(!vtb_rights_parse(",read", &rights));
    CHECK(!vtb_rights_parse("Read", &rights));
    CHECK(!vtb_rights_parse("rea", &rights));
}

HARNESS_MAIN({"vectors", vectors},
             {"every changed byte is noticed", every_changed_byte_is_noticed},
             {"every cut is noticed", every_cut_is_noticed},
             {"a caveat cannot be taken off", a_caveat_cannot_be_taken_off}, {"keys", keys},
             {"times", times}, {"places and rights", places_and_rights}, {"epochs", epochs},
             {"origins and audiences", origins_and_audiences}, {"methods", methods},
             {"identities", identities}, {"names", names}, {"quotas", quotas},
             {"strange caveats deny", strange_caveats_deny},
             {"incomplete tokens deny", incomplete_tokens_deny}, {"limits", limits},
             {"base64", base64}, {"rights text", rights_text})
