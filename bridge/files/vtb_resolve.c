// SPDX-License-Identifier: Apache-2.0
// openat2 with all RESOLVE_ restrictions, or a walk with the same refusals on kernels before 5.6.
#include "vtb_resolve.h"

#include "vtb_path.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int resolve_openat2(int folder, const char *path, int flags)
{
    struct open_how how = {
        .flags = (uint64_t)flags,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
    };
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

// Closes `descriptor` when it is one of the walk's own, keeping errno.
static void walk_leave(int descriptor, int root)
{
    int saved = errno;
    if (descriptor != root) {
        close(descriptor);
    }
    errno = saved;
}

// Refuses what RESOLVE_NO_SYMLINKS and RESOLVE_NO_XDEV would refuse.
static bool walk_step_is_legal(const vtb_share *share, int descriptor, bool is_last)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        return false;
    }
    if (status.st_dev != share->device) {
        errno = EXDEV;
        return false;
    }
    if (!is_last && !S_ISDIR(status.st_mode)) {
        errno = S_ISLNK(status.st_mode) ? ELOOP : ENOTDIR;
        return false;
    }
    return true;
}

static int resolve_walk(const vtb_share *share, const char *path, int flags)
{
    int folder = share->folder;
    for (;;) {
        size_t size = strcspn(path, "/");
        bool is_last = path[size] == '\0';
        char name[VTB_PATH_COMPONENT_MAX + 1];
        if (size > VTB_PATH_COMPONENT_MAX) {
            errno = ENAMETOOLONG;
            walk_leave(folder, share->folder);
            return -1;
        }
        memcpy(name, path, size);
        name[size] = '\0';
        int next = openat(folder, name, is_last ? flags : O_PATH | O_NOFOLLOW | O_CLOEXEC);
        walk_leave(folder, share->folder);
        if (next < 0) {
            return -1;
        }
        if (!walk_step_is_legal(share, next, is_last)) {
            walk_leave(next, -1);
            return -1;
        }
        if (is_last) {
            return next;
        }
        folder = next;
        path += size + 1;
    }
}

int vtb_resolve(const vtb_share *share, const char *path, int flags)
{
    // "." is our own word for the folder of the share; a path from the wire never holds it.
    const char *relative = path[0] == '\0' ? "." : path;
    return share->resolver == VTB_RESOLVER_WALK ? resolve_walk(share, relative, flags)
                                                : resolve_openat2(share->folder, relative, flags);
}

int vtb_open_trusted(const char *path, int flags)
{
    struct open_how how = {.flags = (uint64_t)flags};
    int descriptor = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
    bool is_missing = descriptor < 0 && (errno == ENOSYS || errno == EPERM);
    return is_missing ? open(path, flags) : descriptor;
}

vtb_resolver vtb_resolve_probe(int folder)
{
    int descriptor = resolve_openat2(folder, ".", O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) {
        return VTB_RESOLVER_WALK;
    }
    close(descriptor);
    return VTB_RESOLVER_OPENAT2;
}
