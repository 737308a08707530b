// SPDX-License-Identifier: Apache-2.0
// "vitrined token mint|narrow|show|verify": tokens on the command line. A token is read from stdin,
// never from an argument, which other users could see.
#include "vtb_bytes.h"
#include "vtb_grant.h"
#include "vtb_path.h"
#include "vtb_token.h"
#include "vtd_commands.h"
#include "vtd_key_file.h"
#include "vtd_options.h"

#include <getopt.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct token_options {
    const char *key_file;
    const char *share;
    const char *prefix;
    const char *rights;
    const char *expires;
    const char *origin;
    const char *audience;
    const char *methods;
    const char *epoch;
    const char *tenant;
    const char *subject;
    const char *bytes;
    const char *rate;
    const char *streams;
    const char *opens;
} token_options;

static int complain(const char *text)
{
    (void)fprintf(stderr, "vitrined: %s\n", text);
    return VTD_EXIT_USAGE;
}

static int parse_options(int argument_count, char **arguments, token_options *out)
{
    const struct {
        const char *name;
        const char **place;
    } known[] = {{"key", &out->key_file},      {"share", &out->share},
                 {"prefix", &out->prefix},     {"rights", &out->rights},
                 {"expires", &out->expires},   {"origin", &out->origin},
                 {"audience", &out->audience}, {"method", &out->methods},
                 {"epoch", &out->epoch},       {"tenant", &out->tenant},
                 {"subject", &out->subject},   {"max-bytes", &out->bytes},
                 {"max-rate", &out->rate},     {"max-streams", &out->streams},
                 {"max-opens", &out->opens}};
    enum { KNOWN_COUNT = sizeof known / sizeof *known };
    struct option long_options[KNOWN_COUNT + 1] = {{0}};
    *out = (token_options){0};
    for (size_t index = 0; index < KNOWN_COUNT; index++) {
        long_options[index] = (struct option){known[index].name, required_argument, NULL, 0};
    }
    optind = 1;
    for (;;) {
        int place = 0;
        int choice = getopt_long(argument_count, arguments, "", long_options, &place);
        if (choice == -1) {
            return optind == argument_count ? 0 : complain("unknown argument; see --help");
        }
        if (choice != 0) {
            return VTD_EXIT_USAGE;
        }
        *known[place].place = optarg;
    }
}

// "90s", "15m", "8h", "7d": seconds from now.
static bool parse_duration(const char *text, uint64_t *seconds_out)
{
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);
    uint64_t unit = *end == 's'   ? 1
                    : *end == 'm' ? 60
                    : *end == 'h' ? 3600
                    : *end == 'd' ? 86400
                                  : 0;
    if (text[0] < '0' || text[0] > '9' || unit == 0 || end[1] != '\0' || value == 0 ||
        value > 1000000) {
        return false;
    }
    *seconds_out = value * unit;
    return true;
}

static bool succeeded(vtb_error error)
{
    if (error != VTB_OK) {
        (void)fprintf(stderr, "vitrined: %s\n", vtb_error_sentence(error));
    }
    return error == VTB_OK;
}

static bool append_text(vtb_token *token, vtb_caveat_type type, const char *text)
{
    return text == NULL ||
           succeeded(vtb_token_append(token, (uint8_t)type, (const uint8_t *)text, strlen(text)));
}

static bool append_share(vtb_token *token, const token_options *options)
{
    if (options->share == NULL) {
        if (options->prefix != NULL) {
            (void)complain("--prefix needs --share");
        }
        return options->prefix == NULL;
    }
    if (!vtb_path_is_component(options->share, strlen(options->share))) {
        (void)complain("--share is not a legal name");
        return false;
    }
    const char *prefix = options->prefix == NULL ? "" : options->prefix;
    uint32_t id = vtb_share_id(options->share, strlen(options->share));
    return succeeded(vtb_token_append_share(token, id, prefix, strlen(prefix)));
}

static bool append_rights(vtb_token *token, const token_options *options)
{
    uint32_t rights = 0;
    if (options->rights == NULL) {
        return true;
    }
    if (!vtb_rights_parse(options->rights, &rights)) {
        (void)complain("--rights is a list of stat, list, read, thumbnail, write, create, delete "
                       "and delegate, separated by commas");
        return false;
    }
    return succeeded(vtb_token_append_number(token, VTB_CAVEAT_RIGHTS, rights, 4));
}

static bool append_expiry(vtb_token *token, const token_options *options)
{
    uint64_t seconds = 0;
    if (options->expires == NULL) {
        return true;
    }
    if (!parse_duration(options->expires, &seconds)) {
        (void)complain("--expires is a number and s, m, h or d: 90s, 15m, 8h");
        return false;
    }
    return succeeded(vtb_token_append_number(token, VTB_CAVEAT_EXPIRES,
                                             (uint64_t)time(NULL) + seconds, 8));
}

static bool append_audience(vtb_token *token, const token_options *options)
{
    uint8_t id[VTB_SERVER_ID_SIZE];
    if (options->audience == NULL) {
        return true;
    }
    vtb_server_id(options->audience, strlen(options->audience), id);
    return succeeded(vtb_token_append(token, VTB_CAVEAT_AUDIENCE, id, sizeof id));
}

static bool append_name(vtb_token *token, vtb_caveat_type type, const char *name)
{
    size_t size = name == NULL ? 0 : strlen(name);
    if (name != NULL && (size > VTB_NAME_MAX || !vtb_path_is_component(name, size))) {
        (void)complain("--tenant and --subject are names of at most 128 bytes, without a slash");
        return false;
    }
    return append_text(token, type, name);
}

static bool append_limit(vtb_token *token, vtb_caveat_type type, const char *text, size_t size)
{
    if (text == NULL) {
        return true;
    }
    char *end = NULL;
    unsigned long long value = strtoull(text, &end, 10);
    bool is_legal = text[0] >= '0' && text[0] <= '9' && strlen(text) < 19 && *end == '\0' &&
                    (size >= 8 || value >> size * 8 == 0);
    if (!is_legal) {
        (void)complain("--max-bytes, --max-rate (KiB a second), --max-streams and --max-opens (a "
                       "minute) are numbers");
        return false;
    }
    return succeeded(vtb_token_append_number(token, (uint8_t)type, value, size));
}

static bool append_quotas(vtb_token *token, const token_options *options)
{
    return append_limit(token, VTB_CAVEAT_BYTES_TOTAL, options->bytes, 8) &&
           append_limit(token, VTB_CAVEAT_BYTES_RATE, options->rate, 4) &&
           append_limit(token, VTB_CAVEAT_STREAMS, options->streams, 2) &&
           append_limit(token, VTB_CAVEAT_OPENS, options->opens, 4);
}

static bool append_all(vtb_token *token, const token_options *options)
{
    return append_share(token, options) && append_rights(token, options) &&
           append_expiry(token, options) && append_audience(token, options) &&
           append_text(token, VTB_CAVEAT_ORIGIN, options->origin) &&
           append_text(token, VTB_CAVEAT_METHODS, options->methods) &&
           append_name(token, VTB_CAVEAT_TENANT, options->tenant) &&
           append_name(token, VTB_CAVEAT_SUBJECT, options->subject) &&
           append_quotas(token, options) &&
           succeeded(vtb_token_seal(token));
}

static int print_token(const vtb_token *token)
{
    char text[VTB_TOKEN_TEXT_MAX];
    (void)vtb_token_print(token, text);
    return puts(text) == EOF ? 1 : 0;
}

// The first that can: public keys only verify.
static const vtb_key *minting_key(const vtb_keyring *ring)
{
    for (size_t index = 0; index < ring->count; index++) {
        if (ring->keys[index].kind != VTB_KEY_ED25519_PUBLIC) {
            return &ring->keys[index];
        }
    }
    (void)complain("the key file has public keys only, which cannot mint");
    return NULL;
}

static int token_mint(const token_options *options)
{
    uint8_t id[VTB_TOKEN_ID_SIZE];
    vtb_keyring ring;
    vtb_token token;
    if (options->key_file == NULL || options->share == NULL || options->rights == NULL ||
        options->expires == NULL) {
        return complain("token mint needs --key, --share, --rights and --expires");
    }
    char *end = NULL;
    unsigned long epoch = options->epoch == NULL ? 0 : strtoul(options->epoch, &end, 10);
    if ((end != NULL && (end == options->epoch || *end != '\0')) || epoch > UINT32_MAX) {
        return complain("--epoch is a number");
    }
    if (!vtd_key_file_read(options->key_file, &ring)) {
        return 1;
    }
    const vtb_key *key = minting_key(&ring);
    bool done = key != NULL && RAND_bytes(id, sizeof id) == 1 &&
                succeeded(vtb_token_mint(key, id, (uint32_t)epoch, &token)) &&
                append_all(&token, options);
    vtb_keyring_clear(&ring);
    return done ? print_token(&token) : 1;
}

static bool read_token(vtb_token *out)
{
    char text[VTB_TOKEN_TEXT_MAX + 2];
    size_t size = fread(text, 1, sizeof text, stdin);
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r')) {
        size--;
    }
    return succeeded(vtb_token_parse(text, size, out));
}

static int token_narrow(const token_options *options)
{
    vtb_token token;
    return read_token(&token) && append_all(&token, options) ? print_token(&token) : 1;
}

static void show_rights(uint32_t rights)
{
    const char *separator = "";
    for (uint32_t bit = 1; bit <= VTB_RIGHT_DELEGATE; bit <<= 1) {
        if ((rights & bit) != 0) {
            (void)printf("%s%s", separator, vtb_right_name(bit));
            separator = ",";
        }
    }
}

static void show_time(uint64_t second)
{
    time_t when = (time_t)second;
    struct tm parts;
    char text[48] = "far away";
    if (gmtime_r(&when, &parts) != NULL) {
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    (void)fputs(text, stdout);
}

static void show_hex(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        (void)printf("%02x", bytes[index]);
    }
}

// Text of a token may have been put there by anyone: only printable ASCII reaches the terminal.
static void show_text(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        bool is_plain = bytes[index] >= 0x20 && bytes[index] < 0x7F && bytes[index] != '\\';
        (void)printf(is_plain ? "%c" : "\\x%02x", bytes[index]);
    }
}

static void show_caveat(const vtb_caveat *caveat)
{
    const char *name = vtb_caveat_name(caveat->type);
    (void)printf("%s ", name == NULL ? "unknown" : name);
    bool is_time = caveat->type == VTB_CAVEAT_EXPIRES || caveat->type == VTB_CAVEAT_NOT_BEFORE;
    bool is_number = caveat->type == VTB_CAVEAT_BYTES_TOTAL ||
                     caveat->type == VTB_CAVEAT_BYTES_RATE ||
                     caveat->type == VTB_CAVEAT_STREAMS || caveat->type == VTB_CAVEAT_OPENS;
    if (is_time && caveat->size == 8) {
        show_time(vtb_load_big(caveat->value, 8));
    } else if (caveat->type == VTB_CAVEAT_RIGHTS && caveat->size == 4) {
        show_rights((uint32_t)vtb_load_big(caveat->value, 4));
    } else if (caveat->type == VTB_CAVEAT_SHARE && caveat->size >= 4) {
        show_hex(caveat->value, 4);
        (void)fputs(" /", stdout);
        show_text(caveat->value + 4, caveat->size - 4);
    } else if (caveat->type == VTB_CAVEAT_ORIGIN || caveat->type == VTB_CAVEAT_METHODS ||
               caveat->type == VTB_CAVEAT_TENANT || caveat->type == VTB_CAVEAT_SUBJECT) {
        show_text(caveat->value, caveat->size);
    } else if (is_number && caveat->size <= 8) {
        (void)printf("%llu", (unsigned long long)vtb_load_big(caveat->value, caveat->size));
    } else {
        show_hex(caveat->value, caveat->size);
    }
    (void)putchar('\n');
}

static int token_show(void)
{
    vtb_token token;
    if (!read_token(&token)) {
        return 1;
    }
    (void)fputs("id ", stdout);
    show_hex(vtb_token_id(&token), VTB_TOKEN_ID_SIZE);
    (void)printf("\nsigned by %s", vtb_token_is_signed(&token) ? "ed25519" : "hmac");
    (void)printf("\nkey %u\nepoch %lu\n", (unsigned)vtb_token_key_id(&token),
                 (unsigned long)vtb_token_epoch(&token));
    size_t position = 0;
    for (vtb_caveat caveat; vtb_token_next_caveat(&token, &position, &caveat);) {
        show_caveat(&caveat);
    }
    return 0;
}

static int token_verify(const token_options *options)
{
    vtb_keyring ring;
    vtb_token token;
    vtb_grant grant;
    uint8_t server_id[VTB_SERVER_ID_SIZE];
    if (options->key_file == NULL) {
        return complain("token verify needs --key");
    }
    if (!vtd_key_file_read(options->key_file, &ring)) {
        return 1;
    }
    vtb_circumstances circumstances = {
        .now_s = (uint64_t)time(NULL),
        .server_id = options->audience == NULL ? NULL : server_id,
        .origin = options->origin,
        .origin_size = options->origin == NULL ? 0 : strlen(options->origin),
    };
    if (options->audience != NULL) {
        vtb_server_id(options->audience, strlen(options->audience), server_id);
    }
    bool holds = read_token(&token) && succeeded(vtb_token_verify(&token, &ring)) &&
                 succeeded(vtb_grant_judge(&token, &circumstances, &grant));
    vtb_keyring_clear(&ring);
    if (holds) {
        (void)fputs("valid until ", stdout);
        show_time(grant.expires_s);
        (void)putchar('\n');
    }
    return holds ? 0 : 1;
}

int vtd_command_token(int argument_count, char **arguments)
{
    token_options options;
    const char *verb = argument_count > 1 ? arguments[1] : "";
    int status =
        argument_count > 1 ? parse_options(argument_count - 1, arguments + 1, &options) : 0;
    if (status != 0) {
        return status;
    }
    if (strcmp(verb, "mint") == 0) {
        return token_mint(&options);
    }
    if (strcmp(verb, "narrow") == 0) {
        return token_narrow(&options);
    }
    if (strcmp(verb, "show") == 0) {
        return token_show();
    }
    if (strcmp(verb, "verify") == 0) {
        return token_verify(&options);
    }
    return complain("usage: vitrined token mint|narrow|show|verify; see --help");
}
