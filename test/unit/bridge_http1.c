// SPDX-License-Identifier: Apache-2.0
// The HTTP/1.1 parser: what is accepted, what is refused, and that splitting changes nothing.
#include "harness.h"
#include "vtb_http1.h"

#define TEXT(text) text, sizeof text - 1

typedef struct head_case {
    const char *text;
    size_t size;
    int status;
} head_case;

static const head_case heads[] = {
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 0},
    {TEXT("POST /a.B/C?x=1 HTTP/1.1\r\nhost:a:80\r\nContent-Length:\t5 \r\n\r\n"), 0},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"), 0},
    {TEXT("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 0},
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\n"), VTB_HTTP1_MORE},
    {TEXT("GET / HTTP/1.1\r"), VTB_HTTP1_MORE},
    {TEXT(""), VTB_HTTP1_MORE},
    {TEXT("GET / HTTP/1.1\r\n\r\n"), 400},                                     // no host
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400},
    {TEXT("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 400},
    {TEXT("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400},
    {TEXT("GET / HTTP/1.0\r\nHost: a\r\n\r\n"), 505},
    {TEXT("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505},
    {TEXT("GET / http/1.1\r\nHost: a\r\n\r\n"), 400},
    {TEXT("GET /\r\nHost: a\r\n\r\n"), 400},
    {TEXT("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {TEXT("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), 400},
    {TEXT("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {TEXT("GET a HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {TEXT("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {TEXT("GET /#x HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {TEXT("GET /\x80 HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {TEXT("G@T / HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {TEXT("LONGLONGLONGLONGLONG / HTTP/1.1\r\nHost: a\r\n\r\n"), 501},
    {TEXT("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {TEXT("GET / HTTP/1.1\nHost: a\n\n"), 400},                                // bare line feeds
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\nx: a\rb\r\n\r\n"), 400},               // bare return
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\nx: a\0b\r\n\r\n"), 400},
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\nx: a\x01\r\n\r\n"), 400},
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\nx : a\r\n\r\n"), 400},                 // space before colon
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\nx: a\r\n b\r\n\r\n"), 400},            // folded line
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n"), 400},
    {TEXT("GET / HTTP/1.1\r\nHost: a\r\nnocolon\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
          "Transfer-Encoding: chunked\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"), 501},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n"), 501},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"), 501},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
          "Transfer-Encoding: chunked\r\n\r\n"), 400},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nExpect: cookies\r\n\r\n"), 417},
    {TEXT("POST / HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nauthorization: y\r\n\r\n"), 400},
};

static int parse(const char *text, size_t size)
{
    vtb_request request;
    vtb_http1_head head;
    vtb_request_init(&request);
    int status = vtb_http1_parse(text, size, &request, &head);
    vtb_request_free(&request);
    return status;
}

static void table(void)
{
    for (size_t index = 0; index < sizeof heads / sizeof *heads; index++) {
        harness_about("case %zu: %s", index, heads[index].text);
        CHECK_EQUAL(parse(heads[index].text, heads[index].size), heads[index].status);
    }
}

// A head that is accepted is "more" at every cut, never accepted early and never refused.
static void every_cut_asks_for_more(void)
{
    for (size_t index = 0; index < 4; index++) {
        for (size_t cut = 0; cut < heads[index].size; cut++) {
            CHECK_EQUAL(parse(heads[index].text, cut), VTB_HTTP1_MORE);
        }
    }
}

static void values(void)
{
    static const char text[] = "POST /a.B/C?x=1 HTTP/1.1\r\nHost: nas:80\r\nX-Thing:  a b \r\n"
                               "Connection: keep-alive, Close\r\nExpect: 100-Continue\r\n"
                               "Content-Length: 12\r\n\r\nbody";
    vtb_request request;
    vtb_http1_head head;
    vtb_request_init(&request);
    CHECK_EQUAL(vtb_http1_parse(text, sizeof text - 1, &request, &head), 0);
    CHECK_EQUAL(head.size, sizeof text - 1 - 4);
    CHECK_EQUAL(head.body, VTB_BODY_LENGTH);
    CHECK_EQUAL(head.body_size, 12);
    CHECK(!head.keep_alive);
    CHECK(head.expects_continue);
    CHECK_TEXT(vtb_request_method(&request), "POST");
    CHECK_TEXT(vtb_request_path(&request), "/a.B/C");
    CHECK_TEXT(vtb_request_authority(&request), "nas:80");
    CHECK_TEXT(vtb_request_header(&request, "x-thing"), "a b");
    CHECK(vtb_request_header(&request, "x-other") == NULL);
    vtb_request_free(&request);
}

static void limits(void)
{
    static char text[VTB_REQUEST_HEAD_MAX * 2];
    int size = snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int index = 0; index < VTB_REQUEST_HEADERS_MAX - 1; index++) {
        size += snprintf(text + size, sizeof text - (size_t)size, "h%d: v\r\n", index);
    }
    (void)snprintf(text + size, sizeof text - (size_t)size, "\r\n");
    CHECK_EQUAL(parse(text, strlen(text)), 0);
    (void)snprintf(text + size, sizeof text - (size_t)size, "one: more\r\n\r\n");
    CHECK_EQUAL(parse(text, strlen(text)), 431);

    memset(text, 'a', sizeof text);
    memcpy(text, "GET /", 5);
    CHECK_EQUAL(parse(text, VTB_REQUEST_HEAD_MAX - 1), VTB_HTTP1_MORE);
    CHECK_EQUAL(parse(text, VTB_REQUEST_HEAD_MAX), 431);
}

typedef struct body_case {
    const char *text;
    size_t size;
    const char *body; // or NULL when refused
} body_case;

static const body_case bodies[] = {
    {TEXT("5\r\nhello\r\n0\r\n\r\n"), "hello"},
    {TEXT("5;name=value\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), "hello world"},
    {TEXT("005\r\nhello\r\n000\r\nTrailer: x\r\n\r\n"), "hello"},
    {TEXT("A\r\n0123456789\r\n0\r\n\r\n"), "0123456789"},
    {TEXT("0\r\n\r\n"), ""},
    {TEXT("\r\n"), NULL},
    {TEXT("g\r\n"), NULL},
    {TEXT("5 \r\nhello"), NULL},
    {TEXT("5\nhello"), NULL},
    {TEXT("5\r\nhelloX"), NULL},
    {TEXT("5\r\nhello\rX"), NULL},
    {TEXT("5\r\nhello\n"), NULL},
    {TEXT("-5\r\n"), NULL},
    {TEXT("0x5\r\n"), NULL},
    {TEXT("80000000\r\n"), NULL},
    {TEXT("FFFFFFFFFFFFFFFF\r\n"), NULL},
    {TEXT("000000005\r\n"), NULL},
    {TEXT("0\r\nTrailer: x\n\r\n"), NULL},
    {TEXT("0\r\n\rX"), NULL},
};

// Decodes in pieces of `step` bytes. -1 when refused, else whether the end was reached.
static int decode(const body_case *each, size_t step, char *out)
{
    vtb_http1_body body = {.kind = VTB_BODY_CHUNKED};
    size_t out_size = 0;
    for (size_t offset = 0; offset < each->size && !body.done;) {
        size_t left = each->size - offset;
        size_t used = 0;
        const char *piece = NULL;
        size_t piece_size = 0;
        if (vtb_http1_body_read(&body, each->text + offset, left < step ? left : step, &used,
                                &piece, &piece_size) != 0) {
            return -1;
        }
        memcpy(out + out_size, piece, piece_size);
        out_size += piece_size;
        offset += used;
    }
    out[out_size] = '\0';
    return body.done ? 1 : 0;
}

static void chunked_bodies(void)
{
    for (size_t index = 0; index < sizeof bodies / sizeof *bodies; index++) {
        for (size_t step = 1; step <= bodies[index].size; step++) {
            char out[64] = "";
            harness_about("case %zu in steps of %zu", index, step);
            int result = decode(&bodies[index], step, out);
            if (bodies[index].body == NULL) {
                CHECK_EQUAL(result, -1);
            } else {
                CHECK_EQUAL(result, 1);
                CHECK_TEXT(out, bodies[index].body);
            }
        }
    }
}

static void long_lines_end(void)
{
    static char text[8192];
    char out[64];
    memset(text, 'x', sizeof text);
    text[0] = '5';
    text[1] = ';';
    body_case extension = {text, sizeof text, NULL};
    CHECK_EQUAL(decode(&extension, 100, out), -1);
    memcpy(text, "0\r\n", 3);
    CHECK_EQUAL(decode(&extension, 100, out), -1);
}

static void counted_bodies(void)
{
    vtb_http1_body body = {.kind = VTB_BODY_LENGTH, .left = 5};
    size_t used = 0;
    const char *piece = NULL;
    size_t size = 0;
    CHECK_EQUAL(vtb_http1_body_read(&body, "hel", 3, &used, &piece, &size), 0);
    CHECK(used == 3 && size == 3 && !body.done);
    CHECK_EQUAL(vtb_http1_body_read(&body, "lo!", 3, &used, &piece, &size), 0);
    CHECK(used == 2 && size == 2 && body.done);
}

static void tokens(void)
{
    CHECK(vtb_header_has_token("gzip, br;q=0.9", "br"));
    CHECK(vtb_header_has_token("BR", "br"));
    CHECK(!vtb_header_has_token("brr, xbr", "br"));
    CHECK(!vtb_header_has_token("", "br"));
    CHECK(!vtb_header_has_token(",,;", "br"));
}

HARNESS_MAIN({"table", table}, {"every cut asks for more", every_cut_asks_for_more},
             {"values", values}, {"limits", limits}, {"chunked bodies", chunked_bodies},
             {"long lines end", long_lines_end}, {"counted bodies", counted_bodies},
             {"tokens", tokens})
