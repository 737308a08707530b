// SPDX-License-Identifier: Apache-2.0
// Reading and writing the key file.
#ifndef VTD_KEY_FILE_H
#define VTD_KEY_FILE_H

#include "vtb_key.h"

#include <stdbool.h>

// Reads a key file. It must be a regular file that no one but its owner (and root) can read or
// write. False with the reason on stderr.
bool vtd_key_file_read(const char *file, vtb_keyring *out);

// Makes a key file of mode 0600 with one fresh key; an existing file is never touched. False with
// the reason on stderr.
bool vtd_key_file_create(const char *file, uint16_t id, vtb_key_kind kind);

#endif
