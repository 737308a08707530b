// SPDX-License-Identifier: Apache-2.0
// Any bytes as an HTTP/1.1 request: never two readings, however they are split.
#include "vtb_http1.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

typedef struct decoded_body {
    int status;
    bool done;
    uint64_t size;
    uint64_t sum; // of the bytes, each weighted by its place
} decoded_body;

static decoded_body decode(vtb_http1_body body, const char *bytes, size_t size, size_t step)
{
    decoded_body result = {0};
    for (size_t offset = 0; offset < size && !body.done;) {
        size_t left = size - offset;
        size_t used = 0;
        const char *piece = NULL;
        size_t piece_size = 0;
        result.status = vtb_http1_body_read(&body, bytes + offset, left < step ? left : step,
                                            &used, &piece, &piece_size);
        if (result.status != 0) {
            break;
        }
        if (used == 0 && !body.done) {
            abort(); // no progress: the caller would never end
        }
        for (size_t index = 0; index < piece_size; index++) {
            result.size++;
            result.sum += result.size * (uint8_t)piece[index];
        }
        offset += used;
    }
    result.done = body.done;
    return result;
}

static void check_body(const vtb_http1_head *head, const char *bytes, size_t size)
{
    vtb_http1_body body = {.kind = head->body, .left = head->body_size};
    decoded_body whole = decode(body, bytes, size, size == 0 ? 1 : size);
    decoded_body pieces = decode(body, bytes, size, 1);
    bool equal = whole.status == pieces.status && whole.done == pieces.done;
    if (!equal || (whole.status == 0 && (whole.size != pieces.size || whole.sum != pieces.sum))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;
    vtb_request request;
    vtb_http1_head head;
    vtb_request_init(&request);
    int status = vtb_http1_parse(text, size, &request, &head);
    if (status == 0) {
        if (head.size > size || vtb_request_header(&request, "host") == NULL ||
            vtb_request_path(&request)[0] == '\0') {
            abort();
        }
        check_body(&head, text + head.size, size - head.size);
        // The head alone reads the same; one byte less asks for more.
        vtb_request again;
        vtb_http1_head again_head;
        vtb_request_init(&again);
        if (vtb_http1_parse(text, head.size, &again, &again_head) != 0 ||
            again_head.size != head.size) {
            abort();
        }
        vtb_request_free(&again);
        if (vtb_http1_parse(text, head.size - 1, &again, &again_head) != VTB_HTTP1_MORE) {
            abort();
        }
        vtb_request_free(&again);
    }
    vtb_request_free(&request);
    // Any bytes as a chunked body.
    vtb_http1_head chunked = {.body = VTB_BODY_CHUNKED};
    check_body(&chunked, text, size);
    return 0;
}
