// SPDX-License-Identifier: Apache-2.0
// Archives of pictures: their order, pages that equal their files, archives that end early, and
// such as lie about what they hold.
#include "harness.h"
#include "samples.h"

#define CENTRAL_MARK "PK\001\002"

static vt_error open_bytes(const void *bytes, size_t size, vt_document **document_out)
{
    static vt_memory memory; // lives as long as the document
    static vt_source source;
    memory = (vt_memory){bytes, size};
    source = vt_source_memory(&memory);
    return vt_document_open(&source, NULL, document_out, NULL);
}

static uint8_t *copy_of(const char *name, size_t *size_out)
{
    const sample *from = sample_find(name);
    uint8_t *bytes = malloc(from->memory.size);
    memcpy(bytes, from->memory.bytes, from->memory.size);
    *size_out = from->memory.size;
    return bytes;
}

// The directory's record of entry `index`.
static uint8_t *central_record(uint8_t *bytes, size_t size, int index)
{
    for (size_t at = 0; at + 46 < size; at++) {
        if (memcmp(bytes + at, CENTRAL_MARK, 4) == 0 && index-- == 0)
            return bytes + at;
    }
    return NULL;
}

static void pages_are_the_pictures_in_natural_order(void)
{
    static const char *const files[] = {"gif/gray.gif", "jpeg/ycc420.jpg", "png/rgb8.png"};
    const sample *book = sample_find("cbz/book.cbz");
    vt_options options = sample_options(book);
    for (uint32_t i = 0; i < 3; i++) {
        vt_region page = {0, 0, 0, 0};
        vt_region file = {0, 0, 0, 0};
        vt_error error;
        harness_about("%s", files[i]);
        uint8_t *ours = render_memory(&book->memory, &options, i, 1.0, &page, &error);
        CHECK_EQUAL(error, VT_OK);
        uint8_t *theirs =
            render_memory(&sample_find(files[i])->memory, &options, 0, 1.0, &file, &error);
        CHECK_EQUAL(error, VT_OK);
        CHECK(page.width == file.width && page.height == file.height);
        CHECK(memcmp(ours, theirs, (size_t)4 * page.width * page.height) == 0);
        free(ours);
        free(theirs);
    }
}

static void others_are_left_out(void)
{
    const sample *book = sample_find("cbz/book.cbz");
    vt_document *document = NULL;
    CHECK_EQUAL(open_bytes(book->memory.bytes, book->memory.size, &document), VT_OK);
    CHECK_EQUAL(vt_document_describe(document).page_count, 3);
    vt_document_close(document);
}

// Whatever is cut off: what came is shown and said to be partial, or the error says what is wrong.
static void archives_that_end_early_show_what_came(void)
{
    const sample *book = sample_find("cbz/book.cbz");
    uint32_t most = 0;
    for (size_t size = 1; size < book->memory.size; size += 13) {
        vt_document *document = NULL;
        harness_about("%zu bytes", size);
        vt_error error = open_bytes(book->memory.bytes, size, &document);
        CHECK(error == VT_OK || error == VT_E_TRUNCATED || error == VT_E_UNSUPPORTED);
        if (error != VT_OK)
            continue;
        vt_document_info info = vt_document_describe(document);
        CHECK(info.is_partial);
        most = info.page_count > most ? info.page_count : most;
        vt_page *page = NULL;
        error = vt_page_open(document, info.page_count - 1, &page);
        CHECK(error == VT_OK || error == VT_E_TRUNCATED || error == VT_E_CORRUPT ||
              error == VT_E_UNSUPPORTED);
        vt_page_close(page);
        vt_document_close(document);
    }
    CHECK_EQUAL(most, 3);
}

static void lies_about_sizes_are_limits_or_damage(void)
{
    static const struct {
        size_t at; // in the record of an entry
        uint32_t value;
        vt_error error;
    } lies[] = {{24, 0x7FFFFFFF, VT_E_LIMIT},    // unpacks to 2 GiB, as it says
                {24, 0x0FFFFFFF, VT_OK},         // less than that comes: a page that ends early
                {24, 1, VT_E_UNSUPPORTED},       // a picture of one byte
                {42, 7, VT_E_CORRUPT}};          // its head is elsewhere
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        size_t size;
        uint8_t *bytes = copy_of("cbz/book.cbz", &size);
        uint8_t *record = central_record(bytes, size, 0);
        vt_document *document = NULL;
        vt_page *page = NULL;
        harness_about("lie %zu", i);
        for (int k = 0; k < 4; k++)
            record[lies[i].at + (size_t)k] = (uint8_t)(lies[i].value >> (8 * k));
        CHECK_EQUAL(open_bytes(bytes, size, &document), VT_OK);
        CHECK_EQUAL(vt_page_open(document, 2, &page), lies[i].error); // page10.png
        CHECK(lies[i].error == VT_OK || vt_document_message(document)[0] != '\0');
        vt_page_close(page);
        CHECK_EQUAL(vt_page_open(document, 0, &page), VT_OK);
        vt_page_close(page);
        vt_document_close(document);
        free(bytes);
    }
}

static void encrypted_entries_are_no_pages(void)
{
    size_t size;
    uint8_t *bytes = copy_of("cbz/pictures.cbz", &size);
    vt_document *document = NULL;
    central_record(bytes, size, 2)[8] |= 1;
    CHECK_EQUAL(open_bytes(bytes, size, &document), VT_OK);
    CHECK_EQUAL(vt_document_describe(document).page_count, 1);
    vt_document_close(document);
    central_record(bytes, size, 1)[8] |= 1;
    CHECK_EQUAL(open_bytes(bytes, size, &document), VT_E_UNSUPPORTED);
    free(bytes);
}

static void put(uint8_t *to, uint32_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

// An archive of one stored entry, called "a.png".
static uint8_t *archive_of(const void *content, size_t size, size_t *size_out)
{
    size_t directory = 30 + 5 + size;
    *size_out = directory + 46 + 5 + 22;
    uint8_t *bytes = calloc(1, *size_out);
    uint8_t *central = bytes + directory;
    uint8_t *end = central + 46 + 5;
    memcpy(bytes, "PK\003\004", 4);
    memcpy(central, CENTRAL_MARK, 4);
    memcpy(end, "PK\005\006", 4);
    put(bytes + 18, (uint32_t)size, 4);
    put(bytes + 22, (uint32_t)size, 4);
    put(bytes + 26, 5, 2);
    memcpy(bytes + 30, "a.png", 5);
    memcpy(bytes + 35, content, size);
    memcpy(central + 20, bytes + 18, 8);
    put(central + 28, 5, 2);
    memcpy(central + 46, "a.png", 5);
    put(end + 10, 1, 2);
    put(end + 12, 46 + 5, 4);
    put(end + 16, (uint32_t)directory, 4);
    return bytes;
}

// Nothing unpacks without end: an entry that is an archive itself is a page that cannot be shown.
static void archives_within_archives_stay_closed(void)
{
    static const struct {
        const char *content;
        vt_error error;
    } cases[] = {{"png/rgb8.png", VT_OK}, {"cbz/book.cbz", VT_E_UNSUPPORTED}};
    for (size_t i = 0; i < 2; i++) {
        const vt_memory *content = &sample_find(cases[i].content)->memory;
        size_t size;
        uint8_t *bytes = archive_of(content->bytes, content->size, &size);
        vt_document *document = NULL;
        vt_page *page = NULL;
        CHECK_EQUAL(open_bytes(bytes, size, &document), VT_OK);
        CHECK_EQUAL(vt_page_open(document, 0, &page), cases[i].error);
        vt_page_close(page);
        vt_document_close(document);
        free(bytes);
    }
}

HARNESS_MAIN({"samples load", samples_load},
             {"pages are the pictures, in natural order", pages_are_the_pictures_in_natural_order},
             {"others are left out", others_are_left_out},
             {"archives that end early show what came", archives_that_end_early_show_what_came},
             {"lies about sizes are limits or damage", lies_about_sizes_are_limits_or_damage},
             {"encrypted entries are no pages", encrypted_entries_are_no_pages},
             {"archives within archives stay closed", archives_within_archives_stay_closed})
