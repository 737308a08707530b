// SPDX-License-Identifier: Apache-2.0
// Tokens of an Ed25519 key: the vectors of docs/token.md, sealing, tampering, kinds of keys.
#include "harness.h"
#include "vtb_grant.h"
#include "vtb_signature.h"
#include "vtb_token.h"

// Computed by another implementation: the Node program in docs/token.md.
#define VECTOR_USUAL \
    "fb1.AQIAB6ChoqOkpaanqKmqq6ytrq8AAAADBAAIhKba5DIwMjQFAAQAAAAHAgAIAAAAAHc1lAAAAGAlQ7kv8QlV" \
    "EUdq3INp223ckzZloRl43aFATuEGbKlVnSKIeiAPaZUj9Jq3-vo2aYL9bwikeAOkIQonfy7FzDqiMJst4jPZBdX3" \
    "5_h-oIz7F-YmPPmIMDdwo2-NLMP0MgZAQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eXw"
#define VECTOR_NARROWED \
    "fb1.AQIAB6ChoqOkpaanqKmqq6ytrq8AAAADBAAIhKba5DIwMjQFAAQAAAAHAgAIAAAAAHc1lAAAAGAlQ7kv8QlV" \
    "EUdq3INp223ckzZloRl43aFATuEGbKlVnSKIeiAPaZUj9Jq3-vo2aYL9bwikeAOkIQonfy7FzDqiMJst4jPZBdX3" \
    "5_h-oIz7F-YmPPmIMDdwo2-NLMP0MgYFAAQAAAAEAABgF0VTtFbd38aQjsqxwQH-arIeK6oGF3lbfUOmNIKZP9Um" \
    "Tvkc882kIzYLmbfg7XpxAnxAtEC7jGmjCUfu61yfePy0YX81rKvAHdC0wBZGde6ndFYoKwQ-xkMwkKZSBCUIYGFi" \
    "Y2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn8"
#define SEED "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define PUBLIC "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"

static vtb_keyring ring_of(const char *text)
{
    vtb_keyring ring;
    CHECK_EQUAL(vtb_keyring_parse(text, strlen(text), &ring), VTB_OK);
    return ring;
}

static vtb_token parsed(const char *text)
{
    vtb_token token;
    CHECK_EQUAL(vtb_token_parse(text, strlen(text), &token), VTB_OK);
    return token;
}

static void append_rights(vtb_token *token, uint32_t rights)
{
    CHECK_EQUAL(vtb_token_append_number(token, VTB_CAVEAT_RIGHTS, rights, 4), VTB_OK);
}

static vtb_token usual(void)
{
    static const uint8_t id[VTB_TOKEN_ID_SIZE] = {9};
    vtb_keyring ring = ring_of("7 ed25519 " SEED "\n");
    vtb_token token;
    CHECK_EQUAL(vtb_token_mint(&ring.keys[0], id, 3, &token), VTB_OK);
    CHECK_EQUAL(vtb_token_append_share(&token, vtb_share_id("photos", 6), "2024", 4), VTB_OK);
    append_rights(&token, VTB_RIGHT_READ | VTB_RIGHT_STAT);
    CHECK_EQUAL(vtb_token_append_number(&token, VTB_CAVEAT_EXPIRES, 2000000000, 8), VTB_OK);
    CHECK_EQUAL(vtb_token_seal(&token), VTB_OK);
    return token;
}

static uint32_t rights_of(const vtb_token *token)
{
    vtb_circumstances now = {.now_s = 1000000000};
    vtb_grant grant = {0};
    CHECK_EQUAL(vtb_grant_judge(token, &now, &grant), VTB_OK);
    return grant.rights;
}

static void vectors(void)
{
    vtb_keyring ring = ring_of("7 ed25519-public " PUBLIC "\n");
    vtb_keyring private_ring = ring_of("7 ed25519 " SEED "\n");
    vtb_token token = parsed(VECTOR_USUAL);
    CHECK_EQUAL(vtb_token_verify(&token, &ring), VTB_OK);
    CHECK_EQUAL(vtb_token_verify(&token, &private_ring), VTB_OK);
    CHECK_EQUAL(rights_of(&token), 7);
    token = parsed(VECTOR_NARROWED);
    CHECK_EQUAL(vtb_token_verify(&token, &ring), VTB_OK);
    CHECK_EQUAL(rights_of(&token), 4);
    char text[VTB_TOKEN_TEXT_MAX];
    CHECK_EQUAL(vtb_token_print(&token, text), strlen(VECTOR_NARROWED));
    CHECK_TEXT(text, VECTOR_NARROWED);
}

// The public key alone verifies what the private one minted, narrowed by who has neither.
static void minting_and_narrowing(void)
{
    vtb_keyring ring = ring_of("7 ed25519-public " PUBLIC "\n");
    vtb_token token = usual();
    CHECK_EQUAL(vtb_token_verify(&token, &ring), VTB_OK);
    for (unsigned turn = 2; turn <= VTB_TOKEN_SEALS_MAX; turn++) {
        append_rights(&token, VTB_RIGHT_STAT);
        CHECK_EQUAL(vtb_token_verify(&token, &ring), VTB_E_TOKEN_FORGED); // not sealed yet
        CHECK_EQUAL(vtb_token_seal(&token), VTB_OK);
        CHECK_EQUAL(vtb_token_verify(&token, &ring), VTB_OK);
        CHECK_EQUAL(rights_of(&token), VTB_RIGHT_STAT);
        char text[VTB_TOKEN_TEXT_MAX];
        vtb_token again;
        CHECK_EQUAL(vtb_token_parse(text, vtb_token_print(&token, text), &again), VTB_OK);
    }
    append_rights(&token, VTB_RIGHT_STAT);
    CHECK_EQUAL(vtb_token_seal(&token), VTB_E_LIMIT);
}

static void an_open_token_has_no_text(void)
{
    vtb_token token = usual();
    char text[VTB_TOKEN_TEXT_MAX] = "x";
    append_rights(&token, VTB_RIGHT_READ);
    CHECK_EQUAL(vtb_token_print(&token, text), 0);
    CHECK_TEXT(text, "");
    CHECK_EQUAL(vtb_token_seal(&token), VTB_OK);
    CHECK(vtb_token_print(&token, text) > 0);
    CHECK_EQUAL(vtb_token_seal(&token), VTB_OK); // nothing to do
}

static void every_changed_byte_is_noticed(void)
{
    vtb_keyring ring = ring_of("7 ed25519-public " PUBLIC "\n");
    vtb_token token = parsed(VECTOR_NARROWED);
    for (size_t index = 0; index < token.size; index++) {
        vtb_token changed = token;
        changed.bytes[index] ^= (uint8_t)(1U << index % 8);
        char text[VTB_TOKEN_TEXT_MAX];
        size_t size = vtb_token_print(&changed, text);
        vtb_token again;
        CHECK(vtb_token_parse(text, size, &again) != VTB_OK ||
              vtb_token_verify(&again, &ring) != VTB_OK);
    }
}

// The holder of a narrowed token has the key of its last seal, and not those before.
static void a_seal_cannot_be_taken_off(void)
{
    vtb_keyring ring = ring_of("7 ed25519-public " PUBLIC "\n");
    vtb_token first = usual();
    vtb_token narrowed = first;
    append_rights(&narrowed, VTB_RIGHT_STAT);
    CHECK_EQUAL(vtb_token_seal(&narrowed), VTB_OK);
    vtb_token widened = narrowed;
    widened.size = first.size;
    memcpy(widened.bytes + first.size - VTB_TOKEN_TAG_SIZE,
           narrowed.bytes + narrowed.size - VTB_TOKEN_TAG_SIZE, VTB_TOKEN_TAG_SIZE);
    CHECK_EQUAL(vtb_token_verify(&widened, &ring), VTB_E_TOKEN_FORGED);
    // Nor do seals of two tokens make a third.
    vtb_token other = usual();
    memcpy(other.bytes + VTB_TOKEN_HEADER_SIZE, narrowed.bytes + VTB_TOKEN_HEADER_SIZE,
           other.size - VTB_TOKEN_HEADER_SIZE - VTB_TOKEN_TAG_SIZE);
    CHECK_EQUAL(vtb_token_verify(&other, &ring), VTB_E_TOKEN_FORGED);
}

static void kinds_are_not_confused(void)
{
    static const uint8_t id[VTB_TOKEN_ID_SIZE] = {1};
    vtb_keyring ring = ring_of("7 ed25519-public " PUBLIC "\n");
    vtb_key as_secret = ring.keys[0];
    vtb_token token;
    CHECK_EQUAL(vtb_token_mint(&ring.keys[0], id, 0, &token), VTB_E_KEY_FILE);
    as_secret.kind = VTB_KEY_HMAC; // what everyone knows, as if it were a secret
    CHECK_EQUAL(vtb_token_mint(&as_secret, id, 0, &token), VTB_OK);
    CHECK_EQUAL(vtb_token_verify(&token, &ring), VTB_E_TOKEN_FORGED);
    vtb_keyring secrets = ring_of("7 " PUBLIC "\n");
    token = usual();
    CHECK_EQUAL(vtb_token_verify(&token, &secrets), VTB_E_TOKEN_FORGED);
    // A seal means nothing in a chain of HMACs: it denies like every type that is not known there.
    CHECK_EQUAL(vtb_token_mint(&secrets.keys[0], id, 0, &token), VTB_OK);
    CHECK_EQUAL(vtb_token_append(&token, VTB_CAVEAT_SEAL, id, sizeof id), VTB_OK);
    vtb_circumstances now = {.now_s = 1};
    vtb_grant grant;
    CHECK_EQUAL(vtb_grant_judge(&token, &now, &grant), VTB_E_TOKEN_CAVEAT);
}

static void structures(void)
{
    char text[VTB_TOKEN_TEXT_MAX];
    vtb_token token = parsed(VECTOR_USUAL);
    vtb_token wrong = token;
    wrong.bytes[token.size - VTB_TOKEN_TAG_SIZE - 97] = 95; // the size of the seal
    CHECK_EQUAL(vtb_token_parse(text, vtb_token_print(&wrong, text), &token), VTB_E_TOKEN_TEXT);
    token = parsed(VECTOR_USUAL);
    append_rights(&token, 1); // nothing may follow the last seal
    token.is_open = false;
    CHECK_EQUAL(vtb_token_parse(text, vtb_token_print(&token, text), &wrong), VTB_E_TOKEN_TEXT);
    wrong = (vtb_token){.size = VTB_TOKEN_HEADER_SIZE + VTB_TOKEN_TAG_SIZE, .bytes = {1, 2}};
    CHECK_EQUAL(vtb_token_parse(text, vtb_token_print(&wrong, text), &token), VTB_E_TOKEN_TEXT);
}

static void key_files(void)
{
    static const char *const wrong[] = {"1 ed25519\n", "1 ed25519 00\n", "1 ed25519  " SEED "\n",
                                        "1 Ed25519 " SEED "\n", "1 ed25519-private " SEED "\n",
                                        "1 rsa " SEED "\n"};
    vtb_keyring ring;
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        CHECK_EQUAL(vtb_keyring_parse(wrong[index], strlen(wrong[index]), &ring),
                    VTB_E_KEY_FILE);
    }
    ring = ring_of("1 " SEED "\n2 ed25519 " SEED "\n3 ed25519-public " PUBLIC "\n");
    CHECK_EQUAL(ring.count, 3);
    vtb_key key;
    char line[VTB_KEY_LINE_MAX];
    CHECK_EQUAL(vtb_key_public(&ring.keys[0], &key), VTB_E_KEY_FILE);
    CHECK_EQUAL(vtb_key_public(&ring.keys[1], &key), VTB_OK);
    CHECK(vtb_key_print(&key, line) > 0);
    CHECK_TEXT(line, "2 ed25519-public " PUBLIC "\n");
    CHECK_EQUAL(vtb_key_public(&ring.keys[2], &key), VTB_OK);
    CHECK(memcmp(key.secret, ring.keys[2].secret, VTB_KEY_SIZE) == 0);
}

HARNESS_MAIN({"vectors", vectors}, {"minting and narrowing", minting_and_narrowing},
             {"an open token has no text", an_open_token_has_no_text},
             {"every changed byte is noticed", every_changed_byte_is_noticed},
             {"a seal cannot be taken off", a_seal_cannot_be_taken_off},
             {"kinds are not confused", kinds_are_not_confused}, {"structures", structures},
             {"key files", key_files})
