// SPDX-License-Identifier: Apache-2.0
// Walks the fields of streamed messages, and writes heads backwards from their bodies.
#include "vtb_streams.h"

#include "vtb_fields.h"
#include "vtb_grpc.h"

#include <stdlib.h>
#include <string.h>

#include "vitrine/v1/bridge.pb.h"

_Static_assert(VTB_ACTION_OPEN == vitrine_v1_SessionRequest_open_tag &&
                   VTB_ACTION_STAT == vitrine_v1_SessionRequest_stat_tag &&
                   VTB_ACTION_LIST == vitrine_v1_SessionRequest_list_tag &&
                   VTB_ACTION_READ == vitrine_v1_SessionRequest_read_tag &&
                   VTB_ACTION_CLOSE == vitrine_v1_SessionRequest_close_tag &&
                   VTB_ACTION_CANCEL == vitrine_v1_SessionRequest_cancel_tag &&
                   VTB_ACTION_PING == vitrine_v1_SessionRequest_ping_tag,
               "the actions are those of bridge.proto");
_Static_assert(VTB_ACTION_OPEN == vitrine_v1_SessionResponse_open_tag &&
                   VTB_ACTION_CLOSE == vitrine_v1_SessionResponse_close_tag &&
                   VTB_ANSWER_DONE == vitrine_v1_SessionResponse_done_tag &&
                   VTB_ANSWER_PONG == vitrine_v1_SessionResponse_pong_tag,
               "answers have the numbers of their actions");

vtb_error vtb_decode_session(const uint8_t *bytes, size_t size, vtb_session_request *out)
{
    vtb_fields fields = vtb_fields_of(bytes, size);
    vtb_field field;
    *out = (vtb_session_request){0};
    while (vtb_fields_next(&fields, &field)) {
        if (field.number == vitrine_v1_SessionRequest_id_tag && field.is_number) {
            out->id = (uint32_t)field.value;
        } else if (field.number == vitrine_v1_SessionRequest_priority_tag && field.is_number) {
            bool is_known = field.value <= VTB_PRIORITY_PREFETCH;
            out->priority = is_known ? (vtb_priority)field.value : VTB_PRIORITY_UNSPECIFIED;
        } else if (field.number == vitrine_v1_SessionRequest_credit_tag && field.is_number) {
            out->credit = field.value;
        } else if (!field.is_number) {
            out->action = field.number;
            out->body = field.bytes;
            out->body_size = field.size;
        }
    }
    return fields.is_malformed ? VTB_E_MESSAGE : VTB_OK;
}

static vtb_error read_wish(const vtb_field *message, vtb_preview_wish *out)
{
    vtb_fields fields = vtb_fields_of(message->bytes, message->size);
    vtb_field field;
    *out = (vtb_preview_wish){.kind = VTB_PREVIEW_META};
    while (vtb_fields_next(&fields, &field)) {
        if (!field.is_number) {
            bool is_file = field.number == vitrine_v1_PreviewWish_file_tag;
            out->file = is_file ? field.bytes : out->file;
            out->file_size = is_file ? field.size : out->file_size;
            continue;
        }
        switch (field.number) {
        case vitrine_v1_PreviewWish_file_id_tag:
            out->file_id = (uint32_t)field.value;
            break;
        case vitrine_v1_PreviewWish_kind_tag:
            if (field.value >= VTB_PREVIEW_META && field.value <= VTB_PREVIEW_CONTENT) {
                out->kind = (vtb_preview_kind)field.value;
            }
            break;
        case vitrine_v1_PreviewWish_priority_tag:
            out->priority = (uint32_t)field.value;
            break;
        case vitrine_v1_PreviewWish_offset_tag:
            out->offset = field.value;
            break;
        case vitrine_v1_PreviewWish_length_tag:
            out->length = field.value;
            break;
        default:
            break;
        }
    }
    return fields.is_malformed ? VTB_E_MESSAGE : VTB_OK;
}

static vtb_error add_wish(const vtb_field *message, vtb_preview_request *out)
{
    enum { STEP = 64 };
    if (out->wish_count == VTB_PREVIEW_WISHES_MAX) {
        return VTB_E_LIMIT;
    }
    if (out->wish_count % STEP == 0) {
        size_t count = out->wish_count + STEP;
        vtb_preview_wish *wishes = realloc(out->wishes, count * sizeof *wishes);
        if (wishes == NULL) {
            return VTB_E_MEMORY;
        }
        out->wishes = wishes;
    }
    return read_wish(message, &out->wishes[out->wish_count++]);
}

static vtb_error read_scene(const vtb_field *message, vtb_preview_request *out)
{
    vtb_fields fields = vtb_fields_of(message->bytes, message->size);
    vtb_field field;
    vtb_error error = VTB_OK;
    out->has_scene = true;
    while (error == VTB_OK && vtb_fields_next(&fields, &field)) {
        if (field.number == vitrine_v1_PreviewScene_viewport_tag && !field.is_number) {
            out->viewport = field.bytes;
            out->viewport_size = field.size;
            error = field.size > VTB_VIEWPORT_SIZE_MAX ? VTB_E_ARGUMENT : VTB_OK;
        } else if (field.number == vitrine_v1_PreviewScene_wishes_tag && !field.is_number) {
            error = add_wish(&field, out);
        }
    }
    return error == VTB_OK && fields.is_malformed ? VTB_E_MESSAGE : error;
}

vtb_error vtb_decode_preview(const uint8_t *bytes, size_t size, vtb_preview_request *out)
{
    vtb_fields fields = vtb_fields_of(bytes, size);
    vtb_field field;
    vtb_error error = VTB_OK;
    *out = (vtb_preview_request){0};
    while (error == VTB_OK && vtb_fields_next(&fields, &field)) {
        if (field.number == vitrine_v1_PreviewRequest_scene_tag && !field.is_number) {
            error = read_scene(&field, out);
        } else if (field.number == vitrine_v1_PreviewRequest_credit_tag && field.is_number) {
            out->credit = field.value;
        }
    }
    error = error == VTB_OK && fields.is_malformed ? VTB_E_MESSAGE : error;
    if (error != VTB_OK) {
        vtb_preview_request_free(out);
    }
    return error;
}

void vtb_preview_request_free(vtb_preview_request *request)
{
    free(request->wishes);
    *request = (vtb_preview_request){0};
}

size_t vtb_session_head_write(uint8_t *body, uint32_t id, uint32_t answer, size_t size)
{
    uint8_t text[VTB_ENVELOPE_MAX];
    uint8_t *end = vtb_field_number_write(text, vitrine_v1_SessionResponse_id_tag, id);
    end = vtb_field_bytes_write(end, answer, size);
    return vtb_envelope_write(body, text, (size_t)(end - text), size);
}

static uint32_t body_field_of(const vtb_preview_head *head)
{
    if (head->has_failed) {
        return vitrine_v1_PreviewFrame_failed_tag;
    }
    return head->kind == VTB_PREVIEW_META ? vitrine_v1_PreviewFrame_meta_tag
                                          : vitrine_v1_PreviewFrame_data_tag;
}

size_t vtb_preview_head_write(uint8_t *body, const vtb_preview_head *head, size_t size)
{
    uint8_t text[VTB_ENVELOPE_MAX];
    uint8_t *end = vtb_field_number_write(text, vitrine_v1_PreviewFrame_frame_id_tag,
                                          head->frame_id);
    end = vtb_field_number_write(end, vitrine_v1_PreviewFrame_timestamp_ms_tag,
                                 (uint64_t)head->timestamp_ms);
    if (head->viewport_size > 0) {
        end = vtb_field_bytes_write(end, vitrine_v1_PreviewFrame_viewport_tag,
                                    head->viewport_size);
        memcpy(end, head->viewport, head->viewport_size);
        end += head->viewport_size;
    }
    end = vtb_field_number_write(end, vitrine_v1_PreviewFrame_ready_tag, head->is_ready);
    end = vtb_field_number_write(end, vitrine_v1_PreviewFrame_file_id_tag, head->file_id);
    end = vtb_field_number_write(end, vitrine_v1_PreviewFrame_kind_tag, head->kind);
    if (head->kind != VTB_PREVIEW_UNSPECIFIED) {
        end = vtb_field_bytes_write(end, body_field_of(head), size);
    }
    return vtb_envelope_write(body, text, (size_t)(end - text), size);
}
