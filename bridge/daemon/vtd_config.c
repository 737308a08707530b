// SPDX-License-Identifier: Apache-2.0
// Reads the configuration file with inih, line by line, so that every complaint names its line.
#include "vtd_complain.h"
#include "vtd_file.h"
#include "vtd_settings.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

enum { CONFIG_SIZE_MAX = 1048576 };

typedef struct reading {
    vtd_options *options;
    const char *file;
    const char *rest; // of the text
    int line;
    bool has_failed;
} reading;

// As fgets. A line that does not fit would be taken for two.
static char *next_line(char *space, int space_size, void *stream)
{
    reading *state = stream;
    size_t size = strcspn(state->rest, "\n");
    if (*state->rest == '\0') {
        return NULL;
    }
    vtd_complain_about(state->file, ++state->line);
    if (size + 2 > (size_t)space_size) {
        state->has_failed = true;
        (void)vtd_complain("the line is too long", NULL);
        return NULL;
    }
    size += state->rest[size] == '\n' ? 1 : 0;
    memcpy(space, state->rest, size);
    space[size] = '\0';
    state->rest += size;
    return space;
}

static int take_line(void *user, const char *section, const char *name, const char *value)
{
    reading *state = user;
    bool done = vtd_setting_apply_line(state->options, section, name, value);
    state->has_failed = state->has_failed || !done;
    return 1;
}

static bool remember_file(vtd_options *options, const char *file)
{
    vtd_names *files = &options->files;
    if (files->count == VTD_NAMES_MAX) {
        return vtd_complain("too many configuration files", file);
    }
    files->items[files->count] = strdup(file);
    return files->items[files->count++] != NULL || vtd_complain("out of memory", NULL);
}

bool vtd_config_read(vtd_options *options, const char *file)
{
    vtd_text text;
    if (!remember_file(options, file) || !vtd_file_read(file, CONFIG_SIZE_MAX, false, &text)) {
        return false;
    }
    reading state = {.options = options, .file = file, .rest = text.bytes};
    int wrong_line = strlen(text.bytes) != text.size
                         ? -1
                         : ini_parse_stream(next_line, &state, take_line, &state);
    if (wrong_line != 0 && !state.has_failed) { // no handler complained: it is the form
        vtd_complain_about(file, wrong_line > 0 ? wrong_line : 0);
        state.has_failed = !vtd_complain("this is neither [SECTION] nor NAME = VALUE", NULL);
    }
    vtd_complain_about(NULL, 0);
    vtd_text_free(&text);
    return !state.has_failed;
}
