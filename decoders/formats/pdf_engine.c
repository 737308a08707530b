// SPDX-License-Identifier: Apache-2.0
// Starting MuPDF for a document, starting it anew, and how its calls end.
//
// This file is ours. A program that links it with MuPDF is, as a whole, under MuPDF's licence, the
// AGPL-3.0. MuPDF reports errors with longjmp: see pdf.c.
#include <string.h>

#include "message.h"
#include "pdf_state.h"

#define STORE_MAX ((size_t)64 << 20) // cached fonts and images
#define IMAGE_PIXELS_WHOLE (UINT64_C(16) << 20)
#define STEPS_PER_PROGRESS 256
#define WORK_PER_PROGRESS ((uint32_t)1 << 18) // edges looked at: some milliseconds

// ---- What MuPDF calls ---------------------------------------------------------------------------

void sheet_progress(sheet_state *state)
{
    uint64_t done = state->cookie.progress > 0 ? (uint64_t)state->cookie.progress : 0;
    bool is_known = state->cookie.progress_max != (size_t)-1;
    uint64_t total = is_known ? (uint64_t)state->cookie.progress_max : 0;
    if (state->error != VT_OK)
        return;
    state->error = vt_document_progress(state->document, done, total);
    if (state->error != VT_OK)
        state->cookie.abort = 1;
}

// What mupdf.cmake makes the rasteriser call for each line of a shape. Throws.
void sheet_poll(fz_context *context, int work);

void sheet_poll(fz_context *context, int work)
{
    sheet_state *state = fz_user_context(context);
    state->work += (uint32_t)work;
    if (state->work < WORK_PER_PROGRESS)
        return;
    state->work = 0;
    sheet_progress(state);
    if (state->error != VT_OK)
        fz_throw(context, FZ_ERROR_ABORT, "stopped");
}

// MuPDF may go on without what it got no memory for, and remember that.
static void *memory_check(sheet_state *state, void *block)
{
    if (block == NULL)
        state->is_spent = true;
    return block;
}

// Allocations are the one thing that all work in MuPDF has in common, so progress is told there.
static void *on_allocate(void *user, size_t size)
{
    sheet_state *state = user;
    if (++state->steps % STEPS_PER_PROGRESS == 0)
        sheet_progress(state);
    return memory_check(state, sheet_memory_allocate(&state->memory, size));
}

static void *on_reallocate(void *user, void *pointer, size_t size)
{
    sheet_state *state = user;
    return memory_check(state, sheet_memory_reallocate(&state->memory, pointer, size));
}

static void on_release(void *user, void *pointer)
{
    sheet_state *state = user;
    sheet_memory_release(&state->memory, pointer);
}

static void on_error(void *user, const char *text)
{
    sheet_state *state = user;
    if (state->first_error.text[0] == '\0')
        vt_message_add_text(&state->first_error, text);
}

static void on_warning(void *user, const char *text)
{
    (void)user;
    (void)text;
}

// How much of an image is decoded for a region. MuPDF would take a part and fit it to whole pixels,
// so that a tile and the whole page differ by a shift; the whole image, which is kept for the next
// tile, has no such seam. Only of very large ones is a part taken.
static void on_image_decode(void *user, int width, int height, int halvings, fz_irect *part)
{
    (void)user;
    uint64_t pixels = ((uint64_t)width * (uint64_t)height) >> (2 * halvings);
    if (pixels <= IMAGE_PIXELS_WHOLE)
        *part = (fz_irect){0, 0, width, height};
}

// ---- Calls and how they end ---------------------------------------------------------------------

void sheet_call_begin(sheet_state *state)
{
    state->error = VT_OK;
    state->first_error.text[0] = '\0';
    memset(&state->cookie, 0, sizeof state->cookie);
}

// After a call that was cancelled, or whose reads failed.
static vt_error call_stopped(sheet_state *state)
{
    state->is_spent = true;
    if (state->error == VT_E_CANCELLED)
        return VT_E_CANCELLED;
    return vt_document_fail(state->document, state->error, "The file could not be read further.");
}

// In fz_catch: the error that stands for what was thrown.
vt_error sheet_call_caught(sheet_state *state)
{
    vt_document *document = state->document;
    int code = fz_caught(state->context);
    vt_message message = {""};
    vt_message_add_text(&message, fz_convert_error(state->context, &code));
    if (state->error != VT_OK)
        return call_stopped(state);
    switch (code) {
    case FZ_ERROR_SYSTEM:
        return vt_document_fail_memory(document);
    case FZ_ERROR_LIMIT:
        return vt_document_fail(document, VT_E_LIMIT, message.text);
    case FZ_ERROR_UNSUPPORTED:
        return vt_document_fail(document, VT_E_UNSUPPORTED, message.text);
    default:
        return vt_document_fail(document, VT_E_CORRUPT, message.text);
    }
}

// After work that succeeded for MuPDF, which goes on after errors within a page.
vt_error sheet_call_end(sheet_state *state)
{
    if (state->error != VT_OK)
        return call_stopped(state);
    if (pdf_was_repaired(state->context, state->pdf))
        vt_document_warn_partial(state->document, "The file is damaged and had to be repaired.");
    if (state->cookie.errors > 0)
        vt_document_warn_partial(state->document, state->first_error.text);
    return vt_document_fail(state->document, VT_OK, state->first_error.text);
}

// ---- Starting and stopping ----------------------------------------------------------------------

static vt_error open_pdf(sheet_state *state)
{
    fz_context *context = state->context;
    fz_stream *stream = NULL;
    vt_error error = VT_OK;
    fz_var(stream);
    fz_var(error);
    fz_try(context)
    {
        stream = sheet_stream_open(context, state);
        state->pdf = pdf_open_document_with_stream(context, stream);
    }
    fz_always(context)
        fz_drop_stream(context, stream);
    fz_catch(context)
        error = sheet_call_caught(state);
    return error;
}

static vt_error unlock_pdf(sheet_state *state)
{
    fz_context *context = state->context;
    const char *password = state->password;
    vt_error error = VT_OK;
    fz_var(error);
    fz_try(context)
    {
        bool is_locked = pdf_needs_password(context, state->pdf) != 0;
        state->document->info.has_password = is_locked;
        if (is_locked && password == NULL)
            error = vt_document_fail(state->document, VT_E_PASSWORD, "A password is needed.");
        else if (is_locked && !pdf_authenticate_password(context, state->pdf, password))
            error = vt_document_fail(state->document, VT_E_PASSWORD, "The password is wrong.");
    }
    fz_catch(context)
        error = sheet_call_caught(state);
    return error;
}

// Drops all that MuPDF holds, open pages with it.
void sheet_engine_stop(sheet_state *state)
{
    if (state->context != NULL) {
        pdf_drop_document(state->context, state->pdf);
        fz_empty_store(state->context); // fonts, which point to character maps
        sheet_assets_drop_cmaps(state);
        fz_drop_context(state->context);
    }
    sheet_memory_release_all(&state->memory);
    sheet_assets_free(state);
    state->context = NULL;
    state->pdf = NULL;
}

vt_error sheet_engine_start(sheet_state *state)
{
    uint64_t quarter = state->document->limits.memory_max / 4;
    size_t store = quarter < STORE_MAX ? (size_t)quarter : STORE_MAX;
    state->is_spent = false;
    state->generation++;
    state->allocator = (fz_alloc_context){state, on_allocate, on_reallocate, on_release};
    state->context = fz_new_context(&state->allocator, NULL, store > 0 ? store : 1);
    if (state->context == NULL)
        return vt_document_fail_memory(state->document);
    fz_set_user_context(state->context, state);
    fz_set_error_callback(state->context, on_error, state);
    fz_set_warning_callback(state->context, on_warning, state);
    fz_tune_image_decode(state->context, on_image_decode, NULL);
    vt_error error = open_pdf(state);
    if (error == VT_OK)
        error = unlock_pdf(state);
    return error;
}

// Before work on an open document.
vt_error sheet_engine_use(sheet_state *state)
{
    sheet_call_begin(state);
    if (!state->is_spent)
        return VT_OK;
    sheet_engine_stop(state);
    vt_error error = sheet_engine_start(state);
    if (error == VT_OK)
        error = sheet_call_end(state);
    if (error != VT_OK)
        state->is_spent = true;
    return error;
}
