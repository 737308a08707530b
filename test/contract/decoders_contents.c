// SPDX-License-Identifier: Apache-2.0
// What documents contain: text, hits, links, outline and properties of our own samples; and that
// pictures contain none.
#include "harness.h"
#include "samples.h"

typedef struct {
    vt_document *document;
    vt_page *page;
} opened;

static opened open_page(const char *name, uint32_t index)
{
    const sample *from = sample_find(name);
    vt_source source = vt_source_memory(&from->memory);
    vt_options options = sample_options(from);
    opened made = {NULL, NULL};
    CHECK_EQUAL(vt_document_open(&source, &options, &made.document, NULL), VT_OK);
    CHECK_EQUAL(vt_page_open(made.document, index, &made.page), VT_OK);
    return made;
}

static void close_page(opened made)
{
    vt_page_close(made.page);
    vt_document_close(made.document);
}

// The ASCII of a text, '\n' where lines end and '|' where blocks end.
static void plain(vt_text text, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < text.count && used + 3 < size; i++) {
        const vt_character *at = &text.items[i];
        out[used++] = at->code < 127 ? (char)at->code : '?';
        if (at->ends != VT_ENDS_NOTHING)
            out[used++] = at->ends == VT_ENDS_BLOCK ? '|' : '\n';
    }
    out[used] = '\0';
}

static void pictures_contain_nothing(void)
{
    opened made = open_page("png/rgb8.png", 0);
    vt_text text = {NULL, 1};
    vt_hits hits = {NULL, 1};
    vt_links links = {NULL, 1};
    vt_outline outline = {NULL, 1};
    vt_properties properties = {NULL, 1};
    CHECK_EQUAL(vt_page_text(made.page, &text), VT_OK);
    CHECK_EQUAL(vt_page_search(made.page, "a", &hits), VT_OK);
    CHECK_EQUAL(vt_page_links(made.page, &links), VT_OK);
    CHECK_EQUAL(vt_document_outline(made.document, &outline), VT_OK);
    CHECK_EQUAL(vt_document_properties(made.document, &properties), VT_OK);
    CHECK_EQUAL(text.count + hits.count + links.count + outline.count, 0);
    close_page(made);
}

static void text_comes_in_lines_with_places(void)
{
    char words[1024];
    vt_text text;
    opened made = open_page("pdf/book.pdf", 0);
    CHECK_EQUAL(vt_page_text(made.page, &text), VT_OK);
    plain(text, words, sizeof words);
    CHECK_TEXT(words, "Chapter 1|The garden lies behind the house, where\n"
                      "the old wall keeps the wind away.|"
                      "In spring the apple trees bloom, and bees\ncome from the meadow beyond.|"
                      "A narrow path leads to the pond; in its\nwater the evening sky is seen.|"
                      "Someone has left a bench there, of oak,\ngrey from many winters.|1|");
    vt_quad first = text.items[0].quad; // "C" of 16 points at 24, 280 from below
    CHECK(first.upper_left.x > 23.5F && first.upper_left.x < 24.5F);
    CHECK(first.upper_left.y < 30.0F && first.lower_left.y > 40.0F);
    CHECK(first.upper_right.x > first.upper_left.x + 5);
    vt_text again;
    CHECK_EQUAL(vt_page_text(made.page, &again), VT_OK);
    CHECK(again.items == text.items);
    close_page(made);
}

// On a page that is turned and cropped, places are those of the picture.
static void places_follow_the_page(void)
{
    vt_hits hits;
    opened made = open_page("pdf/text.pdf", 1);
    CHECK_EQUAL(vt_page_search(made.page, "vitrine SHOWS pages", &hits), VT_OK);
    if (CHECK_EQUAL(hits.count, 1)) {
        vt_quad quad = hits.items[0].quad;
        vt_page_info page = vt_page_describe(made.page);
        CHECK(quad.upper_left.x > quad.lower_left.x + 10); // reads downwards
        CHECK(quad.upper_right.y > quad.upper_left.y + 100);
        CHECK(quad.upper_left.x < (float)page.width + 1 && quad.upper_right.y < (float)page.height);
    }
    close_page(made);
}

static void search_goes_over_lines_and_case(void)
{
    vt_hits hits;
    opened made = open_page("pdf/book.pdf", 0);
    CHECK_EQUAL(vt_page_search(made.page, "WHERE the Old", &hits), VT_OK);
    if (CHECK_EQUAL(hits.count, 2)) {
        CHECK_EQUAL(hits.items[0].hit, 0);
        CHECK_EQUAL(hits.items[1].hit, 0);
        CHECK(hits.items[1].quad.upper_left.y > hits.items[0].quad.upper_left.y);
    }
    CHECK_EQUAL(vt_page_search(made.page, "the", &hits), VT_OK);
    CHECK_EQUAL(hits.count, 9);
    CHECK_EQUAL(vt_page_search(made.page, "tulip", &hits), VT_OK);
    CHECK_EQUAL(hits.count, 0);
    close_page(made);
}

static void needles_are_checked(void)
{
    char longest[VT_NEEDLE_SIZE_MAX + 2];
    vt_hits hits = {NULL, 1};
    opened made = open_page("pdf/book.pdf", 0);
    memset(longest, 'a', sizeof longest);
    longest[VT_NEEDLE_SIZE_MAX + 1] = '\0';
    CHECK_EQUAL(vt_page_search(made.page, "", &hits), VT_E_ARGUMENT);
    CHECK_EQUAL(vt_page_search(made.page, longest, &hits), VT_E_ARGUMENT);
    CHECK_EQUAL(vt_page_search(made.page, "\xff", &hits), VT_E_ARGUMENT);
    CHECK_EQUAL(vt_page_search(made.page, "\xed\xa0\x80", &hits), VT_E_ARGUMENT);
    CHECK_EQUAL(vt_page_search(made.page, NULL, &hits), VT_E_ARGUMENT);
    longest[VT_NEEDLE_SIZE_MAX] = '\0';
    CHECK_EQUAL(vt_page_search(made.page, longest, &hits), VT_OK);
    CHECK_EQUAL(vt_page_search(made.page, "\xef\xbf\xbd", &hits), VT_OK);
    CHECK_EQUAL(hits.count, 0);
    close_page(made);
}

static void links_lead_to_allowed_places(void)
{
    vt_links links;
    opened made = open_page("pdf/book.pdf", 0);
    CHECK_EQUAL(vt_page_links(made.page, &links), VT_OK);
    // Of five: script, program and a name that is not there are left out.
    if (CHECK_EQUAL(links.count, 2)) {
        CHECK_EQUAL(links.items[0].destination.page, 6);
        CHECK(links.items[0].destination.uri == NULL);
        CHECK(links.items[0].destination.y > 19 && links.items[0].destination.y < 21);
        CHECK(links.items[0].upper_left.x > 23 && links.items[0].upper_left.x < 25);
        CHECK(links.items[0].lower_right.y > 69 && links.items[0].lower_right.y < 71);
        CHECK_EQUAL(links.items[1].destination.page, VT_PAGE_NONE);
        CHECK_TEXT(links.items[1].destination.uri, "https://example.org/garden");
    }
    close_page(made);
}

static void addresses_are_few(void)
{
    CHECK(vt_uri_is_allowed("http://a"));
    CHECK(vt_uri_is_allowed("HTTPS://example.org/%20?q#f"));
    CHECK(vt_uri_is_allowed("mailto:a@example.org"));
    CHECK(!vt_uri_is_allowed(""));
    CHECK(!vt_uri_is_allowed("https://"));
    CHECK(!vt_uri_is_allowed("javascript:alert(1)"));
    CHECK(!vt_uri_is_allowed(" https://a"));
    CHECK(!vt_uri_is_allowed("https://a\nb"));
    CHECK(!vt_uri_is_allowed("file:///etc/passwd"));
    CHECK(!vt_uri_is_allowed("data:text/html,x"));
    CHECK(!vt_uri_is_allowed("//example.org/"));
}

static void the_outline_is_a_list_of_levels(void)
{
    vt_outline outline;
    opened made = open_page("pdf/book.pdf", 0);
    CHECK_EQUAL(vt_document_outline(made.document, &outline), VT_OK);
    if (CHECK_EQUAL(outline.count, 12)) {
        CHECK_TEXT(outline.items[3].title, "G\xc3\xa4rten \xe8\x8a\xb1\xe5\x9b\xad 2");
        CHECK_EQUAL(outline.items[3].level, 0);
        CHECK_EQUAL(outline.items[3].destination.page, 6);
        CHECK_TEXT(outline.items[5].title, "The pond");
        CHECK_EQUAL(outline.items[5].level, 1);
        CHECK_EQUAL(outline.items[5].destination.page, 9);
    }
    close_page(made);
}

static void circles_end(void)
{
    vt_outline outline;
    vt_links links;
    opened made = open_page("pdf/circles.pdf", 0);
    CHECK_EQUAL(vt_document_outline(made.document, &outline), VT_OK);
    if (CHECK_EQUAL(outline.count, 2)) {
        CHECK_TEXT(outline.items[1].title, "  up"); // control characters are spaces
        CHECK_EQUAL(outline.items[1].level, 1);
    }
    CHECK_EQUAL(vt_page_links(made.page, &links), VT_OK);
    CHECK_EQUAL(links.count, 0);
    close_page(made);
}

static void properties_have_names(void)
{
    static const char *const expected[][2] = {
        {"title", "Der Garten \xe8\x8a\xb1\xe5\x9b\xad"}, {"author", "A. Gardener"},
        {"subject", "Gardens"}, {"producer", "make_pdf.mjs"},
        {"created", "2026-11-23T17:05:00+01:30"}, {"version", "PDF 1.7"}, {"encryption", "None"}};
    vt_properties properties;
    opened made = open_page("pdf/book.pdf", 0);
    CHECK_EQUAL(vt_document_properties(made.document, &properties), VT_OK);
    CHECK_EQUAL(properties.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < properties.count; i++) {
        CHECK_TEXT(properties.items[i].name, expected[i][0]);
        CHECK_TEXT(properties.items[i].value, expected[i][1]);
    }
    close_page(made);
}

HARNESS_MAIN({"samples load", samples_load},
             {"pictures contain nothing", pictures_contain_nothing},
             {"text comes in lines, with places", text_comes_in_lines_with_places},
             {"places follow the page", places_follow_the_page},
             {"search goes over lines and case", search_goes_over_lines_and_case},
             {"needles are checked", needles_are_checked},
             {"links lead to allowed places", links_lead_to_allowed_places},
             {"addresses are few", addresses_are_few},
             {"the outline is a list of levels", the_outline_is_a_list_of_levels},
             {"circles end", circles_end},
             {"properties have names", properties_have_names})
