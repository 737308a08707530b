// SPDX-License-Identifier: Apache-2.0
// StreamPreview: the client says what its screen shows, and gets its bytes, most wanted first.
#include "vtd_methods.h"
#include "vtd_mux.h"
#include "vtd_preview.h"
#include "vtd_server.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    META_SIZE = 4096,
    PARTS_MAX = 16,
    CREDIT_FIRST = VTD_PACE_WINDOW_MAX * VTD_PACE_CHUNK_FIRST,
};

typedef struct preview {
    vtd_mux mux;
    vtd_preview_scene scene;
    uint8_t viewport[VTB_VIEWPORT_SIZE_MAX];
    size_t viewport_size;
    uint64_t frame_id;
    bool owes_ready; // the client has not been told yet that all was sent
    bool has_ended;  // the client sends no more
    bool is_busy;
} preview;

static int64_t now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static vtb_preview_head head_of(preview *state, const vtd_preview_file *file, vtb_preview_kind kind)
{
    return (vtb_preview_head){
        .frame_id = ++state->frame_id,
        .timestamp_ms = now_ms(),
        .viewport = state->viewport,
        .viewport_size = state->viewport_size,
        .file_id = file == NULL ? 0 : file->id,
        .kind = kind,
    };
}

static size_t wrap(vtd_part *part, uint8_t *payload, size_t size)
{
    const vtd_preview_file *file = part->context;
    vtb_preview_head head =
        head_of(part->mux->call->progress, file, (vtb_preview_kind)(file->sent + 1));
    return vtb_preview_head_write(payload, &head, size);
}

// A frame that no part sends: `body` is a Done, or empty.
static void answer(vtd_call *call, const vtb_preview_head *head, const char *bytes, size_t size)
{
    vtd_buffer *buffer = vtd_call_message(call, size);
    if (buffer == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    uint8_t *body = buffer->bytes + buffer->start;
    memcpy(body, bytes, size);
    buffer->start -= vtb_preview_head_write(body, head, size);
    vtd_exchange_send(call->task.exchange, buffer);
}

static void fail(vtd_call *call, vtd_preview_file *file, vtb_error error)
{
    uint8_t done[512];
    size_t size = vtb_encode_done(error, done, sizeof done);
    vtb_preview_head head =
        head_of(call->progress, file, (vtb_preview_kind)(file->sent + 1));
    head.has_failed = true;
    file->has_failed = true;
    answer(call, &head, (const char *)done, size);
}

static void give_back(vtd_call *call, vtd_preview_file *file)
{
    if (file->handle != NULL) {
        vtd_handles_remove(&call->task.server->handles, file->handle);
        vtd_handle_release(file->handle);
        file->handle = NULL;
    }
}

// Clients may read on by the handles of files whose content they want; others are closed.
static void stage_done(vtd_call *call, vtd_preview_file *file)
{
    file->sent++;
    if (file->sent == VTB_PREVIEW_THUMBNAIL) {
        file->covered = file->covered > 65536 ? file->covered : 65536;
    }
    if (file->sent >= file->wanted && file->wanted < VTB_PREVIEW_CONTENT) {
        give_back(call, file);
    }
}

static void proceed(vtd_call *call);

static void finished(vtd_part *part, vtb_error error)
{
    vtd_call *call = part->mux->call;
    vtd_preview_file *file = part->context;
    if (file == NULL) {
        return; // not wanted any more
    }
    file->part = NULL;
    if (error == VTB_OK && file->handle == NULL) {
        file->handle = part->call.handle;
        file->handle->references++;
        vtd_preview_opened(file, part->call.request.head_size);
    }
    if (error == VTB_OK) {
        stage_done(call, file);
    } else {
        fail(call, file, error);
        give_back(call, file);
    }
    proceed(call);
}

static const vtd_mux_owner owner = {wrap, finished};

// Ends what runs for a file.
static void drop_part(vtd_preview_file *file)
{
    if (file->part != NULL) {
        vtd_part *part = file->part;
        file->part = NULL;
        part->context = NULL;
        vtd_mux_cancel(part);
    }
}

// The file is not wanted any more, or another one has its number.
static void drop_file(vtd_call *call, vtd_preview_file *file)
{
    vtd_exchange *exchange = call->task.exchange;
    drop_part(file);
    for (int kind = VTB_PREVIEW_META; kind <= VTB_PREVIEW_CONTENT; kind++) {
        exchange->server->bytes_recalled +=
            vtd_queue_recall(&exchange->output, file->owners + (unsigned)kind);
    }
    give_back(call, file);
}

// Begins what is next for a file; nothing to send of a kind is also an answer.
static void begin(vtd_call *call, vtd_preview_file *file)
{
    preview *state = call->progress;
    vtb_call_request request = {0};
    vtb_preview_kind kind = vtd_preview_next_kind(file);
    vtd_part_new values = {.method = "vitrine.v1.FileBridge/Open",
                           .id = file->id,
                           .owner = file->owners + kind,
                           .request = &request,
                           .context = file,
                           .part_out = &file->part,
                           .rank = vtd_preview_rank(file, kind),
                           .weight = 1,
                           .credit = UINT64_MAX};
    vtb_error error = VTB_OK;
    if (file->handle == NULL) {
        file->sent = VTB_PREVIEW_UNSPECIFIED;
        request.head_size = file->covered > 0 ? 0 : META_SIZE;
        error = vtb_decode_place(file->reference, file->reference_size, &request.place);
    } else {
        values.method = "vitrine.v1.FileBridge/Read";
        memcpy(request.handle, file->handle->id, VTB_HANDLE_SIZE);
        request.handle_size = VTB_HANDLE_SIZE;
        if (!vtd_preview_range(file, kind, &request.offset, &request.length)) {
            stage_done(call, file);
            return;
        }
    }
    if (error == VTB_OK && !vtd_mux_begin(&state->mux, &values)) {
        error = VTB_E_MEMORY;
    }
    if (error != VTB_OK) {
        fail(call, file, error);
    }
}

// Begins as much as may run at once; says so when all has been sent.
static void proceed(vtd_call *call)
{
    preview *state = call->progress;
    if (state->is_busy) {
        return; // a part that is begun here may end at once
    }
    state->is_busy = true;
    vtd_preview_file *next = vtd_preview_next(&state->scene);
    while (next != NULL && state->mux.count < PARTS_MAX && !call->is_finished) {
        begin(call, next);
        next = vtd_preview_next(&state->scene);
    }
    state->is_busy = false;
    bool is_running = false;
    for (size_t index = 0; index < state->scene.count; index++) {
        is_running = is_running || state->scene.files[index]->part != NULL;
    }
    if (call->is_finished || next != NULL || is_running) {
        return;
    }
    if (state->owes_ready) {
        vtb_preview_head head = head_of(state, NULL, VTB_PREVIEW_UNSPECIFIED);
        head.is_ready = true;
        state->owes_ready = false;
        answer(call, &head, "", 0);
    }
    if (state->has_ended) {
        vtd_call_finish(call, VTB_OK);
    }
}

static vtb_error take_wish(vtd_call *call, const vtb_preview_wish *wish)
{
    preview *state = call->progress;
    vtd_preview_file *file = NULL;
    vtd_preview_change change = VTD_PREVIEW_SAME;
    vtb_error error = vtd_preview_wish(&state->scene, wish, &file, &change);
    if (error == VTB_OK && file->owners == 0) {
        file->owners = call->task.server->last_owner;
        call->task.server->last_owner += VTB_PREVIEW_CONTENT;
    }
    if (change == VTD_PREVIEW_OTHER_FILE) {
        drop_file(call, file);
    } else if (change == VTD_PREVIEW_OTHER_WISH) {
        drop_part(file);
    }
    if (error == VTB_OK && file->part != NULL) {
        file->part->rank = vtd_preview_rank(file, (vtb_preview_kind)(file->sent + 1));
    }
    return error;
}

static vtb_error take_scene(vtd_call *call, const vtb_preview_request *request)
{
    preview *state = call->progress;
    vtd_preview_scene *scene = &state->scene;
    vtb_error error = VTB_OK;
    state->viewport_size = request->viewport_size;
    if (request->viewport_size > 0) {
        memcpy(state->viewport, request->viewport, request->viewport_size);
    }
    for (size_t index = 0; index < scene->count; index++) {
        scene->files[index]->is_wanted = false;
    }
    state->is_busy = true; // nothing begins before all wishes are known
    for (size_t index = 0; error == VTB_OK && index < request->wish_count; index++) {
        error = take_wish(call, &request->wishes[index]);
    }
    for (size_t index = scene->count; index-- > 0;) {
        vtd_preview_file *file = scene->files[index];
        if (!file->is_wanted) {
            drop_file(call, file);
            vtd_preview_remove(scene, index);
        }
    }
    state->is_busy = false;
    state->owes_ready = true;
    return error;
}

void vtd_method_preview_message(vtd_call *call, const uint8_t *bytes, size_t size)
{
    preview *state = call->progress;
    vtb_preview_request request;
    vtb_error error = vtb_decode_preview(bytes, size, &request);
    if (error == VTB_OK && request.has_scene) {
        error = take_scene(call, &request);
    }
    if (error != VTB_OK) {
        vtd_call_finish(call, error);
    } else {
        bool overflows = request.credit > UINT64_MAX - 1 - state->mux.credit;
        state->mux.credit = overflows ? UINT64_MAX - 1 : state->mux.credit + request.credit;
        proceed(call);
        vtd_mux_proceed(&state->mux);
    }
    vtb_preview_request_free(&request);
}

void vtd_method_preview_start(vtd_call *call)
{
    preview *state = calloc(1, sizeof *state);
    if (state == NULL) {
        vtd_call_finish(call, VTB_E_MEMORY);
        return;
    }
    vtd_mux_init(&state->mux, call, &owner);
    state->mux.credit = CREDIT_FIRST;
    call->progress = state;
}

void vtd_method_preview_end(vtd_call *call)
{
    preview *state = call->progress;
    state->has_ended = true;
    proceed(call);
}

void vtd_method_preview_drain(vtd_call *call)
{
    vtd_call_finish(call, VTB_E_DRAINING);
}

void vtd_method_preview_stop(vtd_call *call)
{
    preview *state = call->progress;
    vtd_mux_stop(&state->mux);
    while (state->scene.count > 0) {
        give_back(call, state->scene.files[0]);
        vtd_preview_remove(&state->scene, 0);
    }
}

void vtd_method_preview_resume(vtd_call *call)
{
    preview *state = call->progress;
    vtd_mux_proceed(&state->mux);
}

void vtd_method_preview_discard(vtd_call *call)
{
    preview *state = call->progress;
    free(state->scene.files);
    free(state);
    call->progress = NULL;
}
