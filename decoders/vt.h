// SPDX-License-Identifier: Apache-2.0
// The public interface of the decoders: a file of any format is a document, its frames or sheets
// are pages, and a page is rendered into the caller's memory. No I/O, no globals, no clock.
//
// Threads: one thread at a time may use an object and what was opened from it; different documents
// may be used by different threads at once.
// Ownership: open gives, close takes back and accepts NULL. The caller owns all output memory.
// Errors: a document that failed for good (CORRUPT, NOMEM, LIMIT, INTERNAL, CANCELLED while
// rendering) may still be asked for another page; only close is needed after any error.
#ifndef VT_H
#define VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vt_error.h"

#if defined(__GNUC__)
#define VT_NODISCARD __attribute__((warn_unused_result))
#else
#define VT_NODISCARD
#endif

// ---- Memory -------------------------------------------------------------------------------------

// Where all heap memory of a document comes from. The functions behave as malloc, realloc and free
// of C11 and are called from the thread that uses the document.
typedef struct {
    void *(*allocate)(void *user, size_t size);
    void *(*reallocate)(void *user, void *pointer, size_t size);
    void (*release)(void *user, void *pointer);
    void *user;
} vt_allocator;

// malloc, realloc and free of the C library.
vt_allocator vt_allocator_default(void);

// ---- Source -------------------------------------------------------------------------------------

// The bytes of a file. `read` fills exactly `size` bytes from `offset`; the caller has checked that
// the range lies within `size` of the source. It answers VT_OK, VT_E_AGAIN (not there yet, nothing
// was written), VT_E_IO or VT_E_CANCELLED. The source is borrowed until the document is closed.
typedef struct {
    uint64_t size;
    vt_error (*read)(void *user, uint64_t offset, void *destination, size_t size);
    void *user;
} vt_source;

// A block of memory, borrowed as long as the source is used.
typedef struct {
    const void *bytes;
    size_t size;
} vt_memory;

vt_source vt_source_memory(const vt_memory *memory);

// ---- Assets -------------------------------------------------------------------------------------

// Files that a format needs now and then and that are not part of its module: fonts ("fonts/NAME")
// and CJK character maps ("cmaps/NAME"). `find` answers VT_E_UNSUPPORTED for a name that is not to
// be had; `read` fills exactly `size` bytes, the whole asset. A NULL `find`: there are none.
typedef struct {
    vt_error (*find)(void *user, const char *name, size_t *size_out);
    vt_error (*read)(void *user, const char *name, void *destination, size_t size);
    void *user;
} vt_assets;

// ---- Options ------------------------------------------------------------------------------------

// What a document may use. A limit that is exceeded is VT_E_LIMIT, and the message says which.
typedef struct {
    uint64_t pixels_max;        // pixels of one page as it is stored
    uint64_t target_pixels_max; // pixels of one rendered target
    uint64_t memory_max;        // bytes held through the allocator at a time
    uint32_t pages_max;         // pages of a document
    uint32_t depth_max;         // nesting of objects
} vt_limits;

// 1 Gpixel stored, 128 Mpixel rendered, 512 MiB, 100,000 pages, depth 256.
vt_limits vt_limits_default(void);

// Called now and then while work goes on; `done` of `total` in units of the format, total 0 where
// it is not known. Answering true cancels: the call in progress ends with VT_E_CANCELLED.
typedef bool (*vt_progress)(void *user, uint64_t done, uint64_t total);

typedef struct {
    vt_allocator allocator;
    vt_limits limits;
    vt_assets assets;
    vt_progress progress; // may be NULL
    void *progress_user;
    const char *password; // UTF-8, may be NULL; borrowed during vt_document_open only
    // Pixels as the file stores them: no orientation, no colour management, 16-bit samples cut to
    // their high byte. For verification against other decoders.
    bool as_stored;
} vt_options;

// The default allocator and limits, no assets, no progress, no password.
vt_options vt_options_default(void);

// ---- Document -----------------------------------------------------------------------------------

typedef struct vt_document vt_document;
typedef struct vt_page vt_page;

// A sentence about the last error or warning of a document; the first message of a call wins.
typedef struct {
    char text[256]; // UTF-8, terminated
} vt_message;

typedef struct {
    const char *format;     // "png", "jpeg", "bmp"…: the name in formats.def. Static text.
    const char *media_type; // "image/png". Static text.
    uint32_t page_count;
    bool is_paged;          // a document whose pages are laid out (PDF), not an image
    bool is_partial;        // the file ends early or had to be repaired; grows true while rendering
    bool has_password;      // the file is encrypted
} vt_document_info;

// The name in formats.def of the format that `head`, the first bytes (1024 are enough), looks like,
// or NULL. A build of a part of the formats tells the others too. The file's name plays no part.
// Static text.
const char *vt_probe(const void *head, size_t size);

// The name of format `index`, counted from 0, of this build; NULL beyond the last. Static text.
const char *vt_format_name(uint32_t index);

// Opens the document that `source` holds. NULL options are the default ones. Errors: ARGUMENT,
// NOMEM, LIMIT, AGAIN, IO, TRUNCATED, CORRUPT, UNSUPPORTED, PASSWORD, CANCELLED, INTERNAL.
// `message` may be NULL; it is set on error.
VT_NODISCARD vt_error vt_document_open(const vt_source *source, const vt_options *options,
                                       vt_document **document_out, vt_message *message);

void vt_document_close(vt_document *document);

// What is known now.
vt_document_info vt_document_describe(const vt_document *document);

// The message of the last call when it failed or warned, else why the document is partial, else
// empty text. Borrowed until the next call on the document.
const char *vt_document_message(const vt_document *document);

// ---- Page ---------------------------------------------------------------------------------------

// Opens page `index`, counted from 0. Pages are closed before their document.
// Errors: ARGUMENT (no such page), and those of vt_document_open.
VT_NODISCARD vt_error vt_page_open(vt_document *document, uint32_t index, vt_page **page_out);

void vt_page_close(vt_page *page);

typedef struct {
    double width;         // at scale 1 after orientation: pixels of an image, points (1/72 inch) of
    double height;        // a laid-out page
    uint32_t orientation; // EXIF orientation 1..8 that the file asks for (TIFF 6.0, tag 274);
                          // already applied to width and height unless options.as_stored
    uint32_t bit_depth;   // bits per sample as stored; 0 where it has no meaning
    bool has_alpha;       // the rendered pixels may be other than opaque
    uint32_t duration_ms; // how long an animation shows this page; 0 where nothing moves
} vt_page_info;

vt_page_info vt_page_describe(const vt_page *page);

typedef struct {
    uint32_t width;
    uint32_t height;
} vt_size;

// The size in pixels of the whole page at `scale` (1 = one pixel per pixel or point): each side is
// ceil(side * scale - 1/1000), at least 1. Errors: ARGUMENT (scale not finite or not > 0), LIMIT
// (over 2^31-1).
VT_NODISCARD vt_error vt_page_measure(const vt_page *page, double scale, vt_size *size_out);

// A rectangle of the page as rendered at a scale, in its pixels, from the upper left corner.
typedef struct {
    uint32_t x;
    uint32_t y;
    uint32_t width;
    uint32_t height;
} vt_region;

// Where pixels go: RGBA, 8 bits each, straight alpha, sRGB, rows from the top, `stride` bytes
// apart.
typedef struct {
    uint8_t *pixels;
    size_t stride; // bytes, at least 4 * width
    size_t size;   // bytes of the block at `pixels`, at least stride * (height - 1) + 4 * width
} vt_target;

// Renders `region` of the page at `scale` into the target, whose width and height are the region's.
// A pixel of an image is the same in whatever region it is asked for; docs/formats.md has the rule
// for pages.
// Decodes no more than the format demands for this region and scale. What has not come of a partial
// file stays transparent (images) or white (pages), and vt_document_describe says is_partial.
// Errors: ARGUMENT (region not within the page, target too small), and those of vt_document_open.
VT_NODISCARD vt_error vt_page_render(vt_page *page, double scale, vt_region region,
                                     vt_target target);

// ---- Contents: text, links, outline, properties -----------------------------------------------

// What a document has of them. Of what has none, such as a picture, the lists are empty. Places
// are in units of the page at scale 1 (points of a laid-out page), from its upper left corner.
// Texts are valid UTF-8 without control characters. Errors are those of vt_document_open.

typedef struct {
    float x;
    float y;
} vt_point;

// The corners of something that may be turned, named as one reads it.
typedef struct {
    vt_point upper_left;
    vt_point upper_right;
    vt_point lower_left;
    vt_point lower_right;
} vt_quad;

// What ends after a character.
enum { VT_ENDS_NOTHING, VT_ENDS_LINE, VT_ENDS_BLOCK };

typedef struct {
    uint32_t code; // Unicode scalar value
    uint32_t ends; // VT_ENDS_…
    vt_quad quad;
} vt_character;

typedef struct {
    const vt_character *items;
    size_t count;
} vt_text;

// The text of a page in the order of reading, as far as the file tells. Gaps between words are
// spaces. Borrowed until the page is closed.
VT_NODISCARD vt_error vt_page_text(vt_page *page, vt_text *text_out);

#define VT_NEEDLE_SIZE_MAX 256 // bytes of what is searched for
#define VT_HITS_MAX 4096       // parts of hits on one page; what is beyond is left out

// A hit has a part for each line or run of text that it lies on.
typedef struct {
    uint32_t hit; // counted from 0; parts of one hit follow each other
    vt_quad quad;
} vt_hit_part;

typedef struct {
    const vt_hit_part *items;
    size_t count;
} vt_hits;

// Where `needle` (UTF-8) stands on a page: upper and lower case are the same, and so are a line's
// end and a space. Borrowed until the next search of the page, or its close. Errors: ARGUMENT (the
// needle is empty, too long or not UTF-8).
VT_NODISCARD vt_error vt_page_search(vt_page *page, const char *needle, vt_hits *hits_out);

#define VT_PAGE_NONE UINT32_MAX

// Where a link or an item of an outline leads: a page, or an address, or nowhere.
typedef struct {
    uint32_t page; // counted from 0; or VT_PAGE_NONE
    float y;       // how far below the upper edge of that page
    const char *uri; // of a scheme that vt_uri_is_allowed knows; else NULL
} vt_destination;

typedef struct {
    vt_point upper_left;
    vt_point lower_right;
    vt_destination destination;
} vt_link;

typedef struct {
    const vt_link *items;
    size_t count;
} vt_links;

// The links of a page; such as lead nowhere, or to what is not allowed, are left out. Borrowed
// until the page is closed.
VT_NODISCARD vt_error vt_page_links(vt_page *page, vt_links *links_out);

// Whether an address of a document may be offered to a user: http, https or mailto, without
// spaces and control characters, at most 2,048 bytes.
bool vt_uri_is_allowed(const char *uri);

#define VT_OUTLINE_MAX 20000 // items; a longer outline is cut

typedef struct {
    const char *title;
    uint32_t level; // 0 for the topmost; at most one more than that of the item before
    vt_destination destination;
} vt_outline_item;

typedef struct {
    const vt_outline_item *items;
    size_t count;
} vt_outline;

// The table of contents, from front to back. Borrowed until the document is closed.
VT_NODISCARD vt_error vt_document_outline(vt_document *document, vt_outline *outline_out);

typedef struct {
    const char *name; // "title", "author", "subject", "keywords", "creator", "producer",
                      // "created", "modified", "version", "encryption". Static text.
    const char *value; // dates as 2026-11-23T17:05:00+01:00, as far as the file tells
} vt_property;

typedef struct {
    const vt_property *items;
    size_t count;
} vt_properties;

// What the file says about itself. Borrowed until the document is closed.
VT_NODISCARD vt_error vt_document_properties(vt_document *document,
                                             vt_properties *properties_out);

#endif
