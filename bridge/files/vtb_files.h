// SPDX-License-Identifier: Apache-2.0
// Reaching files below the folder of a share, and nothing else: the kernel confines every path.
#ifndef VTB_FILES_H
#define VTB_FILES_H

#include "vtb_error.h"
#include "vtb_grant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define VTB_SHARE_NAME_MAX 63
#define VTB_ETAG_SIZE 16

// Numbers equal those of vitrine.v1.FileType.
typedef enum vtb_file_type {
    VTB_FILE_REGULAR = 1,
    VTB_FILE_FOLDER = 2,
    VTB_FILE_SYMLINK = 3,
    VTB_FILE_OTHER = 4,
} vtb_file_type;

// What to do with regular files that have several names. A hard link can name a file from outside
// the share, and the kernel cannot tell.
typedef enum vtb_hard_links {
    VTB_HARD_LINKS_SAME_OWNER, // only files that belong to the owner of the share's folder
    VTB_HARD_LINKS_ALLOW,
    VTB_HARD_LINKS_REFUSE,
} vtb_hard_links;

// How paths are resolved. AUTO takes openat2 (Linux 5.6) and falls back to WALK without it.
typedef enum vtb_resolver {
    VTB_RESOLVER_AUTO,
    VTB_RESOLVER_OPENAT2,
    VTB_RESOLVER_WALK, // component by component with O_NOFOLLOW
} vtb_resolver;

// A folder that is served under a name. Read-only after vtb_share_open, so any thread may use it.
typedef struct vtb_share {
    char name[VTB_SHARE_NAME_MAX + 1];
    uint32_t id;    // vtb_share_id(name)
    uint32_t epoch; // tokens of another epoch are revoked
    int folder;     // O_PATH descriptor
    dev_t device;
    uid_t owner;
    vtb_hard_links hard_links;
    vtb_resolver resolver; // OPENAT2 or WALK after opening
} vtb_share;

typedef struct vtb_properties {
    vtb_file_type type;
    uint64_t size; // 0 for what is not a regular file
    int64_t modified_ms;
    uint8_t etag[VTB_ETAG_SIZE]; // SHA-256 over device, inode, size and times, cut
    vtb_identity identity;
} vtb_properties;

// Opens the folder of a share. Fill in name, epoch, hard_links and resolver first; id, folder,
// device and owner are set, and resolver is settled. Errors: ARGUMENT (the name is not a legal
// path component of at most 63 bytes), NOT_FOUND, NOT_A_FOLDER, ACCESS, LIMIT, IO.
VTB_NODISCARD vtb_error vtb_share_open(vtb_share *share, const char *folder);
// Takes back; harmless on a share that failed to open.
void vtb_share_close(vtb_share *share);

// All paths below must be legal (vtb_path_check); "" is the folder itself. They block on the disk.
// Errors of all three: NOT_FOUND, OUTSIDE (a symbolic link or another file system on the way),
// ACCESS, BUSY (renamed meanwhile, eight times in a row), LIMIT, IO.

// Properties of whatever is there, without opening it. A symbolic link is OUTSIDE.
VTB_NODISCARD vtb_error vtb_files_stat(const vtb_share *share, const char *path,
                                       vtb_properties *out);

// Opens a regular file for reading; the caller closes *descriptor_out. Devices, FIFOs and sockets
// are never opened: the type is checked on an O_PATH descriptor first, and again on the opened
// file. Errors also: NOT_A_FILE; OUTSIDE by the hard link policy.
VTB_NODISCARD vtb_error vtb_files_open(const vtb_share *share, const char *path,
                                       int *descriptor_out, vtb_properties *out);

// Opens a folder for listing; the caller closes *descriptor_out. Errors also: NOT_A_FOLDER.
VTB_NODISCARD vtb_error vtb_files_open_folder(const vtb_share *share, const char *path,
                                              int *descriptor_out);

// Properties of an open descriptor. Errors: IO.
VTB_NODISCARD vtb_error vtb_files_measure(int descriptor, vtb_properties *out);

// The error that stands for an errno of the calls above.
vtb_error vtb_files_error(int system_error);

#endif
