// SPDX-License-Identifier: Apache-2.0
// The messages of the calls that stream both ways: what a client asks for on a running stream, and
// what stands before each answer. Nothing is copied: bodies are borrowed from the message.
#ifndef VTB_STREAMS_H
#define VTB_STREAMS_H

#include "vtb_error.h"
#include "vtb_messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Numbers equal those of vitrine.v1.Priority.
typedef enum vtb_priority {
    VTB_PRIORITY_UNSPECIFIED,
    VTB_PRIORITY_METADATA,
    VTB_PRIORITY_THUMBNAIL,
    VTB_PRIORITY_CONTENT,
    VTB_PRIORITY_PREFETCH,
} vtb_priority;

// Field numbers of SessionRequest.action; an answer has the number of its request.
typedef enum vtb_action {
    VTB_ACTION_NONE = 0,
    VTB_ACTION_OPEN = 2,
    VTB_ACTION_STAT = 3,
    VTB_ACTION_LIST = 4,
    VTB_ACTION_READ = 5,
    VTB_ACTION_CLOSE = 6,
    VTB_ACTION_CANCEL = 7,
    VTB_ACTION_PING = 8,
    VTB_ANSWER_DONE = 7,
    VTB_ANSWER_PONG = 8,
} vtb_action;

typedef struct vtb_session_request {
    uint32_t id;
    uint32_t action; // VTB_ACTION_, or a number that is none of ours
    const uint8_t *body; // the action's message
    size_t body_size;
    vtb_priority priority; // UNSPECIFIED also for an unknown one
    uint64_t credit;
} vtb_session_request;

// Errors: MESSAGE.
VTB_NODISCARD vtb_error vtb_decode_session(const uint8_t *bytes, size_t size,
                                           vtb_session_request *out);

// Numbers equal those of vitrine.v1.PreviewKind.
typedef enum vtb_preview_kind {
    VTB_PREVIEW_UNSPECIFIED,
    VTB_PREVIEW_META,
    VTB_PREVIEW_THUMBNAIL,
    VTB_PREVIEW_CONTENT,
} vtb_preview_kind;

#define VTB_PREVIEW_WISHES_MAX 256
#define VTB_VIEWPORT_SIZE_MAX 32 // of its message, as it came

typedef struct vtb_preview_wish {
    uint32_t file_id;
    vtb_preview_kind kind; // META also for an unspecified or unknown one
    uint32_t priority;
    uint64_t offset;
    uint64_t length;
    const uint8_t *file; // a FileRef
    size_t file_size;
} vtb_preview_wish;

typedef struct vtb_preview_request {
    bool has_scene;
    const uint8_t *viewport;
    size_t viewport_size;
    vtb_preview_wish *wishes; // owned: vtb_preview_request_free
    size_t wish_count;
    uint64_t credit;
} vtb_preview_request;

// Errors: MESSAGE, ARGUMENT (a viewport that is too long), LIMIT (too many wishes), MEMORY.
VTB_NODISCARD vtb_error vtb_decode_preview(const uint8_t *bytes, size_t size,
                                           vtb_preview_request *out);
void vtb_preview_request_free(vtb_preview_request *request);

// Reads a FileRef. Errors: MESSAGE.
VTB_NODISCARD vtb_error vtb_decode_place(const uint8_t *bytes, size_t size, vtb_place *out);

// The most that the functions below put before a body, with the frame head of gRPC.
#define VTB_ENVELOPE_MAX 128

// Writes the frame head and the fields of a SessionResponse so that they end where its answer of
// `size` bytes begins, at `body`. Returns what was written.
size_t vtb_session_head_write(uint8_t *body, uint32_t id, uint32_t answer, size_t size);

typedef struct vtb_preview_head {
    uint64_t frame_id;
    int64_t timestamp_ms;
    const uint8_t *viewport;
    size_t viewport_size; // at most VTB_VIEWPORT_SIZE_MAX
    bool is_ready;
    uint32_t file_id;
    vtb_preview_kind kind;
    bool has_failed; // the body is a Done; else that of `kind`
} vtb_preview_head;

// The same for a PreviewFrame. A frame of kind UNSPECIFIED has no body.
size_t vtb_preview_head_write(uint8_t *body, const vtb_preview_head *head, size_t size);

// The message Done, as the functions of vtb_messages.h encode theirs.
size_t vtb_encode_done(vtb_error error, uint8_t *out, size_t capacity);

#endif
