// SPDX-License-Identifier: Apache-2.0
// Server reflection: what is found by file, by symbol, and what is not there.
#include "harness.h"
#include "vtb_fields.h"
#include "vtb_reflection.h"

static uint8_t out[1 << 20];

// Asks with one text field; the field number of the answer, and its bytes.
static uint32_t ask(uint32_t number, const char *text, vtb_field *answer)
{
    uint8_t request[256];
    size_t text_size = strlen(text);
    uint8_t *end = vtb_field_bytes_write(request, number, text_size);
    memcpy(end, text, text_size);
    size_t size = (size_t)(end - request) + text_size;
    size_t answer_size = 0;
    CHECK(vtb_reflection_size_max(size) <= sizeof out);
    CHECK_EQUAL(vtb_reflection_answer(request, size, out, &answer_size), VTB_OK);
    vtb_fields fields = vtb_fields_of(out, answer_size);
    CHECK(vtb_fields_next(&fields, answer) && answer->number == 2 && answer->size == size);
    CHECK(memcmp(answer->bytes, request, size) == 0);
    CHECK(vtb_fields_next(&fields, answer));
    vtb_field more;
    CHECK(!vtb_fields_next(&fields, &more) && !fields.is_malformed);
    return answer->number;
}

static void symbols(void)
{
    static const char *const there[] = {
        "vitrine.v1.FileBridge", "vitrine.v1.FileBridge.Open", "vitrine.v1.FileInfo",
        "vitrine.v1.FileInfo.etag", "vitrine.v1.FileType", "grpc.health.v1.Health.Watch",
        "grpc.health.v1.HealthCheckResponse.ServingStatus", "vitrine.v1.PreviewService",
        "grpc.reflection.v1.ServerReflection"};
    static const char *const missing[] = {"",
                                          "vitrine.v1",
                                          "vitrine.v1.",
                                          "vitrine.v1.FileBridg",
                                          "vitrine.v1.FileBridge.",
                                          "vitrine.v1.FileBridgeX",
                                          "vitrine.v1.FileBridge.Open.x",
                                          "FileBridge",
                                          ".vitrine.v1.FileBridge"};
    vtb_field answer;
    for (size_t index = 0; index < sizeof there / sizeof *there; index++) {
        harness_about("%s", there[index]);
        CHECK_EQUAL(ask(4, there[index], &answer), 4);
    }
    for (size_t index = 0; index < sizeof missing / sizeof *missing; index++) {
        harness_about("%s", missing[index]);
        CHECK_EQUAL(ask(4, missing[index], &answer), 7);
    }
}

static void files_and_services(void)
{
    vtb_field answer;
    CHECK_EQUAL(ask(3, "vitrine/v1/bridge.proto", &answer), 4);
    CHECK(answer.size > 1000);
    CHECK_EQUAL(ask(3, "bridge.proto", &answer), 7);
    CHECK_EQUAL(ask(5, "", &answer), 7); // extensions
    CHECK_EQUAL(ask(6, "vitrine.v1.FileInfo", &answer), 7);
    CHECK_EQUAL(ask(7, "", &answer), 6);
    vtb_fields services = vtb_fields_of(answer.bytes, answer.size);
    vtb_field service;
    unsigned count = 0;
    for (; vtb_fields_next(&services, &service); count++) {
        vtb_fields inner = vtb_fields_of(service.bytes, service.size);
        vtb_field name;
        CHECK(vtb_fields_next(&inner, &name) && name.number == 1);
        CHECK(vtb_reflection_has_service((const char *)name.bytes, name.size));
    }
    CHECK_EQUAL(count, 4);
    CHECK(!vtb_reflection_has_service("vitrine.v1.Nothing", 18));
    CHECK(!vtb_reflection_has_service("", 0));
}

static void malformed(void)
{
    size_t size = 0;
    CHECK_EQUAL(vtb_reflection_answer((const uint8_t *)"\x22\5a", 3, out, &size), VTB_E_MESSAGE);
    CHECK_EQUAL(vtb_reflection_answer((const uint8_t *)"\x20\5", 2, out, &size), VTB_E_MESSAGE);
}

HARNESS_MAIN({"symbols", symbols}, {"files and services", files_and_services},
             {"malformed", malformed})
