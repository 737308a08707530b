// SPDX-License-Identifier: Apache-2.0
// Any bytes as a message on a running stream: what is borrowed must lie within them.
#include "vtb_fields.h"
#include "vtb_streams.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_within(const uint8_t *bytes, size_t size, const uint8_t *part, size_t part_size)
{
    bool is_within = part == NULL ? part_size == 0
                                  : part >= bytes && part_size <= size &&
                                        (size_t)(part - bytes) <= size - part_size;
    if (!is_within) {
        abort();
    }
}

static void check_preview(const uint8_t *bytes, size_t size)
{
    vtb_preview_request request;
    if (vtb_decode_preview(bytes, size, &request) != VTB_OK) {
        return;
    }
    check_within(bytes, size, request.viewport, request.viewport_size);
    if (request.viewport_size > VTB_VIEWPORT_SIZE_MAX ||
        request.wish_count > VTB_PREVIEW_WISHES_MAX) {
        abort();
    }
    for (size_t index = 0; index < request.wish_count; index++) {
        const vtb_preview_wish *wish = &request.wishes[index];
        static vtb_place place;
        memset(&place, 0, sizeof place);
        check_within(bytes, size, wish->file, wish->file_size);
        if (wish->file != NULL &&
            vtb_decode_place(wish->file, wish->file_size, &place) == VTB_OK &&
            (place.share[place.share_size] != '\0' || place.path[place.path_size] != '\0')) {
            abort();
        }
    }
    vtb_preview_request_free(&request);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    vtb_session_request request;
    if (vtb_decode_session(bytes, size, &request) == VTB_OK) {
        check_within(bytes, size, request.body, request.body_size);
    }
    check_preview(bytes, size);
    vtb_fields fields = vtb_fields_of(bytes, size);
    vtb_field field;
    size_t total = 0;
    while (vtb_fields_next(&fields, &field)) {
        check_within(bytes, size, field.bytes, field.size);
        total += field.size + 1;
    }
    if (total > size) {
        abort();
    }
    return 0;
}
