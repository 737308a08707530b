// SPDX-License-Identifier: Apache-2.0
// One way of saying what is wrong, for the start, for --check and for a reload.
#include "vtd_complain.h"

#include "vtd_log.h"

#include <stdio.h>

static const char *place_file;
static int place_line;
static bool goes_into_log;

void vtd_complain_about(const char *file, int line)
{
    place_file = file;
    place_line = line;
}

void vtd_complain_in_log(void)
{
    goes_into_log = true;
}

bool vtd_complain(const char *what, const char *reason)
{
    char place[512] = "";
    if (place_file != NULL && place_line > 0) {
        (void)snprintf(place, sizeof place, "%s:%d: ", place_file, place_line);
    } else if (place_file != NULL) {
        (void)snprintf(place, sizeof place, "%s: ", place_file);
    }
    const char *colon = reason == NULL ? "" : ": ";
    const char *rest = reason == NULL ? "" : reason;
    if (goes_into_log) {
        char sentence[1024];
        (void)snprintf(sentence, sizeof sentence, "%s%s%s%s", place, what, colon, rest);
        vtd_log("error", "configuration wrong", "{s:s}", "reason", sentence);
    } else {
        (void)fprintf(stderr, "vitrined: %s%s%s%s\n", place, what, colon, rest);
    }
    return false;
}
