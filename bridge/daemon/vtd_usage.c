// SPDX-License-Identifier: Apache-2.0
// Prints --help and --version.
#include "vtd_usage.h"

#include "vtd_version.h"

#include <stdio.h>

static const char usage_text[] =
    "vitrined serves the files of folders to Vitrine's viewer, to whoever holds a token.\n"
    "\n"
    "  vitrined --share NAME=FOLDER --listen ADDRESS:PORT --key FILE [OPTION...]\n"
    "  vitrined key new [--kind hmac|ed25519] [--id N] FILE\n"
    "  vitrined key public FILE\n"
    "  vitrined token mint --key FILE --share NAME --rights read,list,stat --expires 15m\n"
    "                      [--prefix PATH] [--origin ORIGIN] [--audience NAME] [--epoch N]\n"
    "                      [--method NAME,...] [--tenant NAME] [--subject NAME]\n"
    "                      [--max-bytes N] [--max-rate KIB] [--max-streams N] [--max-opens N]\n"
    "  vitrined token narrow [--share NAME --prefix PATH] [--rights ...] [--expires ...]\n"
    "                        [--origin ...] [--method NAME,...] < TOKEN\n"
    "  vitrined token show < TOKEN\n"
    "  vitrined token verify --key FILE [--origin ORIGIN] [--audience NAME] < TOKEN\n"
    "  vitrined audit verify FILE... [CHAIN]\n"
    "\n"
    "Serving\n"
    "  --share NAME=FOLDER   a folder to serve; can be given several times\n"
    "  --listen ADDRESS:PORT where to listen; port 0 takes a free one and prints it\n"
    "  --key FILE            key file that \"key new\" made\n"
    "  --revoked FILE        tokens that are taken back; read again when it changes\n"
    "  --policy FILE         rules over who may do what and when; read again on SIGHUP\n"
    "  --audit FILE          what was asked and read, one chained JSON line each\n"
    "  --web FOLDER          static files: the page and the modules\n"
    "  --host NAME           a name that clients may use for this server, besides localhost and\n"
    "                        the address itself; can be given several times\n"
    "  --origin ORIGIN       a web origin besides the server's own; can be given several times\n"
    "  --server-name NAME    what an audience in a token must name\n"
    "  --tls-cert FILE       certificate chain, PEM\n"
    "  --tls-key FILE        its private key, PEM\n"
    "  --tls self            a certificate of our own; kept in the two files when they are named\n"
    "  --user NAME           become this user after start\n"
    "  --share-root FOLDER   a folder below which a reload may add shares; several\n"
    "  --profile edge|server limits for 128 MB, or for a large machine; name it first\n"
    "  --check               look at everything, say what is wrong, and exit\n"
    "  --metrics-from ADDR   an address that may ask for /metrics, besides loopback; several\n"
    "  --log json|plain      how events are written to stderr; json when nothing is said\n"
    "  --config FILE         INI file with the same settings; see vitrined(8)\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 done, 1 failed, 2 wrong usage; token verify: 1 for a token that is refused.\n";

void vtd_usage_print(void)
{
    (void)fputs(usage_text, stdout);
}

void vtd_version_print(void)
{
    (void)printf("vitrined %s\n", VTD_VERSION);
}
