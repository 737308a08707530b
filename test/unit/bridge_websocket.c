// SPDX-License-Identifier: Apache-2.0
// Handshakes (with the example of RFC 6455 section 1.3), header lines and heads of messages.
#include "harness.h"
#include "vtb_websocket.h"

#define BYTES(text) (const uint8_t *)text, sizeof text - 1

static void add(vtb_request *request, const char *name, const char *value)
{
    CHECK_EQUAL(vtb_request_add(request, name, strlen(name), value, strlen(value)), 0);
}

static vtb_http_status handshake(const char *method, const char *key, const char *version,
                                 const char *protocol, const char *connection, char *accept)
{
    vtb_request request;
    vtb_request_init(&request);
    CHECK_EQUAL(vtb_request_set_method(&request, method, strlen(method)), 0);
    CHECK(!vtb_websocket_is_wanted(&request));
    add(&request, "Upgrade", "WebSocket");
    CHECK(vtb_websocket_is_wanted(&request));
    add(&request, "Connection", connection);
    add(&request, "Sec-WebSocket-Key", key);
    add(&request, "Sec-WebSocket-Version", version);
    add(&request, "Sec-WebSocket-Protocol", protocol);
    vtb_http_status status = vtb_websocket_handshake(&request, accept);
    vtb_request_free(&request);
    return status;
}

static void handshakes(void)
{
    static const char key[] = "dGhlIHNhbXBsZSBub25jZQ==";
    char accept[VTB_WEBSOCKET_ACCEPT_SIZE] = "";
    const char *many = "keep-alive, Upgrade";
    CHECK_EQUAL(handshake("GET", key, "13", "grpc-websockets", "Upgrade", accept), 0);
    CHECK_TEXT(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK_EQUAL(handshake("GET", key, "13", "chat, GRPC-websockets", many, accept), 0);
    CHECK_EQUAL(handshake("GET", key, "13", "grpc-websocketsx", many, accept), 400);
    CHECK_EQUAL(handshake("GET", key, "13", "grpc-websockets", "close", accept), 400);
    CHECK_EQUAL(handshake("GET", key, "8", "grpc-websockets", many, accept), 426);
    CHECK_EQUAL(handshake("GET", "dGhl", "13", "grpc-websockets", many, accept), 400);
    CHECK_EQUAL(handshake("GET", "dGhlIHNhbXBsZSBub25jZ!==", "13", "grpc-websockets", many, accept),
                400);
    CHECK_EQUAL(handshake("POST", key, "13", "grpc-websockets", many, accept), 405);
}

static vtb_http_status headers(const char *text, vtb_request *request)
{
    vtb_request_init(request);
    return vtb_websocket_headers((const uint8_t *)text, strlen(text), request);
}

static void header_lines(void)
{
    vtb_request request;
    CHECK_EQUAL(headers("X-A:  1 \r\ncontent-type: application/grpc-web\r\n", &request), 0);
    CHECK_TEXT(vtb_request_header(&request, "x-a"), "1");
    CHECK_EQUAL(request.header_count, 2);
    vtb_request_free(&request);
    CHECK_EQUAL(headers("a: b\r\n\r\n", &request), 0); // an empty line at the end
    vtb_request_free(&request);
    CHECK_EQUAL(headers("Origin: https://a\r\nHOST: b\r\nc: d\r\n", &request), 0);
    CHECK(request.header_count == 1 && vtb_request_header(&request, "origin") == NULL);
    vtb_request_free(&request);
    CHECK_EQUAL(headers("", &request), 0);
    static const char *const refused[] = {"a: b",       "a: b\n",          "a\r\n",  "a b: c\r\n",
                                          ": b\r\n",     "a: b\r\n c\r\n", "a:\1\r\n",
                                          "a: b\rc\r\n",
                                          "authorization: a\r\nauthorization: b\r\n"};
    for (size_t index = 0; index < sizeof refused / sizeof *refused; index++) {
        harness_about("case %zu", index);
        CHECK_EQUAL(headers(refused[index], &request), 400);
        vtb_request_free(&request);
    }
}

static void messages(void)
{
    CHECK_EQUAL(vtb_websocket_kind_of(BYTES("\0")), VTB_WEBSOCKET_DATA);
    CHECK_EQUAL(vtb_websocket_kind_of(BYTES("\0abc")), VTB_WEBSOCKET_DATA);
    CHECK_EQUAL(vtb_websocket_kind_of(BYTES("\1")), VTB_WEBSOCKET_END);
    CHECK_EQUAL(vtb_websocket_kind_of(BYTES("\1\1")), VTB_WEBSOCKET_UNKNOWN);
    CHECK_EQUAL(vtb_websocket_kind_of(BYTES("\2")), VTB_WEBSOCKET_UNKNOWN);
    CHECK_EQUAL(vtb_websocket_kind_of(BYTES("")), VTB_WEBSOCKET_UNKNOWN);
}

static void heads(void)
{
    uint8_t head[VTB_WEBSOCKET_HEAD_MAX];
    CHECK(vtb_websocket_head_write(head, 0) == 2 && memcmp(head, "\x82\0", 2) == 0);
    CHECK(vtb_websocket_head_write(head, 125) == 2 && memcmp(head, "\x82\x7d", 2) == 0);
    CHECK(vtb_websocket_head_write(head, 126) == 4 && memcmp(head, "\x82\x7e\0\x7e", 4) == 0);
    CHECK(vtb_websocket_head_write(head, 65535) == 4 && memcmp(head, "\x82\x7e\xff\xff", 4) == 0);
    CHECK_EQUAL(vtb_websocket_head_write(head, 65536), 10);
    CHECK(memcmp(head, "\x82\x7f\0\0\0\0\0\1\0\0", 10) == 0);
}

HARNESS_MAIN({"handshakes", handshakes}, {"header lines", header_lines}, {"messages", messages},
             {"heads", heads})
