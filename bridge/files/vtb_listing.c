// SPDX-License-Identifier: Apache-2.0
// Reads and sorts the entries of an open folder.
#include "vtb_listing.h"

#include "vtb_path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int entry_compare(const void *left, const void *right)
{
    const vtb_listing_entry *one = left;
    const vtb_listing_entry *other = right;
    bool one_is_folder = one->type == VTB_FILE_FOLDER;
    bool other_is_folder = other->type == VTB_FILE_FOLDER;
    if (one_is_folder != other_is_folder) {
        return one_is_folder ? -1 : 1;
    }
    return strcmp(one->name, other->name);
}

static vtb_error listing_reserve(vtb_listing *listing)
{
    if (listing->count < listing->capacity) {
        return VTB_OK;
    }
    size_t capacity = listing->capacity == 0 ? 64 : listing->capacity * 2;
    vtb_listing_entry *entries = reallocarray(listing->entries, capacity, sizeof *entries);
    if (entries == NULL) {
        return VTB_E_MEMORY;
    }
    listing->entries = entries;
    listing->capacity = capacity;
    return VTB_OK;
}

static vtb_error listing_add(vtb_listing *listing, int folder, const char *name)
{
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return VTB_OK; // removed while we read, or not ours to see: not an entry any more
    }
    vtb_error error = listing_reserve(listing);
    if (error != VTB_OK) {
        return error;
    }
    vtb_listing_entry *entry = &listing->entries[listing->count];
    entry->type = S_ISREG(status.st_mode)   ? VTB_FILE_REGULAR
                  : S_ISDIR(status.st_mode) ? VTB_FILE_FOLDER
                  : S_ISLNK(status.st_mode) ? VTB_FILE_SYMLINK
                                            : VTB_FILE_OTHER;
    entry->size = entry->type == VTB_FILE_REGULAR ? (uint64_t)status.st_size : 0;
    entry->modified_ms = status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
    entry->name = strdup(name);
    if (entry->name == NULL) {
        return VTB_E_MEMORY;
    }
    listing->count++;
    return VTB_OK;
}

static vtb_error listing_fill(vtb_listing *listing, DIR *stream, size_t entries_max)
{
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(stream);
        if (entry == NULL) {
            return errno == 0 ? VTB_OK : VTB_E_IO;
        }
        // This also leaves out "." and "..".
        if (!vtb_path_is_component(entry->d_name, strlen(entry->d_name))) {
            continue;
        }
        vtb_error error = listing->count == entries_max
                              ? VTB_E_LIMIT
                              : listing_add(listing, dirfd(stream), entry->d_name);
        if (error != VTB_OK) {
            return error;
        }
    }
}

vtb_error vtb_listing_read(int descriptor, size_t entries_max, vtb_listing *out)
{
    *out = (vtb_listing){0};
    DIR *stream = fdopendir(descriptor);
    if (stream == NULL) {
        close(descriptor);
        return VTB_E_MEMORY;
    }
    vtb_error error = listing_fill(out, stream, entries_max);
    closedir(stream);
    if (error != VTB_OK) {
        vtb_listing_free(out);
        return error;
    }
    if (out->count > 1) {
        qsort(out->entries, out->count, sizeof *out->entries, entry_compare);
    }
    return VTB_OK;
}

void vtb_listing_free(vtb_listing *listing)
{
    for (size_t index = 0; index < listing->count; index++) {
        free(listing->entries[index].name);
    }
    free(listing->entries);
    *listing = (vtb_listing){0};
}
