// SPDX-License-Identifier: Apache-2.0
// Finds the folder of assets and reads files in it; names cannot lead out of it.
#include "assets_folder.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The one folder of the process; a command uses one.
static char folder_in_use[PATH_MAX];

static bool folder_is_there(const char *folder)
{
    struct stat status;
    return stat(folder, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool folder_beside_program(char folder[PATH_MAX])
{
    char program[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    if (size <= 0)
        return false;
    program[size] = '\0';
    char *slash = strrchr(program, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    int length = snprintf(folder, PATH_MAX, "%s/../assets", program);
    return length > 0 && length < PATH_MAX && folder_is_there(folder);
}

// "fonts/NAME" or "cmaps/NAME" with letters, digits, '.', '-', '_' and '+'; no dot in front.
static bool name_is_plain(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_+";
    const char *slash = strchr(name, '/');
    if (slash == NULL || slash == name)
        return false;
    const char *file = slash + 1;
    return strspn(name, allowed) == (size_t)(slash - name) && name[0] != '.' && file[0] != '.' &&
           file[0] != '\0' && strspn(file, allowed) == strlen(file);
}

static FILE *asset_open(const char *folder, const char *name)
{
    char path[PATH_MAX];
    if (!name_is_plain(name))
        return NULL;
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (length <= 0 || length >= (int)sizeof path)
        return NULL;
    return fopen(path, "rbe");
}

static vt_error asset_find(void *user, const char *name, size_t *size_out)
{
    FILE *stream = asset_open(user, name);
    if (stream == NULL)
        return VT_E_UNSUPPORTED;
    struct stat status;
    bool is_file = fstat(fileno(stream), &status) == 0 && S_ISREG(status.st_mode);
    fclose(stream);
    if (!is_file)
        return VT_E_UNSUPPORTED;
    *size_out = (size_t)status.st_size;
    return VT_OK;
}

static vt_error asset_read(void *user, const char *name, void *destination, size_t size)
{
    FILE *stream = asset_open(user, name);
    if (stream == NULL)
        return VT_E_IO;
    size_t count = fread(destination, 1, size, stream);
    fclose(stream);
    return count == size ? VT_OK : VT_E_IO;
}

vt_assets assets_folder(const char *folder)
{
    char beside[PATH_MAX];
    if (folder == NULL)
        folder = getenv("VITRINE_ASSETS");
    if (folder == NULL)
        folder = folder_beside_program(beside) ? beside : VITRINE_ASSETS_FOLDER;
    snprintf(folder_in_use, sizeof folder_in_use, "%s", folder);
    return (vt_assets){asset_find, asset_read, folder_in_use};
}
