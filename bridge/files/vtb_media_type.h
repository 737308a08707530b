// SPDX-License-Identifier: Apache-2.0
// The media type of a file, sniffed from its first bytes and never from its name.
#ifndef VTB_MEDIA_TYPE_H
#define VTB_MEDIA_TYPE_H

#include <stddef.h>
#include <stdint.h>

// Bytes that vtb_media_type_sniff may look at: PDF allows its header anywhere in the first 1024.
#define VTB_SNIFF_SIZE 1024

// Static text; "application/octet-stream" when unknown, "text/plain" for UTF-8 text, and that also
// for HTML, which must never run from here.
const char *vtb_media_type_sniff(const uint8_t *head, size_t size);

#endif
