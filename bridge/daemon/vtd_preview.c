// SPDX-License-Identifier: Apache-2.0
// The rules of preview streams; pure, but for memory.
#include "vtd_preview.h"

#include <stdlib.h>
#include <string.h>

enum { THUMBNAIL_END = 65536 };

vtb_preview_kind vtd_preview_next_kind(const vtd_preview_file *file)
{
    bool waits = file->part == NULL && !file->has_failed && file->sent < file->wanted;
    return waits ? (vtb_preview_kind)(file->sent + 1) : VTB_PREVIEW_UNSPECIFIED;
}

uint64_t vtd_preview_rank(const vtd_preview_file *file, vtb_preview_kind kind)
{
    return (uint64_t)kind << 32 | file->priority;
}

vtd_preview_file *vtd_preview_next(const vtd_preview_scene *scene)
{
    vtd_preview_file *best = NULL;
    uint64_t best_rank = UINT64_MAX;
    for (size_t index = 0; index < scene->count; index++) {
        vtd_preview_file *file = scene->files[index];
        vtb_preview_kind kind = vtd_preview_next_kind(file);
        uint64_t rank = vtd_preview_rank(file, kind);
        if (kind != VTB_PREVIEW_UNSPECIFIED && rank < best_rank) {
            best = file;
            best_rank = rank;
        }
    }
    return best;
}

static uint64_t smaller(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

bool vtd_preview_range(const vtd_preview_file *file, vtb_preview_kind kind, uint64_t *offset_out,
                       uint64_t *length_out)
{
    uint64_t size = file->handle->properties.size;
    uint64_t start = file->covered;
    uint64_t end = smaller(size, THUMBNAIL_END);
    if (kind == VTB_PREVIEW_CONTENT) {
        start = file->offset > start ? file->offset : start;
        bool has_end = file->length > 0 && file->offset < size &&
                       file->length < size - file->offset;
        end = has_end ? file->offset + file->length : size;
    }
    *offset_out = start;
    *length_out = start < end ? end - start : 0;
    return start < end;
}

void vtd_preview_opened(vtd_preview_file *file, uint64_t head_size)
{
    const uint8_t *etag = file->handle->properties.etag;
    bool is_same = memcmp(file->etag, etag, VTB_ETAG_SIZE) == 0;
    memcpy(file->etag, etag, VTB_ETAG_SIZE);
    if (file->covered == 0 || !is_same) {
        file->covered = head_size;
    }
}

static vtd_preview_file *find(const vtd_preview_scene *scene, uint32_t id)
{
    for (size_t index = 0; index < scene->count; index++) {
        if (scene->files[index]->id == id) {
            return scene->files[index];
        }
    }
    return NULL;
}

static vtd_preview_file *add(vtd_preview_scene *scene, uint32_t id)
{
    if (scene->count == scene->capacity) {
        size_t capacity = scene->capacity == 0 ? 16 : scene->capacity * 2;
        vtd_preview_file **files = realloc(scene->files, capacity * sizeof *files);
        if (files == NULL) {
            return NULL;
        }
        scene->files = files;
        scene->capacity = capacity;
    }
    vtd_preview_file *file = calloc(1, sizeof *file);
    if (file != NULL) {
        file->id = id;
        scene->files[scene->count++] = file;
    }
    return file;
}

static bool is_same_file(const vtd_preview_file *file, const vtb_preview_wish *wish)
{
    return file->reference_size == wish->file_size &&
           (wish->file_size == 0 || memcmp(file->reference, wish->file, wish->file_size) == 0);
}

static vtb_error set_reference(vtd_preview_file *file, const vtb_preview_wish *wish)
{
    uint8_t *reference = malloc(wish->file_size + 1);
    if (reference == NULL) {
        return VTB_E_MEMORY;
    }
    if (wish->file_size > 0) {
        memcpy(reference, wish->file, wish->file_size);
    }
    free(file->reference);
    file->reference = reference;
    file->reference_size = wish->file_size;
    file->sent = VTB_PREVIEW_UNSPECIFIED;
    file->has_failed = false;
    file->covered = 0;
    return VTB_OK;
}

// Compares a wish with what the file is about; sets it back where more of it is wanted.
static vtd_preview_change compare(vtd_preview_file *file, const vtb_preview_wish *wish)
{
    bool is_other_range = file->offset != wish->offset || file->length != wish->length;
    if (!is_same_file(file, wish)) {
        return VTD_PREVIEW_OTHER_FILE;
    }
    if (file->part != NULL) {
        bool is_content = file->sent == VTB_PREVIEW_THUMBNAIL;
        bool is_wanted = file->sent < wish->kind && !(is_content && is_other_range);
        return is_wanted ? VTD_PREVIEW_SAME : VTD_PREVIEW_OTHER_WISH;
    }
    if (is_other_range && file->sent == VTB_PREVIEW_CONTENT) {
        file->sent = VTB_PREVIEW_THUMBNAIL;
    }
    return VTD_PREVIEW_SAME;
}

vtb_error vtd_preview_wish(vtd_preview_scene *scene, const vtb_preview_wish *wish,
                           vtd_preview_file **file_out, vtd_preview_change *change_out)
{
    vtd_preview_file *file = find(scene, wish->file_id);
    bool is_new = file == NULL;
    if (is_new) {
        file = add(scene, wish->file_id);
    }
    if (file == NULL) {
        return VTB_E_MEMORY;
    }
    *file_out = file;
    *change_out = is_new ? VTD_PREVIEW_SAME : compare(file, wish);
    vtb_error error = VTB_OK;
    if (is_new || *change_out == VTD_PREVIEW_OTHER_FILE) {
        error = set_reference(file, wish);
    }
    file->wanted = wish->kind;
    file->priority = wish->priority;
    file->offset = wish->offset;
    file->length = wish->length;
    file->is_wanted = error == VTB_OK;
    return error;
}

void vtd_preview_remove(vtd_preview_scene *scene, size_t index)
{
    vtd_preview_file *file = scene->files[index];
    vtd_handle_release(file->handle);
    free(file->reference);
    free(file);
    scene->files[index] = scene->files[--scene->count];
}
