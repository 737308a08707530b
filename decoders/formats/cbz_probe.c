// SPDX-License-Identifier: Apache-2.0
// How an archive of pictures begins: its first entry is a picture, a folder, or the description
// that comic readers write.
#include <string.h>

#include "vt_probe.h"

#define LOCAL_SIZE 30u

static int ends_with(const char *name, size_t size, const char *ending)
{
    size_t ending_size = strlen(ending);
    if (size < ending_size)
        return 0;
    for (size_t i = 0; i < ending_size; i++) {
        char letter = name[size - ending_size + i];
        if ((letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter) != ending[i])
            return 0;
    }
    return 1;
}

int vt_probe_cbz(const uint8_t *head, size_t size)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".gif",
                                          ".webp", ".bmp", "comicinfo.xml", "/"};
    if (size < LOCAL_SIZE || memcmp(head, "PK\003\004", 4) != 0)
        return 0;
    size_t name_size = (size_t)(head[26] | head[27] << 8);
    if (name_size > size - LOCAL_SIZE)
        return 0;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (ends_with((const char *)head + LOCAL_SIZE, name_size, endings[i]))
            return 70;
    }
    return 0;
}
