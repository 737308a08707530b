// SPDX-License-Identifier: Apache-2.0
// Key files on the disk: private, small, never overwritten.
#include "vtd_key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 8192 };

static bool complain(const char *file, const char *reason)
{
    (void)fprintf(stderr, "vitrined: %s: %s\n", file, reason);
    return false;
}

static bool read_text(int descriptor, char *text, size_t *size_out)
{
    size_t size = 0;
    while (size < KEY_FILE_MAX) {
        ssize_t taken = read(descriptor, text + size, KEY_FILE_MAX - size);
        if (taken == 0) {
            *size_out = size;
            return true;
        }
        if (taken < 0) {
            return false;
        }
        size += (size_t)taken;
    }
    return false;
}

bool vtd_key_file_read(const char *file, vtb_keyring *out)
{
    int descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return complain(file, errno == ENOENT
                                  ? "there is no key file; \"vitrined key new FILE\" makes one"
                                  : strerror(errno));
    }
    struct stat status;
    char text[KEY_FILE_MAX];
    size_t size = 0;
    bool is_private = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
                      (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    bool is_read = is_private && read_text(descriptor, text, &size);
    close(descriptor);
    vtb_error error = is_read ? vtb_keyring_parse(text, size, out) : VTB_E_KEY_FILE;
    OPENSSL_cleanse(text, sizeof text);
    if (!is_private) {
        return complain(file, "the key file must be readable by its owner only (chmod 600)");
    }
    return error == VTB_OK || complain(file, vtb_error_sentence(error));
}

bool vtd_key_file_create(const char *file)
{
    vtb_key key;
    char line[VTB_KEY_LINE_MAX];
    if (vtb_key_generate(1, &key) != VTB_OK) {
        return complain(file, "the system gives no random bytes");
    }
    size_t size = vtb_key_print(&key, line);
    int descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool done = descriptor >= 0 && write(descriptor, line, size) == (ssize_t)size &&
                fsync(descriptor) == 0;
    int reason = errno;
    OPENSSL_cleanse(&key, sizeof key);
    OPENSSL_cleanse(line, sizeof line);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done || complain(file, strerror(reason));
}
