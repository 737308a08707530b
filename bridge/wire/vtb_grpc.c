// SPDX-License-Identifier: Apache-2.0
// Reads request frames and writes trailers; knows nothing of sockets.
#include "vtb_grpc.h"

#include "vtb_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void vtb_frame_reader_init(vtb_frame_reader *reader, size_t message_max)
{
    *reader = (vtb_frame_reader){.message_max = message_max};
}

void vtb_frame_reader_free(vtb_frame_reader *reader)
{
    free(reader->message);
    reader->message = NULL;
}

static vtb_error frame_head_complete(vtb_frame_reader *reader)
{
    if (reader->has_message) {
        return VTB_E_MESSAGE_COUNT;
    }
    if (reader->head[0] != VTB_FRAME_MESSAGE) {
        return VTB_E_FRAME; // compressed without a grpc-encoding, a trailer, or unknown bits
    }
    uint64_t size = vtb_load_big(reader->head + 1, 4);
    if (size > reader->message_max) {
        return VTB_E_MESSAGE_SIZE;
    }
    reader->message_size = (size_t)size;
    reader->message = malloc(reader->message_size + 1); // an empty message is a message
    if (reader->message == NULL) {
        return VTB_E_MEMORY;
    }
    reader->has_message = true;
    return VTB_OK;
}

// A message of a stream is whole: hands it over and makes room for the next one.
static vtb_error frame_deliver(vtb_frame_reader *reader)
{
    vtb_error error = reader->deliver(reader->owner, reader->message, reader->message_size);
    vtb_frame_reader_free(reader);
    reader->message_size = reader->message_used = 0;
    reader->has_message = false;
    return error;
}

vtb_error vtb_frame_reader_feed(vtb_frame_reader *reader, const uint8_t *bytes, size_t size)
{
    vtb_error error = VTB_OK;
    while (error == VTB_OK && size > 0) {
        bool in_message = reader->has_message && reader->message_used < reader->message_size;
        uint8_t *place = in_message ? reader->message + reader->message_used
                                    : reader->head + reader->head_used;
        size_t wanted = in_message ? reader->message_size - reader->message_used
                                   : VTB_FRAME_HEAD_SIZE - reader->head_used;
        size_t taken = wanted < size ? wanted : size;
        memcpy(place, bytes, taken);
        bytes += taken;
        size -= taken;
        reader->message_used += in_message ? taken : 0;
        reader->head_used += in_message ? 0 : taken;
        if (reader->head_used == VTB_FRAME_HEAD_SIZE) {
            error = frame_head_complete(reader);
            reader->head_used = 0;
        }
        bool is_whole = reader->has_message && reader->message_used == reader->message_size;
        if (error == VTB_OK && is_whole && reader->deliver != NULL) {
            error = frame_deliver(reader);
        }
    }
    return error;
}

vtb_error vtb_frame_reader_finish(const vtb_frame_reader *reader)
{
    if (reader->head_used > 0 || reader->message_used < reader->message_size) {
        return VTB_E_FRAME;
    }
    return reader->has_message || reader->deliver != NULL ? VTB_OK : VTB_E_MESSAGE_COUNT;
}

void vtb_frame_head_write(uint8_t head[VTB_FRAME_HEAD_SIZE], uint8_t flags, uint32_t size)
{
    head[0] = flags;
    vtb_store_big(head + 1, 4, size);
}

// The last name of a kind is the one that answers carry.
static const struct {
    vtb_content_kind kind;
    const char *name;
} content_types[] = {
    {VTB_CONTENT_GRPC_WEB, "application/grpc-web"},
    {VTB_CONTENT_GRPC_WEB, "application/grpc-web+proto"},
    {VTB_CONTENT_GRPC_WEB_TEXT, "application/grpc-web-text"},
    {VTB_CONTENT_GRPC_WEB_TEXT, "application/grpc-web-text+proto"},
    {VTB_CONTENT_GRPC, "application/grpc"},
    {VTB_CONTENT_GRPC, "application/grpc+proto"},
};
enum { CONTENT_TYPE_COUNT = sizeof content_types / sizeof *content_types };

const char *vtb_content_type(vtb_content_kind kind)
{
    const char *name = "";
    for (size_t index = 0; index < CONTENT_TYPE_COUNT; index++) {
        name = content_types[index].kind == kind ? content_types[index].name : name;
    }
    return name;
}

vtb_content_kind vtb_content_kind_of(const char *content_type)
{
    if (content_type == NULL) {
        return VTB_CONTENT_OTHER;
    }
    size_t size = strcspn(content_type, "; \t");
    for (size_t index = 0; index < CONTENT_TYPE_COUNT; index++) {
        const char *name = content_types[index].name;
        if (strlen(name) == size && strncasecmp(name, content_type, size) == 0) {
            return content_types[index].kind;
        }
    }
    return VTB_CONTENT_OTHER;
}

vtb_error vtb_timeout_parse(const char *text, uint64_t *milliseconds_out)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 8 || text[digits] == '\0' || text[digits + 1] != '\0') {
        return VTB_E_TIMEOUT_TEXT;
    }
    uint64_t value = strtoull(text, NULL, 10);
    switch (text[digits]) {
    case 'H':
        *milliseconds_out = value * 3600000;
        return VTB_OK;
    case 'M':
        *milliseconds_out = value * 60000;
        return VTB_OK;
    case 'S':
        *milliseconds_out = value * 1000;
        return VTB_OK;
    case 'm':
        *milliseconds_out = value;
        return VTB_OK;
    case 'u':
        *milliseconds_out = (value + 999) / 1000;
        return VTB_OK;
    case 'n':
        *milliseconds_out = (value + 999999) / 1000000;
        return VTB_OK;
    default:
        return VTB_E_TIMEOUT_TEXT;
    }
}

size_t vtb_grpc_message_encode(const char *text, char *out, size_t capacity)
{
    size_t size = 0;
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        bool is_plain = byte >= 0x20 && byte <= 0x7E && byte != '%';
        size_t needed = is_plain ? 1 : 3;
        if (size + needed >= capacity) {
            break;
        }
        if (is_plain) {
            out[size] = (char)byte;
        } else {
            (void)snprintf(out + size, capacity - size, "%%%02X", byte);
        }
        size += needed;
    }
    out[size] = '\0';
    return size;
}

size_t vtb_grpc_trailer_print(vtb_error error, char out[VTB_TRAILER_MAX])
{
    if (error == VTB_OK) {
        return (size_t)snprintf(out, VTB_TRAILER_MAX, "grpc-status: 0\r\n");
    }
    char message[VTB_TRAILER_MAX - 64];
    (void)vtb_grpc_message_encode(vtb_error_sentence(error), message, sizeof message);
    return (size_t)snprintf(out, VTB_TRAILER_MAX, "grpc-status: %d\r\ngrpc-message: %s\r\n",
                            vtb_error_status(error), message);
}
