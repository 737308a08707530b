// SPDX-License-Identifier: Apache-2.0
// What a format implements, and what it may use of the document that it belongs to.
#ifndef VT_FORMAT_H
#define VT_FORMAT_H

#include "heap.h"
#include "list.h"
#include "source.h"
#include "vt.h"

typedef struct {
    const char *name; // the name in formats.def
    const char *media_type;
    bool is_paged; // see vt_document_info

    // How much the first bytes look like this format: 0 not at all, 100 for certain.
    int (*probe)(const uint8_t *head, size_t size);

    // Reads what is needed to fill document->info (page_count, is_partial, has_password) and keeps
    // its own state in document->state. On error nothing is kept and close is not called.
    vt_error (*open)(vt_document *document, const char *password);
    void (*close)(vt_document *document);

    // Fills page->info; may keep state in page->state. On error nothing is kept.
    vt_error (*page_open)(vt_page *page);
    void (*page_close)(vt_page *page);

    // Renders; all arguments have been checked. `size` is that of the whole page at `scale`.
    vt_error (*render)(vt_page *page, double scale, vt_size size, vt_region region,
                       vt_target target);

    // Contents; NULL where the format has none. Each adds to the list of that name, which is empty,
    // through contents.h. What it has added is dropped on error.
    vt_error (*text)(vt_page *page);
    vt_error (*search)(vt_page *page, const char *needle);
    vt_error (*links)(vt_page *page);
    vt_error (*outline)(vt_document *document);
    vt_error (*properties)(vt_document *document);
} vt_format;

struct vt_document {
    const vt_format *format;
    vt_heap heap;
    vt_source source;
    vt_limits limits;
    vt_assets assets;
    vt_progress progress;
    void *progress_user;
    bool as_stored;
    uint32_t orientation; // to apply in place of the file's own, 1..8; 0: there is none
    vt_document_info info;
    vt_message message;         // of the current call
    vt_message partial_message; // why info.is_partial was set first; stays
    vt_list outline;            // of vt_outline_item
    vt_list properties;         // of vt_property
    vt_texts texts;             // of these two
    void *state;                // the format's own
};

struct vt_page {
    vt_document *document;
    uint32_t index;
    vt_page_info info;
    vt_list text;  // of vt_character
    vt_list hits;  // of vt_hit_part, of the last search
    vt_list links; // of vt_link
    vt_texts texts; // of the links
    void *state; // the format's own
};

// The format that the first bytes look like most, or NULL.
const vt_format *vt_format_probe(const uint8_t *head, size_t size);

// Starts a public call: what earlier calls said no longer holds.
void vt_document_begin(vt_document *document);

// Adds to the message of the current call, unless the call already has one; returns `error`.
vt_error vt_document_fail(vt_document *document, vt_error error, const char *text);

// The same with a number after the text.
vt_error vt_document_fail_number(vt_document *document, vt_error error, const char *text,
                                 uint64_t number);

// As vt_document_fail, with the error and the sentence for an allocation that was refused.
vt_error vt_document_fail_memory(vt_document *document);

// Marks the document as partial, and says why.
void vt_document_warn_partial(vt_document *document, const char *text);

// Reports progress. VT_E_CANCELLED when the caller wants no more.
vt_error vt_document_progress(vt_document *document, uint64_t done, uint64_t total);

// VT_E_LIMIT when an image of this size goes over limits.pixels_max; CORRUPT when a side is 0.
vt_error vt_document_check_pixels(vt_document *document, uint32_t width, uint32_t height);

// Fills in what a page of an image is: its size as stored, and the orientation that the file asks
// for, or that the document has in its place. The rest of page->info stays.
void vt_page_set_image(vt_page *page, vt_size stored, uint32_t orientation);

// The orientation to apply when the page is rendered: 1 where pixels are wanted as stored.
uint32_t vt_page_turn(const vt_page *page);

#endif
