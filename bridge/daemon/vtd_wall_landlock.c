// SPDX-License-Identifier: Apache-2.0
// Restricts the process to reading below its shares, its web folder and the folders of the files
// that it reads again: revoked tokens, configuration, keys, certificate.
// Constants newer than Debian 12's headers are from Documentation/userspace-api/landlock.rst.
#include "vtd_wall_landlock.h"

#include "vtd_walls.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// struct landlock_ruleset_attr of ABI 6; older kernels take a shorter one.
typedef struct ruleset_attributes {
    uint64_t handled_files;
    uint64_t handled_network; // ABI 4
    uint64_t scoped;          // ABI 6
} ruleset_attributes;

enum {
    FILES_ABI_1 = (1 << 13) - 1, // EXECUTE (bit 0) to MAKE_SYM (bit 12)
    FILES_REFER = 1 << 13,       // ABI 2
    FILES_TRUNCATE = 1 << 14,    // ABI 3
    FILES_IOCTL = 1 << 15,       // ABI 5
    NETWORK_ALL = 3,             // bind and connect, TCP
    SCOPED_ALL = 3,              // abstract sockets and signals
};

static ruleset_attributes attributes_of(int abi)
{
    ruleset_attributes attributes = {.handled_files = FILES_ABI_1};
    attributes.handled_files |= abi >= 2 ? FILES_REFER : 0;
    attributes.handled_files |= abi >= 3 ? FILES_TRUNCATE : 0;
    attributes.handled_files |= abi >= 5 ? FILES_IOCTL : 0;
    attributes.handled_network = abi >= 4 ? NETWORK_ALL : 0;
    attributes.scoped = abi >= 6 ? SCOPED_ALL : 0;
    return attributes;
}

static size_t attributes_size(int abi)
{
    return abi >= 6 ? sizeof(ruleset_attributes) : abi >= 4 ? 16 : 8;
}

static bool permit_reading(int ruleset, int folder)
{
    struct landlock_path_beneath_attr rule = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
        .parent_fd = folder,
    };
    return folder < 0 ||
           syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

// The leak check of a sanitizer looks at the process's own threads in /proc.
static bool permit_sanitizer(int ruleset)
{
    int folder = VTD_HAS_SANITIZER ? open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    bool done = permit_reading(ruleset, folder);
    if (folder >= 0) {
        close(folder);
    }
    return done;
}

static bool permit_shares(int ruleset, const vtd_setup *setup)
{
    bool done = permit_reading(ruleset, setup->web.folder);
    for (size_t index = 0; done && index < setup->share_count; index++) {
        done = permit_reading(ruleset, setup->shares[index].folder);
    }
    return done;
}

// A folder that is not there is not reached later either.
static bool permit_folder(int ruleset, const char *folder)
{
    int descriptor = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool done = permit_reading(ruleset, descriptor);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done;
}

static bool permit_file(int ruleset, const char *file)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
                                              .parent_fd = open(file, O_PATH | O_CLOEXEC)};
    bool done = rule.parent_fd < 0 || syscall(SYS_landlock_add_rule, ruleset,
                                              LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    if (rule.parent_fd >= 0) {
        close(rule.parent_fd);
    }
    return done;
}

// The folder, because files are replaced. Of a file in a folder that everyone uses, as /etc, only
// the file as it is.
static bool permit_around(int ruleset, const char *file)
{
    char path[PATH_MAX];
    char folder[PATH_MAX];
    if (strlen(file) >= sizeof path) {
        return true;
    }
    memcpy(path, file, strlen(file) + 1);
    if (realpath(dirname(path), folder) == NULL) {
        return true;
    }
    bool is_common = strchr(folder + 1, '/') == NULL;
    return is_common ? permit_file(ruleset, file) : permit_folder(ruleset, folder);
}

// And what a link leads to, as those of ACME clients do.
static bool permit_folder_of(int ruleset, const char *file)
{
    char target[PATH_MAX];
    return file == NULL ||
           (permit_around(ruleset, file) &&
            (realpath(file, target) == NULL || permit_around(ruleset, target)));
}

// What a reload reads again.
static bool permit_reload(int ruleset, const vtd_options *options)
{
    bool done = permit_folder_of(ruleset, options->key_file) &&
                permit_folder_of(ruleset, options->policy_file) &&
                permit_folder_of(ruleset, options->tls_certificate) &&
                permit_folder_of(ruleset, options->tls_key);
    for (size_t index = 0; done && index < options->files.count; index++) {
        done = permit_folder_of(ruleset, options->files.items[index]);
    }
    for (size_t index = 0; done && index < options->share_roots.count; index++) {
        done = permit_folder(ruleset, options->share_roots.items[index]);
    }
    return done;
}

bool vtd_wall_landlock(const vtd_server *server, int *abi_out)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) {
        *abi_out = 0;
        return errno == ENOSYS || errno == EOPNOTSUPP;
    }
    ruleset_attributes attributes = attributes_of((int)abi);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, attributes_size((int)abi),
                               0);
    if (ruleset < 0) {
        return false;
    }
    bool done = permit_sanitizer(ruleset) && permit_shares(ruleset, server->setup) &&
                permit_reading(ruleset, server->revocation.folder.folder) &&
                permit_reload(ruleset, &server->setup->options);
    done = done && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    *abi_out = done ? (int)abi : 0;
    return done;
}
