// SPDX-License-Identifier: Apache-2.0
// Key files on the disk: private, small, never overwritten.
#include "vtd_key_file.h"

#include "vtd_complain.h"
#include "vtd_file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 8192 };

bool vtd_key_file_read(const char *file, vtb_keyring *out)
{
    vtd_text text;
    if (access(file, F_OK) != 0 && errno == ENOENT) {
        return vtd_complain(file, "there is no key file; \"vitrined key new FILE\" makes one");
    }
    if (!vtd_file_read(file, KEY_FILE_MAX, true, &text)) {
        return false;
    }
    vtb_error error = vtb_keyring_parse(text.bytes, text.size, out);
    vtd_text_free(&text);
    return error == VTB_OK || vtd_complain(file, vtb_error_sentence(error));
}

bool vtd_key_file_create(const char *file, uint16_t id, vtb_key_kind kind)
{
    vtb_key key;
    char line[VTB_KEY_LINE_MAX];
    if (vtb_key_generate(id, kind, &key) != VTB_OK) {
        return vtd_complain(file, "the system gives no random bytes");
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
    return done || vtd_complain(file, strerror(reason));
}
