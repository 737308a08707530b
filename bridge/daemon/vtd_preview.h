// SPDX-License-Identifier: Apache-2.0
// The files of a preview stream: what is wanted of each, how far it has come, and which is next.
#ifndef VTD_PREVIEW_H
#define VTD_PREVIEW_H

#include "vtb_streams.h"
#include "vtd_handles.h"

// A file that the scene wants.
typedef struct vtd_preview_file {
    uint32_t id;
    uint64_t owners; // owners + kind owns what is sent of that kind; 0 before that is known
    uint8_t *reference; // a FileRef, owned
    size_t reference_size;
    vtb_preview_kind wanted; // up to and with this
    vtb_preview_kind sent;
    uint32_t priority;
    uint64_t offset; // of the content wanted
    uint64_t length;
    struct vtd_part *part; // that runs for it
    vtd_handle *handle;    // held and in the table of handles; NULL before the file is open
    uint64_t covered;      // the first bytes that have been sent
    uint8_t etag[VTB_ETAG_SIZE]; // of the file that they are of
    bool is_wanted;        // while a new scene is taken over
    bool has_failed;
} vtd_preview_file;

typedef struct vtd_preview_scene {
    vtd_preview_file **files;
    size_t count;
    size_t capacity;
} vtd_preview_scene;

// The kind that is to be sent next, or UNSPECIFIED when all has been sent or is under way.
vtb_preview_kind vtd_preview_next_kind(const vtd_preview_file *file);
// Files go by kind, and within one by priority.
uint64_t vtd_preview_rank(const vtd_preview_file *file, vtb_preview_kind kind);
// The file whose turn it is, or NULL.
vtd_preview_file *vtd_preview_next(const vtd_preview_scene *scene);
// The range that a kind (THUMBNAIL or CONTENT) still has to send; false when that is none.
bool vtd_preview_range(const vtd_preview_file *file, vtb_preview_kind kind, uint64_t *offset_out,
                       uint64_t *length_out);

typedef enum vtd_preview_change {
    VTD_PREVIEW_SAME,       // what runs for the file may go on
    VTD_PREVIEW_OTHER_WISH, // it is not wanted any more
    VTD_PREVIEW_OTHER_FILE, // nor what has been queued
} vtd_preview_change;

// The handle is there, and `head_size` first bytes were sent with it. Bytes that were sent before
// count while the file is the same.
void vtd_preview_opened(vtd_preview_file *file, uint64_t head_size);

// Finds the file of a wish and makes it what the wish says, or adds it. Errors: MEMORY.
VTB_NODISCARD vtb_error vtd_preview_wish(vtd_preview_scene *scene, const vtb_preview_wish *wish,
                                         vtd_preview_file **file_out,
                                         vtd_preview_change *change_out);
// Takes out and frees the file at an index; its part must have ended.
void vtd_preview_remove(vtd_preview_scene *scene, size_t index);

#endif
