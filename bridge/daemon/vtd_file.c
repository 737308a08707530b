// SPDX-License-Identifier: Apache-2.0
// Opens with openat2, which the system call filter permits, and reads to the end.
#include "vtd_file.h"

#include "vtb_resolve.h"
#include "vtd_complain.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(int descriptor, size_t size_max, vtd_text *out)
{
    while (out->size <= size_max) {
        ssize_t taken = read(descriptor, out->bytes + out->size, size_max + 1 - out->size);
        if (taken == 0) {
            out->bytes[out->size] = '\0';
            return true;
        }
        if (taken < 0 && errno != EINTR) {
            return false;
        }
        out->size += taken < 0 ? 0 : (size_t)taken;
    }
    errno = EFBIG;
    return false;
}

static bool read_descriptor(const char *file, int descriptor, size_t size_max, bool is_private,
                            vtd_text *out)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        return vtd_complain(file, "this is not a regular file");
    }
    if (is_private && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return vtd_complain(file, "the file must be readable by its owner only (chmod 600)");
    }
    *out = (vtd_text){.bytes = malloc(size_max + 2)};
    if (out->bytes == NULL || !read_all(descriptor, size_max, out)) {
        vtd_text_free(out);
        return vtd_complain(file, strerror(errno));
    }
    return true;
}

bool vtd_file_read(const char *file, size_t size_max, bool is_private, vtd_text *out)
{
    int descriptor = vtb_open_trusted(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        return vtd_complain(file, strerror(errno));
    }
    bool done = read_descriptor(file, descriptor, size_max, is_private, out);
    close(descriptor);
    return done;
}

void vtd_text_free(vtd_text *text)
{
    if (text->bytes != NULL) {
        OPENSSL_cleanse(text->bytes, text->size);
        free(text->bytes);
    }
    *text = (vtd_text){0};
}
