// SPDX-License-Identifier: Apache-2.0
// Tags and varints through nanopb's streams; only what lies between them is ours.
#include "vtb_fields.h"

#include "vtb_grpc.h"

#include <pb_decode.h>
#include <string.h>

vtb_fields vtb_fields_of(const uint8_t *bytes, size_t size)
{
    return (vtb_fields){.bytes = bytes, .left = size};
}

static bool read_field(vtb_fields *fields, pb_istream_t *stream, vtb_field *out, bool *is_ours)
{
    pb_wire_type_t type = PB_WT_VARINT;
    bool is_end = false;
    uint32_t size = 0;
    *is_ours = true;
    if (!pb_decode_tag(stream, &type, &out->number, &is_end)) {
        return false;
    }
    out->is_number = type == PB_WT_VARINT;
    if (out->is_number) {
        return pb_decode_varint(stream, &out->value);
    }
    if (type != PB_WT_STRING) {
        *is_ours = false;
        return pb_skip_field(stream, type);
    }
    if (!pb_decode_varint32(stream, &size) || size > stream->bytes_left) {
        return false;
    }
    out->bytes = fields->bytes + (fields->left - stream->bytes_left);
    out->size = size;
    return pb_read(stream, NULL, size);
}

bool vtb_fields_next(vtb_fields *fields, vtb_field *out)
{
    bool is_ours = false;
    while (!is_ours && fields->left > 0) {
        pb_istream_t stream = pb_istream_from_buffer(fields->bytes, fields->left);
        *out = (vtb_field){0};
        if (!read_field(fields, &stream, out, &is_ours)) {
            fields->is_malformed = true;
            fields->left = 0;
            return false;
        }
        fields->bytes += fields->left - stream.bytes_left;
        fields->left = stream.bytes_left;
    }
    return is_ours;
}

static uint8_t *varint_write(uint8_t *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7) {
        *out++ = (uint8_t)(value | 0x80);
    }
    *out++ = (uint8_t)value;
    return out;
}

uint8_t *vtb_field_number_write(uint8_t *out, uint32_t number, uint64_t value)
{
    return value == 0 ? out : varint_write(varint_write(out, number << 3 | PB_WT_VARINT), value);
}

uint8_t *vtb_field_bytes_write(uint8_t *out, uint32_t number, size_t size)
{
    return varint_write(varint_write(out, number << 3 | PB_WT_STRING), size);
}

size_t vtb_envelope_write(uint8_t *body, const uint8_t *text, size_t text_size, size_t body_size)
{
    memcpy(body - text_size, text, text_size);
    vtb_frame_head_write(body - text_size - VTB_FRAME_HEAD_SIZE, VTB_FRAME_MESSAGE,
                         (uint32_t)(text_size + body_size));
    return text_size + VTB_FRAME_HEAD_SIZE;
}
