// SPDX-License-Identifier: Apache-2.0
// Any bytes as the body of a call: framed, then decoded as each of the requests.
#include "vtb_grpc.h"
#include "vtb_messages.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

typedef vtb_error (*decoder)(const uint8_t *bytes, size_t size, vtb_call_request *out);

static void check_request(const vtb_call_request *request)
{
    const vtb_place *place = &request->place;
    if (place->share_size > VTB_SHARE_NAME_MAX || place->path_size > VTB_PATH_SIZE_MAX ||
        place->share[place->share_size] != '\0' || place->path[place->path_size] != '\0') {
        abort();
    }
}

static void decode_all(const uint8_t *bytes, size_t size)
{
    static const decoder decoders[] = {vtb_decode_open, vtb_decode_stat,  vtb_decode_list,
                                       vtb_decode_read, vtb_decode_close, vtb_decode_health};
    for (size_t index = 0; index < sizeof decoders / sizeof *decoders; index++) {
        vtb_call_request *request = calloc(1, sizeof *request);
        if (request == NULL) {
            abort();
        }
        if (decoders[index](bytes, size, request) == VTB_OK) {
            check_request(request);
        }
        free(request);
    }
}

static vtb_error read_frame(const uint8_t *bytes, size_t size, size_t step,
                            vtb_frame_reader *reader)
{
    vtb_frame_reader_init(reader, 65536);
    for (size_t offset = 0; offset < size; offset += step) {
        size_t left = size - offset;
        vtb_error error = vtb_frame_reader_feed(reader, bytes + offset, left < step ? left : step);
        if (error != VTB_OK) {
            return error;
        }
    }
    return vtb_frame_reader_finish(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    vtb_frame_reader whole;
    vtb_frame_reader pieces;
    vtb_error error = read_frame(bytes, size, size == 0 ? 1 : size, &whole);
    if (read_frame(bytes, size, 1, &pieces) != error) {
        abort();
    }
    if (error == VTB_OK) {
        if (whole.message_size != pieces.message_size ||
            memcmp(whole.message, pieces.message, whole.message_size) != 0) {
            abort();
        }
        decode_all(whole.message, whole.message_size);
    }
    vtb_frame_reader_free(&whole);
    vtb_frame_reader_free(&pieces);
    decode_all(bytes, size);
    char text[64];
    uint64_t milliseconds = 0;
    size_t text_size = size < sizeof text - 1 ? size : sizeof text - 1;
    memcpy(text, bytes, text_size);
    text[text_size] = '\0';
    (void)!vtb_timeout_parse(text, &milliseconds);
    char encoded[40];
    if (vtb_grpc_message_encode(text, encoded, sizeof encoded) >= sizeof encoded) {
        abort();
    }
    return 0;
}
