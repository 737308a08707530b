// SPDX-License-Identifier: Apache-2.0
// Recognises the formats that the viewer knows by their signatures.
#include "vtb_media_type.h"

#include <stdbool.h>
#include <string.h>

typedef struct signature {
    size_t offset;
    size_t size;
    const char *bytes;
    const char *media_type;
} signature;

#define SIGNATURE(offset, bytes, media_type) {offset, sizeof bytes - 1, bytes, media_type}

static const signature signatures[] = {
    SIGNATURE(0, "\x89PNG\r\n\x1a\n", "image/png"),
    SIGNATURE(0, "\xff\xd8\xff", "image/jpeg"),
    SIGNATURE(0, "GIF87a", "image/gif"),
    SIGNATURE(0, "GIF89a", "image/gif"),
    SIGNATURE(0, "II\x2a\x00", "image/tiff"),
    SIGNATURE(0, "MM\x00\x2a", "image/tiff"),
    SIGNATURE(0, "\xff\x0a", "image/jxl"),
    SIGNATURE(0, "\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    SIGNATURE(0, "\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    SIGNATURE(0, "8BPS", "image/vnd.adobe.photoshop"),
    SIGNATURE(8, "WEBP", "image/webp"),
    SIGNATURE(4, "ftypavif", "image/avif"),
    SIGNATURE(4, "ftypavis", "image/avif"),
    SIGNATURE(4, "ftypheic", "image/heic"),
    SIGNATURE(4, "ftypheix", "image/heic"),
    SIGNATURE(4, "ftypheim", "image/heic"),
    SIGNATURE(4, "ftypheis", "image/heic"),
    SIGNATURE(4, "ftypmif1", "image/heif"),
    SIGNATURE(4, "ftyp", "video/mp4"),
    SIGNATURE(30, "mimetypeapplication/epub+zip", "application/epub+zip"),
    SIGNATURE(0, "PK\x03\x04", "application/zip"),
};

// Two letters are not much of a signature: the reserved fields of the header must be zero too.
static bool looks_like_bitmap(const uint8_t *head, size_t size)
{
    return size >= 14 && memcmp(head, "BM", 2) == 0 && memcmp(head + 6, "\0\0\0\0", 4) == 0;
}

static bool looks_like_text(const uint8_t *head, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        uint8_t byte = head[index];
        bool is_space = byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f';
        if ((byte < 0x20 && !is_space) || byte == 0x7F || byte == 0xC0 || byte == 0xC1 ||
            byte > 0xF4) {
            return false;
        }
    }
    return size > 0;
}

const char *vtb_media_type_sniff(const uint8_t *head, size_t size)
{
    for (size_t index = 0; index < sizeof signatures / sizeof *signatures; index++) {
        const signature *known = &signatures[index];
        if (size >= known->offset + known->size &&
            memcmp(head + known->offset, known->bytes, known->size) == 0) {
            return known->media_type;
        }
    }
    if (looks_like_bitmap(head, size)) {
        return "image/bmp";
    }
    size_t window = size < VTB_SNIFF_SIZE ? size : VTB_SNIFF_SIZE;
    if (memmem(head, window, "%PDF-", 5) != NULL) {
        return "application/pdf";
    }
    if (looks_like_text(head, window)) {
        return memmem(head, window, "<svg", 4) != NULL ? "image/svg+xml" : "text/plain";
    }
    return "application/octet-stream";
}
