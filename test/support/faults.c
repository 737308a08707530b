// SPDX-License-Identifier: Apache-2.0
// A disk that fails and hangs, for a test build: opening and asking below the folder "broken" is an
// error, and below "hung" it waits, until there is a file "repaired" in the share.
#include "vtb_files.h"

#include <string.h>
#include <time.h>

vtb_error __real_vtb_files_stat(const vtb_share *share, const char *path, vtb_properties *out);
vtb_error __wrap_vtb_files_stat(const vtb_share *share, const char *path, vtb_properties *out);
vtb_error __real_vtb_files_open(const vtb_share *share, const char *path, int *descriptor_out,
                                vtb_properties *out);
vtb_error __wrap_vtb_files_open(const vtb_share *share, const char *path, int *descriptor_out,
                                vtb_properties *out);

static bool is_repaired(const vtb_share *share)
{
    vtb_properties properties;
    return __real_vtb_files_stat(share, "repaired", &properties) == VTB_OK;
}

static vtb_error fault(const vtb_share *share, const char *path)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    while (strncmp(path, "hung/", 5) == 0 && !is_repaired(share)) {
        (void)nanosleep(&moment, NULL);
    }
    return strncmp(path, "broken/", 7) == 0 && !is_repaired(share) ? VTB_E_IO : VTB_OK;
}

vtb_error __wrap_vtb_files_stat(const vtb_share *share, const char *path, vtb_properties *out)
{
    vtb_error error = fault(share, path);
    return error == VTB_OK ? __real_vtb_files_stat(share, path, out) : error;
}

vtb_error __wrap_vtb_files_open(const vtb_share *share, const char *path, int *descriptor_out,
                                vtb_properties *out)
{
    vtb_error error = fault(share, path);
    return error == VTB_OK ? __real_vtb_files_open(share, path, descriptor_out, out) : error;
}
