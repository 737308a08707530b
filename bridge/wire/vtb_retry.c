// SPDX-License-Identifier: Apache-2.0
// Writes the three nested messages of google/rpc/status.proto and error_details.proto byte by byte;
// all of them are shorter than 128 bytes, so that a length is one byte.
#include "vtb_retry.h"

#include "vtb_text.h"

#include <stdio.h>
#include <string.h>

enum { DEFAULT_MS = 1000, FIELD_VARINT = 0, FIELD_BYTES = 2, LENGTH_MAX = 127 };

typedef struct writer {
    uint8_t bytes[VTB_RETRY_DETAILS_MAX / 2];
    size_t size;
} writer;

static void put_varint(writer *out, unsigned field, uint64_t value)
{
    out->bytes[out->size++] = (uint8_t)(field << 3 | FIELD_VARINT);
    for (; value >= 0x80; value >>= 7) {
        out->bytes[out->size++] = (uint8_t)(value | 0x80);
    }
    out->bytes[out->size++] = (uint8_t)value;
}

static void put_bytes(writer *out, unsigned field, const void *bytes, size_t size)
{
    out->bytes[out->size++] = (uint8_t)(field << 3 | FIELD_BYTES);
    out->bytes[out->size++] = (uint8_t)size;
    memcpy(out->bytes + out->size, bytes, size);
    out->size += size;
}

uint64_t vtb_retry_ms(vtb_error error, uint64_t known_ms)
{
    switch (error) {
    case VTB_E_RATE:
    case VTB_E_STREAMS:
    case VTB_E_LIMIT:
    case VTB_E_MEMORY:
    case VTB_E_SHARE:
        return known_ms == 0 ? DEFAULT_MS : known_ms;
    default:
        return 0;
    }
}

size_t vtb_retry_details_print(vtb_error error, uint64_t retry_ms, char out[VTB_RETRY_DETAILS_MAX])
{
    static const char type[] = "type.googleapis.com/google.rpc.RetryInfo";
    const char *sentence = vtb_error_sentence(error);
    writer duration = {.size = 0};
    writer info = {.size = 0};
    writer any = {.size = 0};
    writer status = {.size = 0};
    size_t sentence_size = strlen(sentence);
    put_varint(&duration, 1, retry_ms / 1000);
    put_varint(&duration, 2, retry_ms % 1000 * 1000000);
    put_bytes(&info, 1, duration.bytes, duration.size);
    put_bytes(&any, 1, type, sizeof type - 1);
    put_bytes(&any, 2, info.bytes, info.size);
    put_varint(&status, 1, (uint64_t)vtb_error_status(error));
    // Clients that read details take the sentence from here; a long one they find in grpc-message.
    if (status.size + sentence_size + any.size + 4 <= sizeof status.bytes &&
        sentence_size <= LENGTH_MAX) {
        put_bytes(&status, 2, sentence, sentence_size);
    }
    put_bytes(&status, 3, any.bytes, any.size);
    vtb_text_encode(status.bytes, status.size, out);
    size_t size = vtb_text_size(status.size);
    while (size > 0 && out[size - 1] == '=') {
        size--;
    }
    out[size] = '\0';
    return size;
}

size_t vtb_retry_print(vtb_error error, uint64_t retry_ms, char *out, size_t capacity)
{
    char details[VTB_RETRY_DETAILS_MAX];
    if (retry_ms == 0) {
        return 0;
    }
    (void)vtb_retry_details_print(error, retry_ms, details);
    int size = snprintf(out, capacity,
                        "grpc-retry-pushback-ms: %llu\r\ngrpc-status-details-bin: %s\r\n",
                        (unsigned long long)retry_ms, details);
    return size > 0 && (size_t)size < capacity ? (size_t)size : 0;
}
