// SPDX-License-Identifier: Apache-2.0
// Confines paths with openat2, checks the type on the opened object, and opens it only then.
#include "vtb_files.h"

#include "vtb_bytes.h"
#include "vtb_path.h"
#include "vtb_resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RENAME_RETRIES_MAX = 8 };

// An object found by path: an O_PATH descriptor and what the kernel says about it.
typedef struct found_object {
    int descriptor;
    struct statx status;
} found_object;

vtb_error vtb_files_error(int system_error)
{
    switch (system_error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
        return VTB_E_NOT_FOUND;
    case EXDEV:
    case ELOOP:
        return VTB_E_OUTSIDE;
    case EACCES:
    case EPERM:
        return VTB_E_ACCESS;
    case EAGAIN:
        return VTB_E_BUSY;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return VTB_E_LIMIT;
    case ENXIO: // a socket, or a FIFO that lost the race between check and open
    case ENODEV:
        return VTB_E_NOT_A_FILE;
    default:
        return VTB_E_IO;
    }
}

static int object_status(int descriptor, struct statx *out)
{
    unsigned mask = STATX_BASIC_STATS | STATX_BTIME;
    return statx(descriptor, "", AT_EMPTY_PATH | AT_STATX_SYNC_AS_STAT, mask, out);
}

static vtb_file_type type_of_mode(unsigned mode)
{
    return S_ISREG(mode)   ? VTB_FILE_REGULAR
           : S_ISDIR(mode) ? VTB_FILE_FOLDER
           : S_ISLNK(mode) ? VTB_FILE_SYMLINK
                           : VTB_FILE_OTHER;
}

static int64_t nanoseconds(const struct statx_timestamp *time)
{
    return (int64_t)((uint64_t)time->tv_sec * 1000000000U + time->tv_nsec);
}

static uint64_t device_number(const struct statx *status)
{
    return (uint64_t)status->stx_dev_major << 32 | status->stx_dev_minor;
}

static void properties_fill(const struct statx *status, vtb_properties *out)
{
    memset(out, 0, sizeof *out);
    out->type = type_of_mode(status->stx_mode);
    out->size = out->type == VTB_FILE_REGULAR ? status->stx_size : 0;
    out->modified_ms =
        status->stx_mtime.tv_sec * 1000 + (int64_t)status->stx_mtime.tv_nsec / 1000000;
    bool has_birth = (status->stx_mask & STATX_BTIME) != 0;
    out->identity.device = device_number(status);
    out->identity.inode = status->stx_ino;
    out->identity.created_ns = has_birth ? nanoseconds(&status->stx_btime) : 0;

    uint8_t input[6 * 8];
    vtb_store_big(input, 8, out->identity.device);
    vtb_store_big(input + 8, 8, out->identity.inode);
    vtb_store_big(input + 16, 8, out->size);
    vtb_store_big(input + 24, 8, (uint64_t)nanoseconds(&status->stx_mtime));
    vtb_store_big(input + 32, 8, (uint64_t)nanoseconds(&status->stx_ctime));
    vtb_store_big(input + 40, 8, (uint64_t)out->identity.created_ns);
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256(input, sizeof input, digest);
    memcpy(out->etag, digest, VTB_ETAG_SIZE);
}

// Step 1: resolve without side effects, and refuse links. A trailing symbolic link resolves to the
// link itself even with RESOLVE_NO_SYMLINKS, because of O_PATH | O_NOFOLLOW.
static vtb_error object_find(const vtb_share *share, const char *path, found_object *out)
{
    out->descriptor = vtb_resolve(share, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (out->descriptor < 0) {
        return vtb_files_error(errno);
    }
    vtb_error error = VTB_OK;
    if (object_status(out->descriptor, &out->status) != 0) {
        error = vtb_files_error(errno);
    } else if (S_ISLNK(out->status.stx_mode)) {
        error = VTB_E_OUTSIDE;
    }
    if (error != VTB_OK) {
        close(out->descriptor);
        out->descriptor = -1;
    }
    return error;
}

static bool hard_links_permit(const vtb_share *share, const struct statx *status)
{
    if (status->stx_nlink <= 1 || share->hard_links == VTB_HARD_LINKS_ALLOW) {
        return true;
    }
    return share->hard_links == VTB_HARD_LINKS_SAME_OWNER && status->stx_uid == share->owner;
}

static bool same_object(const struct statx *one, const struct statx *other)
{
    return one->stx_ino == other->stx_ino && device_number(one) == device_number(other) &&
           (one->stx_mode & S_IFMT) == (other->stx_mode & S_IFMT);
}

// Step 2: the real open, and proof that it is the object that was judged. EAGAIN when it is not.
static vtb_error object_open(const vtb_share *share, const char *path, int flags,
                             const found_object *object, int *descriptor_out)
{
    int descriptor = -1;
    if (geteuid() == object->status.stx_uid) {
        descriptor = vtb_resolve(share, path, flags | O_NOATIME);
    }
    if (descriptor < 0) {
        descriptor = vtb_resolve(share, path, flags);
    }
    if (descriptor < 0) {
        return vtb_files_error(errno);
    }
    struct statx status;
    if (object_status(descriptor, &status) != 0 || !same_object(&status, &object->status)) {
        close(descriptor);
        return VTB_E_BUSY;
    }
    *descriptor_out = descriptor;
    return VTB_OK;
}

static vtb_error open_checked(const vtb_share *share, const char *path, vtb_file_type wanted,
                              int *descriptor_out)
{
    found_object object;
    vtb_error error = object_find(share, path, &object);
    if (error != VTB_OK) {
        return error;
    }
    int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    if (type_of_mode(object.status.stx_mode) != wanted) {
        error = wanted == VTB_FILE_REGULAR ? VTB_E_NOT_A_FILE : VTB_E_NOT_A_FOLDER;
    } else if (wanted == VTB_FILE_REGULAR && !hard_links_permit(share, &object.status)) {
        error = VTB_E_OUTSIDE;
    } else {
        flags |= wanted == VTB_FILE_FOLDER ? O_DIRECTORY : 0;
        error = object_open(share, path, flags, &object, descriptor_out);
    }
    close(object.descriptor);
    return error;
}

static vtb_error open_with_retries(const vtb_share *share, const char *path, vtb_file_type wanted,
                                   int *descriptor_out)
{
    vtb_error error = VTB_E_BUSY;
    for (int attempt = 0; attempt < RENAME_RETRIES_MAX && error == VTB_E_BUSY; attempt++) {
        error = open_checked(share, path, wanted, descriptor_out);
    }
    return error;
}

vtb_error vtb_files_stat(const vtb_share *share, const char *path, vtb_properties *out)
{
    found_object object;
    vtb_error error = VTB_E_BUSY;
    for (int attempt = 0; attempt < RENAME_RETRIES_MAX && error == VTB_E_BUSY; attempt++) {
        error = object_find(share, path, &object);
    }
    if (error != VTB_OK) {
        return error;
    }
    properties_fill(&object.status, out);
    close(object.descriptor);
    return VTB_OK;
}

vtb_error vtb_files_open(const vtb_share *share, const char *path, int *descriptor_out,
                         vtb_properties *out)
{
    int descriptor = -1;
    vtb_error error = open_with_retries(share, path, VTB_FILE_REGULAR, &descriptor);
    if (error == VTB_OK) {
        error = vtb_files_measure(descriptor, out);
    }
    if (error != VTB_OK) {
        if (descriptor >= 0) {
            close(descriptor);
        }
        return error;
    }
    *descriptor_out = descriptor;
    return VTB_OK;
}

vtb_error vtb_files_open_folder(const vtb_share *share, const char *path, int *descriptor_out)
{
    return open_with_retries(share, path, VTB_FILE_FOLDER, descriptor_out);
}

vtb_error vtb_files_measure(int descriptor, vtb_properties *out)
{
    struct statx status;
    if (object_status(descriptor, &status) != 0) {
        return VTB_E_IO;
    }
    properties_fill(&status, out);
    return VTB_OK;
}

vtb_error vtb_share_open(vtb_share *share, const char *folder)
{
    size_t name_size = strnlen(share->name, sizeof share->name);
    share->folder = -1;
    if (name_size == sizeof share->name || !vtb_path_is_component(share->name, name_size)) {
        return VTB_E_ARGUMENT;
    }
    share->id = vtb_share_id(share->name, name_size);
    share->folder = vtb_open_trusted(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (share->folder < 0) {
        return errno == ENOTDIR ? VTB_E_NOT_A_FOLDER : vtb_files_error(errno);
    }
    struct stat status;
    if (fstat(share->folder, &status) != 0) {
        vtb_share_close(share);
        return VTB_E_IO;
    }
    share->device = status.st_dev;
    share->owner = status.st_uid;
    if (share->resolver == VTB_RESOLVER_AUTO) {
        share->resolver = vtb_resolve_probe(share->folder);
    }
    return VTB_OK;
}

void vtb_share_close(vtb_share *share)
{
    if (share->folder >= 0) {
        close(share->folder);
        share->folder = -1;
    }
}
