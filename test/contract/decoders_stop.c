// SPDX-License-Identifier: Apache-2.0
// Work that is long within one step asks often enough whether to stop: a shape of very many edges,
// which takes the rasteriser a long time without a read or an allocation.
#include "harness.h"
#include "samples.h"

#define EDGES 40000
#define SIDE 2000
#define QUESTIONS 300 // more than reading and interpreting the page asks

typedef struct {
    uint32_t asked;
    uint32_t most;
} patience;

static bool ask(void *user, uint64_t done, uint64_t total)
{
    patience *left = user;
    (void)done;
    (void)total;
    return ++left->asked >= left->most;
}

// A page with one path from place to place, all over it.
static char *make_shape(size_t *size_out)
{
    size_t room = 1000 + (size_t)EDGES * 16;
    char *text = malloc(room);
    char *content = malloc(room);
    uint32_t random = 1;
    size_t length = 0;
    length += (size_t)snprintf(content, room, "0 0 m ");
    for (int i = 0; i < EDGES; i++) {
        random = random * 1664525 + 1013904223;
        length += (size_t)snprintf(content + length, room - length, "%u %u l ",
                                   random % SIDE, random / 65536 % SIDE);
    }
    length += (size_t)snprintf(content + length, room - length, "f*");
    // Without a table of objects: the file is repaired.
    *size_out = (size_t)snprintf(
        text, room,
        "%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 %d %d] >>\nendobj\n"
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>\nendobj\n"
        "4 0 obj\n<< /Length %zu >>\nstream\n%s\nendstream\nendobj\n"
        "trailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n0\n%%%%EOF\n",
        SIDE, SIDE, length, content);
    CHECK(*size_out < room);
    free(content);
    return text;
}

static void a_long_shape_is_stopped(void)
{
    size_t size;
    char *text = make_shape(&size);
    vt_memory memory = {text, size};
    vt_source source = vt_source_memory(&memory);
    patience left = {0, QUESTIONS};
    vt_options options = vt_options_default();
    vt_document *document = NULL;
    vt_page *page = NULL;
    options.progress = ask;
    options.progress_user = &left;
    uint8_t *pixels = malloc((size_t)4 * SIDE * SIDE);
    vt_target target = {pixels, (size_t)4 * SIDE, (size_t)4 * SIDE * SIDE};
    CHECK_EQUAL(vt_document_open(&source, &options, &document, NULL), VT_OK);
    CHECK_EQUAL(vt_page_open(document, 0, &page), VT_OK);
    vt_region whole = {0, 0, SIDE, SIDE};
    CHECK_EQUAL(vt_page_render(page, 1.0, whole, target), VT_E_CANCELLED);
    CHECK_EQUAL(left.asked, QUESTIONS);
    // The next render is as if nothing had been.
    left = (patience){0, QUESTIONS / 2};
    CHECK_EQUAL(vt_page_render(page, 1.0, whole, target), VT_E_CANCELLED);
    vt_page_close(page);
    vt_document_close(document);
    free(pixels);
    free(text);
}

HARNESS_MAIN({"a long shape is stopped", a_long_shape_is_stopped})
