// SPDX-License-Identifier: Apache-2.0
// Decodes requests and encodes answers with nanopb.
#include "vtb_messages.h"

#include "vtb_fields.h"
#include "vtb_streams.h"

#include "grpc/health/v1/health.pb.h"
#include "vitrine/v1/bridge.pb.h"

#include <pb_decode.h>
#include <pb_encode.h>
#include <string.h>

// Where a decoded string or bytes field goes. A field that does not fit is skipped, not cut short
// silently: *too_long says so.
typedef struct bounded_field {
    uint8_t *bytes;
    size_t capacity;
    size_t *size;
    bool *too_long;
} bounded_field;

typedef struct borrowed_bytes {
    const void *bytes;
    size_t size;
} borrowed_bytes;

static bool field_read(pb_istream_t *stream, const pb_field_t *field, void **argument)
{
    (void)field;
    const bounded_field *target = *argument;
    *target->size = stream->bytes_left;
    if (stream->bytes_left > target->capacity) {
        *target->too_long = true;
        return pb_read(stream, NULL, stream->bytes_left);
    }
    return pb_read(stream, target->bytes, stream->bytes_left);
}

static void field_expect(pb_callback_t *callback, bounded_field *target)
{
    callback->funcs.decode = field_read;
    callback->arg = target;
}

static vtb_error decode(const uint8_t *bytes, size_t size, const pb_msgdesc_t *fields, void *out)
{
    pb_istream_t stream = pb_istream_from_buffer(bytes, size);
    return pb_decode(&stream, fields, out) ? VTB_OK : VTB_E_MESSAGE;
}

typedef struct place_fields {
    bounded_field share;
    bounded_field path;
} place_fields;

static void place_expect(vitrine_v1_FileRef *message, place_fields *fields, vtb_place *place)
{
    fields->share = (bounded_field){(uint8_t *)place->share, VTB_SHARE_NAME_MAX,
                                    &place->share_size, &place->is_too_long};
    fields->path = (bounded_field){(uint8_t *)place->path, VTB_PATH_SIZE_MAX, &place->path_size,
                                   &place->is_too_long};
    field_expect(&message->share, &fields->share);
    field_expect(&message->path, &fields->path);
}

static void place_finish(vtb_place *place)
{
    if (place->is_too_long) {
        place->share_size = 0;
        place->path_size = 0;
    }
    place->share[place->share_size] = '\0';
    place->path[place->path_size] = '\0';
}

vtb_error vtb_decode_place(const uint8_t *bytes, size_t size, vtb_place *out)
{
    vitrine_v1_FileRef message = vitrine_v1_FileRef_init_zero;
    place_fields fields;
    place_expect(&message, &fields, out);
    vtb_error error = decode(bytes, size, vitrine_v1_FileRef_fields, &message);
    place_finish(out);
    return error;
}

vtb_error vtb_decode_open(const uint8_t *bytes, size_t size, vtb_call_request *out)
{
    vitrine_v1_OpenRequest message = vitrine_v1_OpenRequest_init_zero;
    place_fields fields;
    place_expect(&message.file, &fields, &out->place);
    vtb_error error = decode(bytes, size, vitrine_v1_OpenRequest_fields, &message);
    place_finish(&out->place);
    out->head_size = message.head_size;
    out->tail_size = message.tail_size;
    return error;
}

vtb_error vtb_decode_stat(const uint8_t *bytes, size_t size, vtb_call_request *out)
{
    vitrine_v1_StatRequest message = vitrine_v1_StatRequest_init_zero;
    place_fields fields;
    place_expect(&message.file, &fields, &out->place);
    vtb_error error = decode(bytes, size, vitrine_v1_StatRequest_fields, &message);
    place_finish(&out->place);
    return error;
}

vtb_error vtb_decode_list(const uint8_t *bytes, size_t size, vtb_call_request *out)
{
    vitrine_v1_ListRequest message = vitrine_v1_ListRequest_init_zero;
    place_fields fields;
    place_expect(&message.folder, &fields, &out->place);
    vtb_error error = decode(bytes, size, vitrine_v1_ListRequest_fields, &message);
    place_finish(&out->place);
    out->page_size = message.page_size;
    return error;
}

vtb_error vtb_decode_read(const uint8_t *bytes, size_t size, vtb_call_request *out)
{
    vitrine_v1_ReadRequest message = vitrine_v1_ReadRequest_init_zero;
    bool too_long = false;
    bounded_field handle = {out->handle, sizeof out->handle, &out->handle_size, &too_long};
    bounded_field etag = {out->etag, sizeof out->etag, &out->etag_size, &too_long};
    field_expect(&message.handle, &handle);
    field_expect(&message.etag, &etag);
    vtb_error error = decode(bytes, size, vitrine_v1_ReadRequest_fields, &message);
    out->offset = message.offset;
    out->length = message.length;
    out->chunk_size = message.chunk_size;
    return error;
}

vtb_error vtb_decode_close(const uint8_t *bytes, size_t size, vtb_call_request *out)
{
    vitrine_v1_CloseRequest message = vitrine_v1_CloseRequest_init_zero;
    bool too_long = false;
    bounded_field handle = {out->handle, sizeof out->handle, &out->handle_size, &too_long};
    field_expect(&message.handle, &handle);
    return decode(bytes, size, vitrine_v1_CloseRequest_fields, &message);
}

vtb_error vtb_decode_health(const uint8_t *bytes, size_t size, vtb_call_request *out)
{
    grpc_health_v1_HealthCheckRequest message = grpc_health_v1_HealthCheckRequest_init_zero;
    vtb_place *place = &out->place;
    bounded_field service = {(uint8_t *)place->share, VTB_SHARE_NAME_MAX, &place->share_size,
                             &place->is_too_long};
    field_expect(&message.service, &service);
    vtb_error error = decode(bytes, size, grpc_health_v1_HealthCheckRequest_fields, &message);
    place_finish(place);
    return error;
}

static bool field_write(pb_ostream_t *stream, const pb_field_t *field, void *const *argument)
{
    const borrowed_bytes *source = *argument;
    return source->size == 0 || (pb_encode_tag_for_field(stream, field) &&
                                 pb_encode_string(stream, source->bytes, source->size));
}

static void field_give(pb_callback_t *callback, borrowed_bytes *source)
{
    callback->funcs.encode = field_write;
    callback->arg = source;
}

static size_t encode(const pb_msgdesc_t *fields, const void *message, uint8_t *out, size_t capacity)
{
    if (out == NULL) {
        size_t size = 0;
        return pb_get_encoded_size(&size, fields, message) ? size : 0;
    }
    pb_ostream_t stream = pb_ostream_from_buffer(out, capacity);
    return pb_encode(&stream, fields, message) ? stream.bytes_written : 0;
}

typedef struct info_fields {
    borrowed_bytes name;
    borrowed_bytes etag;
    borrowed_bytes media_type;
} info_fields;

static void info_give(vitrine_v1_FileInfo *message, info_fields *fields, const vtb_file_info *info)
{
    const char *media_type = info->media_type == NULL ? "" : info->media_type;
    fields->name = (borrowed_bytes){info->name, strlen(info->name)};
    fields->etag = (borrowed_bytes){info->properties->etag, VTB_ETAG_SIZE};
    fields->media_type = (borrowed_bytes){media_type, strlen(media_type)};
    field_give(&message->name, &fields->name);
    field_give(&message->etag, &fields->etag);
    field_give(&message->media_type, &fields->media_type);
    message->type = (vitrine_v1_FileType)info->properties->type;
    message->size = info->properties->size;
    message->modified_ms = info->properties->modified_ms;
}

size_t vtb_encode_open(const vtb_open_answer *answer, uint8_t *out, size_t capacity)
{
    vitrine_v1_OpenResponse message = vitrine_v1_OpenResponse_init_zero;
    info_fields fields;
    borrowed_bytes handle = {answer->handle, sizeof answer->handle};
    borrowed_bytes head = {answer->head, answer->head_size};
    borrowed_bytes tail = {answer->tail, answer->tail_size};
    field_give(&message.handle, &handle);
    field_give(&message.head, &head);
    field_give(&message.tail, &tail);
    message.has_info = true;
    info_give(&message.info, &fields, &answer->info);
    return encode(vitrine_v1_OpenResponse_fields, &message, out, capacity);
}

size_t vtb_encode_stat(const vtb_file_info *info, uint8_t *out, size_t capacity)
{
    vitrine_v1_StatResponse message = vitrine_v1_StatResponse_init_zero;
    info_fields fields;
    message.has_info = true;
    info_give(&message.info, &fields, info);
    return encode(vitrine_v1_StatResponse_fields, &message, out, capacity);
}

typedef struct entry_span {
    const vtb_listing_entry *entries;
    size_t count;
} entry_span;

static bool entries_write(pb_ostream_t *stream, const pb_field_t *field, void *const *argument)
{
    const entry_span *span = *argument;
    for (size_t index = 0; index < span->count; index++) {
        const vtb_listing_entry *entry = &span->entries[index];
        vitrine_v1_FileInfo info = vitrine_v1_FileInfo_init_zero;
        borrowed_bytes name = {entry->name, strlen(entry->name)};
        field_give(&info.name, &name);
        info.type = (vitrine_v1_FileType)entry->type;
        info.size = entry->size;
        info.modified_ms = entry->modified_ms;
        if (!pb_encode_tag_for_field(stream, field) ||
            !pb_encode_submessage(stream, vitrine_v1_FileInfo_fields, &info)) {
            return false;
        }
    }
    return true;
}

size_t vtb_encode_entries(const vtb_listing_entry *entries, size_t count, uint8_t *out,
                          size_t capacity)
{
    vitrine_v1_ListResponse message = vitrine_v1_ListResponse_init_zero;
    entry_span span = {entries, count};
    message.entries.funcs.encode = entries_write;
    message.entries.arg = &span;
    return encode(vitrine_v1_ListResponse_fields, &message, out, capacity);
}

size_t vtb_encode_health(vtb_health status, uint8_t *out, size_t capacity)
{
    grpc_health_v1_HealthCheckResponse message = grpc_health_v1_HealthCheckResponse_init_zero;
    message.status = (grpc_health_v1_HealthCheckResponse_ServingStatus)status;
    return encode(grpc_health_v1_HealthCheckResponse_fields, &message, out, capacity);
}

size_t vtb_encode_done(vtb_error error, uint8_t *out, size_t capacity)
{
    vitrine_v1_Done message = vitrine_v1_Done_init_zero;
    const char *sentence = error == VTB_OK ? "" : vtb_error_sentence(error);
    borrowed_bytes text = {sentence, strlen(sentence)};
    message.code = (uint32_t)vtb_error_status(error);
    field_give(&message.message, &text);
    return encode(vitrine_v1_Done_fields, &message, out, capacity);
}

size_t vtb_read_head_write(uint8_t *data, uint64_t offset, size_t size)
{
    uint8_t fields[VTB_READ_HEAD_MAX];
    uint8_t *end = vtb_field_number_write(fields, vitrine_v1_ReadResponse_offset_tag, offset);
    end = vtb_field_bytes_write(end, vitrine_v1_ReadResponse_data_tag, size);
    size_t head_size = (size_t)(end - fields);
    memcpy(data - head_size, fields, head_size);
    return head_size;
}
