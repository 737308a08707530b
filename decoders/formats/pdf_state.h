// SPDX-License-Identifier: Apache-2.0
// What the PDF format keeps for an open document, shared by its files. They are ours; a program
// that links them with MuPDF is, as a whole, under MuPDF's licence, the AGPL-3.0.
#ifndef VT_FORMATS_PDF_STATE_H
#define VT_FORMATS_PDF_STATE_H

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>

#include "pdf_memory.h"
#include "vt_format.h"

// An asset that was loaded, or that was looked for in vain (bytes NULL).
typedef struct sheet_asset {
    struct sheet_asset *next;
    uint8_t *bytes;
    size_t size;
    pdf_cmap *cmap; // when it is a character map that was read
    char name[64];
} sheet_asset;

// Work that was stopped inside MuPDF (cancelled, or a read or an allocation failed) leaves pages
// and images in its caches that look as if the file were damaged. Such an engine is spent: the next
// call starts another one, of the next generation; what pages held of the old one is gone with it.
typedef struct {
    vt_document *document;
    char *password;             // for the next engine; may be NULL
    uint32_t generation;        // of the engine
    bool is_spent;
    fz_alloc_context allocator; // the context keeps a pointer to it
    fz_context *context;        // one for each document, as one thread at a time uses it
    pdf_document *pdf;
    fz_cookie cookie;
    sheet_memory memory;        // of MuPDF
    sheet_asset *assets;
    vt_error error;         // of reading, or CANCELLED; wins over what MuPDF makes of it
    uint32_t steps;         // allocations so far; progress is reported now and then
    uint32_t work;          // of the rasteriser since it last did
    vt_message first_error; // that MuPDF reported in the current call
} sheet_state;

// What the format keeps for an open page.
typedef struct {
    uint32_t generation;   // of the engine that all below belongs to
    pdf_page *page;
    fz_display_list *list; // made when the page is first shown or read
    fz_stext_page *text;   // made when it is first read
    fz_rect bounds;
} sheet_page;

// Begins a call on an open page, with its pdf_page there; the same with its display list there.
vt_error sheet_page_use(vt_page *page);
vt_error sheet_page_interpret(vt_page *page);

// Starts MuPDF on the document and unlocks it; stops it and frees all it holds, open pages too.
vt_error sheet_engine_start(sheet_state *state);
void sheet_engine_stop(sheet_state *state);

// Begins a call on an open document, with a fresh engine where the last one is spent.
vt_error sheet_engine_use(sheet_state *state);

// Begins a call on a new document.
void sheet_call_begin(sheet_state *state);

// In fz_catch: the error that stands for what was thrown.
vt_error sheet_call_caught(sheet_state *state);

// After work that succeeded for MuPDF, which goes on after errors within a page.
vt_error sheet_call_end(sheet_state *state);

// A stream over the document's source. Throws.
fz_stream *sheet_stream_open(fz_context *context, sheet_state *state);

// Reports progress; on CANCELLED sets state->error and the cookie's abort.
void sheet_progress(sheet_state *state);

// Frees character maps, which need the context, and then the rest, which the context needs.
void sheet_assets_drop_cmaps(sheet_state *state);
void sheet_assets_free(sheet_state *state);

#endif
