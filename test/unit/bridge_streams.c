// SPDX-License-Identifier: Apache-2.0
// Messages of Session and StreamPreview against bytes written by hand.
#include "harness.h"
#include "vtb_fields.h"
#include "vtb_streams.h"

#define BYTES(text) (const uint8_t *)text, sizeof text - 1

static void fields(void)
{
    // Number 1: 300; number 2: "ab"; fixed32 and fixed64 are skipped; number 5: 0.
    static const uint8_t bytes[] = "\x08\xac\2\x12\2ab\x1d\1\2\3\4\x21\1\2\3\4\5\6\7\x08\x28\0";
    vtb_fields walk = vtb_fields_of(bytes, sizeof bytes - 1);
    vtb_field field;
    CHECK(vtb_fields_next(&walk, &field) && field.number == 1 && field.is_number);
    CHECK_EQUAL(field.value, 300);
    CHECK(vtb_fields_next(&walk, &field) && field.number == 2 && !field.is_number);
    CHECK(field.size == 2 && memcmp(field.bytes, "ab", 2) == 0);
    CHECK(vtb_fields_next(&walk, &field) && field.number == 5 && field.value == 0);
    CHECK(!vtb_fields_next(&walk, &field) && !walk.is_malformed);
    static const char *const malformed[] = {"\x08", "\x12\3ab", "\x12\xff\xff\xff\xff\x0f", "\x0b",
                                            "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"};
    for (size_t index = 0; index < sizeof malformed / sizeof *malformed; index++) {
        harness_about("case %zu", index);
        walk = vtb_fields_of((const uint8_t *)malformed[index], strlen(malformed[index]));
        CHECK(!vtb_fields_next(&walk, &field) && walk.is_malformed);
        CHECK(!vtb_fields_next(&walk, &field));
    }
}

static void session_requests(void)
{
    vtb_session_request request;
    CHECK_EQUAL(vtb_decode_session(BYTES("\x08\x07\x2a\2hi\x48\2\x50\x64"), &request), VTB_OK);
    CHECK(request.id == 7 && request.action == VTB_ACTION_READ && request.credit == 100);
    CHECK(request.body_size == 2 && memcmp(request.body, "hi", 2) == 0);
    CHECK_EQUAL(request.priority, VTB_PRIORITY_THUMBNAIL);
    CHECK_EQUAL(vtb_decode_session(BYTES("\x48\x63"), &request), VTB_OK); // a priority to come
    CHECK(request.priority == VTB_PRIORITY_UNSPECIFIED && request.action == VTB_ACTION_NONE);
    CHECK_EQUAL(vtb_decode_session(BYTES(""), &request), VTB_OK);
    CHECK_EQUAL(vtb_decode_session(BYTES("\x12\5a"), &request), VTB_E_MESSAGE);
}

static void preview_requests(void)
{
    vtb_preview_request request;
    static const uint8_t bytes[] =
        "\x0a\x14\x0a\2\x18\5\x12\x0e\x08\3\x12\4\x0a\2ab\x18\3\x20\2\x28\1\x10\x0a";
    CHECK_EQUAL(vtb_decode_preview(bytes, sizeof bytes - 1, &request), VTB_OK);
    CHECK(request.has_scene && request.wish_count == 1 && request.credit == 10);
    CHECK(request.viewport_size == 2 && memcmp(request.viewport, "\x18\5", 2) == 0);
    const vtb_preview_wish *wish = request.wishes;
    CHECK(wish->file_id == 3 && wish->kind == VTB_PREVIEW_CONTENT && wish->priority == 2);
    CHECK(wish->offset == 1 && wish->length == 0 && wish->file_size == 4);
    vtb_place place = {0};
    CHECK_EQUAL(vtb_decode_place(wish->file, wish->file_size, &place), VTB_OK);
    CHECK_TEXT(place.share, "ab");
    vtb_preview_request_free(&request);
    CHECK_EQUAL(vtb_decode_preview(BYTES("\x10\5"), &request), VTB_OK);
    CHECK(!request.has_scene && request.credit == 5);
    CHECK_EQUAL(vtb_decode_preview(BYTES("\x0a\4\x12\2\x18\x09"), &request), VTB_OK);
    CHECK_EQUAL(request.wishes[0].kind, VTB_PREVIEW_META); // a kind to come
    vtb_preview_request_free(&request);
    CHECK_EQUAL(vtb_decode_preview(BYTES("\x0a\4\x12\2\x12\5"), &request), VTB_E_MESSAGE);
    CHECK_EQUAL(vtb_decode_preview(BYTES("\x0a\5"), &request), VTB_E_MESSAGE);
    CHECK_EQUAL(vtb_decode_preview(BYTES("\x0a\x23\x0a\x21"
                                         "012345678901234567890123456789012"),
                                   &request),
                VTB_E_ARGUMENT);
}

static void too_many_wishes(void)
{
    uint8_t bytes[4 + 2 * (VTB_PREVIEW_WISHES_MAX + 1)] = {0x0a};
    vtb_preview_request request;
    for (size_t count = VTB_PREVIEW_WISHES_MAX; count <= VTB_PREVIEW_WISHES_MAX + 1; count++) {
        uint8_t *end = vtb_field_bytes_write(bytes, 1, count * 2);
        for (size_t index = 0; index < count; index++, end += 2) {
            memcpy(end, "\x12\0", 2);
        }
        bool fits = count == VTB_PREVIEW_WISHES_MAX;
        CHECK_EQUAL(vtb_decode_preview(bytes, (size_t)(end - bytes), &request),
                    fits ? VTB_OK : VTB_E_LIMIT);
        vtb_preview_request_free(&request);
    }
}

static void heads(void)
{
    uint8_t bytes[VTB_ENVELOPE_MAX + 4];
    uint8_t *body = bytes + VTB_ENVELOPE_MAX;
    CHECK_EQUAL(vtb_session_head_write(body, 0, VTB_ACTION_READ, 3), 7);
    CHECK(memcmp(body - 7, "\0\0\0\0\5\x2a\3", 7) == 0);
    CHECK_EQUAL(vtb_session_head_write(body, 300, VTB_ANSWER_DONE, 0), 10);
    CHECK(memcmp(body - 10, "\0\0\0\0\5\x08\xac\2\x3a\0", 10) == 0);
    vtb_preview_head head = {.frame_id = 1, .timestamp_ms = 2, .is_ready = true};
    CHECK_EQUAL(vtb_preview_head_write(body, &head, 0), 11);
    CHECK(memcmp(body - 11, "\0\0\0\0\6\x08\1\x10\2\x20\1", 11) == 0);
    head = (vtb_preview_head){.frame_id = 1, .file_id = 9, .kind = VTB_PREVIEW_META};
    CHECK_EQUAL(vtb_preview_head_write(body, &head, 2), 13);
    CHECK(memcmp(body - 13, "\0\0\0\0\x0a\x08\1\x28\x09\x30\1\x3a\2", 13) == 0);
    head.has_failed = true;
    (void)vtb_preview_head_write(body, &head, 2);
    CHECK_EQUAL(body[-2], 9 << 3 | 2);
    // The largest there can be.
    static const uint8_t viewport[VTB_VIEWPORT_SIZE_MAX] = {1};
    head = (vtb_preview_head){UINT64_MAX, -1,         viewport, sizeof viewport,
                              true,       UINT32_MAX, 3,        true};
    CHECK(vtb_preview_head_write(body, &head, UINT32_MAX) <= VTB_ENVELOPE_MAX);
}

static void ends(void)
{
    uint8_t bytes[64];
    CHECK_EQUAL(vtb_encode_done(VTB_OK, bytes, sizeof bytes), 0);
    size_t size = vtb_encode_done(VTB_E_NOT_FOUND, bytes, sizeof bytes);
    CHECK_EQUAL(size, 2 + 2 + 32);
    CHECK(memcmp(bytes, "\x08\5\x12\x20There", 9) == 0);
}

HARNESS_MAIN({"fields", fields}, {"session requests", session_requests},
             {"preview requests", preview_requests}, {"too many wishes", too_many_wishes},
             {"heads", heads}, {"ends", ends})
