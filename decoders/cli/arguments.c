// SPDX-License-Identifier: Apache-2.0
// Parses the command line with getopt_long; every number is checked before it is used.
#include "arguments.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_PAGE = 256,
    OPTION_SCALE,
    OPTION_FIT,
    OPTION_REGION,
    OPTION_PASSWORD,
    OPTION_PASSWORD_FILE,
    OPTION_ASSETS,
    OPTION_TIMEOUT,
    OPTION_AS_STORED,
    OPTION_JSON,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option long_options[] = {
    {"page", required_argument, NULL, OPTION_PAGE},
    {"scale", required_argument, NULL, OPTION_SCALE},
    {"fit", required_argument, NULL, OPTION_FIT},
    {"region", required_argument, NULL, OPTION_REGION},
    {"password", required_argument, NULL, OPTION_PASSWORD},
    {"password-file", required_argument, NULL, OPTION_PASSWORD_FILE},
    {"assets", required_argument, NULL, OPTION_ASSETS},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"as-stored", no_argument, NULL, OPTION_AS_STORED},
    {"json", no_argument, NULL, OPTION_JSON},
    {"output", required_argument, NULL, 'o'},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

void arguments_print_help(void)
{
    fputs("Usage: vitrine info [--json] [--page N] FILE\n"
          "       vitrine decode FILE [--page N] [--scale S | --fit WxH] [--region X,Y,W,H]\n"
          "               [--as-stored] -o OUT.(png|ppm|rgba)\n"
          "       vitrine hash [--page N] [--as-stored] FILE...\n"
          "       vitrine text|links [--json] [--page N] FILE\n"
          "       vitrine search [--json] [--page N] WORDS FILE\n"
          "       vitrine outline|properties [--json] FILE\n"
          "\n"
          "Shows what a picture or document is, decodes a page of it, prints the SHA-256 of\n"
          "its pixels, or what a document contains: its text, where words stand in it, its\n"
          "links, its outline, and what it says about itself.\n"
          "FILE may be - for standard input, OUT - for a PNG on standard output.\n"
          "\n"
          "  --page N            page or frame, counted from 1 (default 1; of text, links and\n"
          "                      search: all)\n"
          "  --scale S           1 is one pixel for each pixel, or point of a page (default 1)\n"
          "  --fit WxH           the largest scale that fits; pictures are not enlarged\n"
          "  --region X,Y,W,H    only this part, in pixels at the scale\n"
          "  -o, --output OUT    where to write; the ending chooses the format\n"
          "  --as-stored         no orientation, no colour management, 16 bits cut to 8\n"
          "  --password P        password of an encrypted document\n"
          "  --password-file F   the same, from the first line of a file\n"
          "  --assets FOLDER     where fonts/ and cmaps/ are\n"
          "  --timeout SECONDS   give up on a file after that time\n"
          "  --json              what is printed as JSON\n"
          "  --help, --version\n"
          "\n"
          "Exit status: 0 done (also when a damaged file was shown in part), 1 a file could\n"
          "not be shown, 2 wrong usage, 3 a file could not be read or written.\n",
          stdout);
}

static bool complain(const char *text, const char *value)
{
    fprintf(stderr, "vitrine: %s%s (try vitrine --help)\n", text, value);
    return false;
}

// Reads one decimal number of at most 2^31-1 that `end` follows; moves `text` behind that.
static bool parse_number(const char **text, char end, uint32_t *out)
{
    if (**text < '0' || **text > '9')
        return false;
    char *stop = NULL;
    errno = 0;
    unsigned long value = strtoul(*text, &stop, 10);
    if (errno != 0 || value > INT32_MAX || *stop != end)
        return false;
    *out = (uint32_t)value;
    *text = stop + (end != '\0');
    return true;
}

static bool parse_page(const char *text, arguments *out)
{
    const char *value = text;
    if (parse_number(&value, '\0', &out->page) && out->page > 0)
        return true;
    return complain("a page is a number from 1, not ", text);
}

static bool parse_scale(const char *text, arguments *out)
{
    char *stop = NULL;
    out->scale = strtod(text, &stop);
    out->has_scale = true;
    if (stop != text && *stop == '\0' && isfinite(out->scale) && out->scale > 0)
        return true;
    return complain("a scale is a number greater than 0, not ", text);
}

static bool parse_timeout(const char *text, arguments *out)
{
    char *stop = NULL;
    out->timeout = strtod(text, &stop);
    if (stop != text && *stop == '\0' && isfinite(out->timeout) && out->timeout > 0)
        return true;
    return complain("a timeout is a number of seconds greater than 0, not ", text);
}

static bool parse_fit(const char *text, arguments *out)
{
    const char *value = text;
    bool is_valid = parse_number(&value, 'x', &out->fit.width) &&
                    parse_number(&value, '\0', &out->fit.height) && out->fit.width > 0 &&
                    out->fit.height > 0;
    return is_valid || complain("--fit is WIDTHxHEIGHT in pixels, not ", text);
}

static bool parse_region(const char *text, arguments *out)
{
    const char *value = text;
    vt_region *region = &out->region;
    out->has_region = true;
    bool is_valid = parse_number(&value, ',', &region->x) &&
                    parse_number(&value, ',', &region->y) &&
                    parse_number(&value, ',', &region->width) &&
                    parse_number(&value, '\0', &region->height);
    return is_valid || complain("--region is X,Y,WIDTH,HEIGHT in pixels, not ", text);
}

static bool parse_option(int option, arguments *out)
{
    switch (option) {
    case OPTION_PAGE:
        return parse_page(optarg, out);
    case OPTION_SCALE:
        return parse_scale(optarg, out);
    case OPTION_FIT:
        return parse_fit(optarg, out);
    case OPTION_REGION:
        return parse_region(optarg, out);
    case OPTION_PASSWORD:
        out->password = optarg;
        return true;
    case OPTION_PASSWORD_FILE:
        out->password_file = optarg;
        return true;
    case OPTION_ASSETS:
        out->assets = optarg;
        return true;
    case OPTION_TIMEOUT:
        return parse_timeout(optarg, out);
    case OPTION_AS_STORED:
        out->as_stored = true;
        return true;
    case OPTION_JSON:
        out->is_json = true;
        return true;
    case 'o':
        out->output = optarg;
        return true;
    case OPTION_HELP:
        out->command = COMMAND_HELP;
        return true;
    case OPTION_VERSION:
        out->command = COMMAND_VERSION;
        return true;
    default:
        return false; // getopt_long has said why
    }
}

static bool parse_command(const char *name, arguments *out)
{
    static const char *const names[] = {"info", "decode",  "hash",       "text", "search",
                                        "links", "outline", "properties", "help", "version"};
    for (int i = 0; i < (int)(sizeof names / sizeof names[0]); i++) {
        if (strcmp(name, names[i]) == 0) {
            out->command = (command_kind)i;
            return true;
        }
    }
    return complain("there is no command ", name);
}

static bool command_is_about_contents(command_kind command)
{
    return command >= COMMAND_TEXT && command <= COMMAND_PROPERTIES;
}

// The first operand of `search` is what is searched for. Contents are those of all pages.
static void take_operands(char **operands, int count, arguments *out)
{
    out->files = operands;
    out->file_count = count;
    if (out->command == COMMAND_SEARCH && count > 0) {
        out->needle = operands[0];
        out->files++;
        out->file_count--;
    }
    if (out->page == 0 && !command_is_about_contents(out->command))
        out->page = 1;
}

// What must be, or must not be, given with each command.
static bool check_combination(const arguments *out)
{
    bool is_decode = out->command == COMMAND_DECODE;
    bool is_placed = out->has_scale || out->fit.width > 0 || out->has_region;
    if (out->command == COMMAND_HELP || out->command == COMMAND_VERSION)
        return true;
    if (out->file_count == 0)
        return complain("a FILE is missing", "");
    if (out->file_count > 1 && out->command != COMMAND_HASH)
        return complain("only one FILE is possible here, this is too much: ", out->files[1]);
    if (is_decode && out->output == NULL)
        return complain("-o OUT is missing", "");
    if (!is_decode && (out->output != NULL || is_placed))
        return complain("--scale, --fit, --region and -o go with decode only", "");
    if (out->is_json && (is_decode || out->command == COMMAND_HASH))
        return complain("--json does not go with decode and hash", "");
    if (out->has_scale && out->fit.width > 0)
        return complain("--scale and --fit exclude each other", "");
    if (out->password != NULL && out->password_file != NULL)
        return complain("--password and --password-file exclude each other", "");
    return true;
}

bool arguments_parse(int argc, char **argv, arguments *out)
{
    *out = (arguments){.scale = 1.0};
    if (argc < 2)
        return complain("a command is missing", "");
    bool has_command = argv[1][0] != '-';
    if (has_command && !parse_command(argv[1], out))
        return false;
    if (has_command) {
        argv[1] = argv[0];
        argv++;
        argc--;
    }
    int option;
    while ((option = getopt_long(argc, argv, "o:", long_options, NULL)) != -1) {
        if (!parse_option(option, out))
            return false;
    }
    take_operands(argv + optind, argc - optind, out);
    if (!has_command && out->command != COMMAND_HELP && out->command != COMMAND_VERSION)
        return complain("the command comes first", "");
    return check_combination(out);
}
