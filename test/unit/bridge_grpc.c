// SPDX-License-Identifier: Apache-2.0
// gRPC-Web frames, trailers and timeouts; messages against bytes written by hand.
#include "harness.h"
#include "vtb_grpc.h"
#include "vtb_messages.h"

#define BYTES(text) (const uint8_t *)text, sizeof text - 1

static vtb_error read_in_steps(const uint8_t *bytes, size_t size, size_t step, size_t limit,
                               vtb_frame_reader *reader)
{
    vtb_frame_reader_init(reader, limit);
    for (size_t offset = 0; offset < size; offset += step) {
        size_t left = size - offset;
        vtb_error error = vtb_frame_reader_feed(reader, bytes + offset, left < step ? left : step);
        if (error != VTB_OK) {
            return error;
        }
    }
    return vtb_frame_reader_finish(reader);
}

static void check_frames(const uint8_t *bytes, size_t size, size_t limit, vtb_error wanted)
{
    for (size_t step = 1; step <= size + 1; step++) {
        vtb_frame_reader reader;
        CHECK_EQUAL(read_in_steps(bytes, size, step, limit, &reader), wanted);
        vtb_frame_reader_free(&reader);
    }
}

static void frames(void)
{
    check_frames(BYTES("\0\0\0\0\4\x0a\2hi"), 4, VTB_OK);
    check_frames(BYTES("\0\0\0\0\0"), 4, VTB_OK); // an empty message is a message
    check_frames(BYTES("\0\0\0\0\4\x0a\2hi"), 3, VTB_E_MESSAGE_SIZE);
    check_frames(BYTES("\0\xff\xff\xff\xff"), 65536, VTB_E_MESSAGE_SIZE);
    check_frames(BYTES(""), 4, VTB_E_MESSAGE_COUNT);
    check_frames(BYTES("\0\0\0\0\0\0\0\0\0\0"), 4, VTB_E_MESSAGE_COUNT);
    check_frames(BYTES("\0\0\0"), 4, VTB_E_FRAME);
    check_frames(BYTES("\0\0\0\0\4\x0a\2h"), 4, VTB_E_FRAME);
    check_frames(BYTES("\0\0\0\0\0\0"), 4, VTB_E_FRAME);
    check_frames(BYTES("\1\0\0\0\0"), 4, VTB_E_FRAME); // compressed
    check_frames(BYTES("\x80\0\0\0\0"), 4, VTB_E_FRAME);
    check_frames(BYTES("\2\0\0\0\0"), 4, VTB_E_FRAME);
    vtb_frame_reader reader;
    CHECK_EQUAL(read_in_steps(BYTES("\0\0\0\0\4\x0a\2hi"), 2, 4, &reader), VTB_OK);
    CHECK(reader.message_size == 4 && memcmp(reader.message, "\x0a\2hi", 4) == 0);
    vtb_frame_reader_free(&reader);
}

typedef struct delivered {
    unsigned count;
    size_t bytes;
} delivered;

static vtb_error deliver(void *owner, const uint8_t *message, size_t size)
{
    delivered *seen = owner;
    seen->count++;
    seen->bytes += size;
    return size > 0 && message[0] == 'x' ? VTB_E_ARGUMENT : VTB_OK;
}

static void streams_of_frames(void)
{
    static const uint8_t bytes[] = "\0\0\0\0\2hi\0\0\0\0\0\0\0\0\0\3you\0\0\0\0\1x\0";
    for (size_t step = 1; step <= sizeof bytes; step++) {
        delivered seen = {0};
        vtb_frame_reader reader;
        vtb_frame_reader_init(&reader, 4);
        reader.deliver = deliver;
        reader.owner = &seen;
        vtb_error error = VTB_OK;
        for (size_t offset = 0; error == VTB_OK && offset < sizeof bytes - 1; offset += step) {
            size_t left = sizeof bytes - 1 - offset;
            error = vtb_frame_reader_feed(&reader, bytes + offset, left < step ? left : step);
            bool is_between = offset + step == 7 || offset + step == 12 || offset + step == 20;
            if (is_between && error == VTB_OK) {
                CHECK_EQUAL(vtb_frame_reader_finish(&reader), VTB_OK);
            }
        }
        CHECK_EQUAL(error, VTB_E_ARGUMENT); // what the fourth one brings
        CHECK(seen.count == 4 && seen.bytes == 6);
        vtb_frame_reader_free(&reader);
    }
}

static void trailers(void)
{
    char text[VTB_TRAILER_MAX];
    CHECK_EQUAL(vtb_grpc_trailer_print(VTB_OK, text), 16);
    CHECK_TEXT(text, "grpc-status: 0\r\n");
    (void)vtb_grpc_trailer_print(VTB_E_NOT_FOUND, text);
    CHECK_TEXT(text, "grpc-status: 5\r\ngrpc-message: There is no such file or folder.\r\n");
}

static void messages_are_percent_encoded(void)
{
    char out[128];
    (void)vtb_grpc_message_encode("not found: \xe6\x96\x87\xe4\xbb\xb6 100%", out, sizeof out);
    CHECK_TEXT(out, "not found: %E6%96%87%E4%BB%B6 100%25");
    (void)vtb_grpc_message_encode("a\r\nb\x7f~ ", out, sizeof out);
    CHECK_TEXT(out, "a%0D%0Ab%7F~ ");
    CHECK_EQUAL(vtb_grpc_message_encode("ab\n", out, 5), 2); // never half an escape
    CHECK_TEXT(out, "ab");
}

static void timeouts(void)
{
    static const struct {
        const char *text;
        uint64_t milliseconds;
    } good[] = {{"1H", 3600000}, {"2M", 120000}, {"3S", 3000},
                {"250m", 250},   {"0m", 0},      {"1u", 1},
                {"1001u", 2},    {"99999999n", 100}, {"99999999H", 359999996400000}};
    uint64_t milliseconds = 0;
    for (size_t index = 0; index < sizeof good / sizeof *good; index++) {
        CHECK_EQUAL(vtb_timeout_parse(good[index].text, &milliseconds), VTB_OK);
        CHECK_EQUAL(milliseconds, good[index].milliseconds);
    }
    static const char *const wrong[] = {"",    "1",   "S",   "123456789S", "1s",
                                        "1 S", "-1S", "1SS", "1h"};
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        CHECK_EQUAL(vtb_timeout_parse(wrong[index], &milliseconds), VTB_E_TIMEOUT_TEXT);
    }
}

static void content_types(void)
{
    CHECK_EQUAL(vtb_content_kind_of("application/grpc-web"), VTB_CONTENT_GRPC_WEB);
    CHECK_EQUAL(vtb_content_kind_of("Application/GRPC-Web+Proto; charset=x"), VTB_CONTENT_GRPC_WEB);
    CHECK_EQUAL(vtb_content_kind_of("application/grpc"), VTB_CONTENT_GRPC);
    CHECK_EQUAL(vtb_content_kind_of("application/grpc+proto"), VTB_CONTENT_GRPC);
    CHECK_EQUAL(vtb_content_kind_of("application/grpc-web-text"), VTB_CONTENT_GRPC_WEB_TEXT);
    CHECK_TEXT(vtb_content_type(VTB_CONTENT_GRPC), "application/grpc+proto");
    CHECK_TEXT(vtb_content_type(VTB_CONTENT_GRPC_WEB_TEXT), "application/grpc-web-text+proto");
    CHECK_TEXT(vtb_content_type(VTB_CONTENT_GRPC_WEB), "application/grpc-web+proto");
    static const char *const others[] = {"application/grpc-web+json", "application/grpc-web-tex",
                                         "application/grpc+json", "application/grpc-we",
                                         "text/plain", ""};
    for (size_t index = 0; index < sizeof others / sizeof *others; index++) {
        CHECK_EQUAL(vtb_content_kind_of(others[index]), VTB_CONTENT_OTHER);
    }
    CHECK_EQUAL(vtb_content_kind_of(NULL), VTB_CONTENT_OTHER);
}

static void requests(void)
{
    static vtb_call_request request;
    CHECK_EQUAL(vtb_decode_open(BYTES("\x0a\x08\x0a\1s\x12\3a\0b\x10\x80\x02\x18\5"), &request),
                VTB_OK);
    CHECK_TEXT(request.place.share, "s");
    CHECK_EQUAL(request.place.path_size, 3); // a NUL is kept, and refused later
    CHECK(memcmp(request.place.path, "a\0b", 4) == 0);
    CHECK(!request.place.is_too_long);
    CHECK_EQUAL(request.head_size, 256);
    CHECK_EQUAL(request.tail_size, 5);

    memset(&request, 0, sizeof request);
    CHECK_EQUAL(vtb_decode_read(BYTES("\x0a\x10""0123456789abcdef\x10\x80\x80\x04\x18\7\x20\1"),
                                &request), VTB_OK);
    CHECK_EQUAL(request.handle_size, 16);
    CHECK(memcmp(request.handle, "0123456789abcdef", 16) == 0);
    CHECK_EQUAL(request.offset, 65536);
    CHECK_EQUAL(request.length, 7);
    CHECK_EQUAL(request.chunk_size, 1);
    CHECK_EQUAL(request.etag_size, 0);

    memset(&request, 0, sizeof request);
    CHECK_EQUAL(vtb_decode_close(BYTES("\x0a\x11""0123456789abcdefg"), &request), VTB_OK);
    CHECK_EQUAL(request.handle_size, 17);
    CHECK_EQUAL(vtb_decode_stat(BYTES("\x0a\5\x0a\1s"), &request), VTB_E_MESSAGE); // cut off
    CHECK_EQUAL(vtb_decode_stat(BYTES("\x0f"), &request), VTB_E_MESSAGE);
}

static void long_fields_are_noticed(void)
{
    static uint8_t bytes[5000] = {0x0a, 0x84, 0x20, 0x12, 0x81, 0x20}; // path of 4097 bytes
    static vtb_call_request request;
    memset(bytes + 6, 'a', 4097);
    CHECK_EQUAL(vtb_decode_stat(bytes, 6 + 4097, &request), VTB_OK);
    CHECK(request.place.is_too_long);
    CHECK_EQUAL(request.place.path_size, 0);
}

static void answers(void)
{
    uint8_t out[128];
    vtb_listing_entry entries[] = {{(char[]){"ab"}, VTB_FILE_FOLDER, 0, 5},
                                   {(char[]){"c"}, VTB_FILE_REGULAR, 300, -1}};
    static const char wanted[] = "\x0a\x08\x0a\2ab\x10\2\x20\5"
                                 "\x0a\x13\x0a\1c\x10\1\x18\xac\2\x20"
                                 "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1";
    size_t size = vtb_encode_entries(entries, 2, NULL, 0);
    CHECK_EQUAL(size, sizeof wanted - 1);
    CHECK_EQUAL(vtb_encode_entries(entries, 2, out, sizeof out), size);
    CHECK(memcmp(out, wanted, size) == 0);
    CHECK_EQUAL(vtb_encode_entries(entries, 2, out, size - 1), 0); // does not fit
}

static void read_heads(void)
{
    uint8_t bytes[VTB_READ_HEAD_MAX + 4];
    uint8_t *payload = bytes + VTB_READ_HEAD_MAX;
    size_t size = vtb_read_head_write(payload, 0, 3);
    CHECK_EQUAL(size, 2);
    CHECK(memcmp(payload - size, "\x12\3", 2) == 0);
    size = vtb_read_head_write(payload, 300, 1048576);
    CHECK(memcmp(payload - size, "\x08\xac\2\x12\x80\x80\x40", 7) == 0);
    CHECK_EQUAL(size, 7);
    CHECK_EQUAL(vtb_read_head_write(payload, UINT64_MAX, UINT32_MAX), VTB_READ_HEAD_MAX);
}

HARNESS_MAIN({"frames", frames}, {"streams of frames", streams_of_frames}, {"trailers", trailers},
             {"messages are percent-encoded", messages_are_percent_encoded}, {"timeouts", timeouts},
             {"content types", content_types}, {"requests", requests},
             {"long fields are noticed", long_fields_are_noticed}, {"answers", answers},
             {"read heads", read_heads})
