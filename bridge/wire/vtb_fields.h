// SPDX-License-Identifier: Apache-2.0
// The fields of a protobuf message one by one, where the generated code would copy them.
// https://protobuf.dev/programming-guides/encoding/
#ifndef VTB_FIELDS_H
#define VTB_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct vtb_field {
    uint32_t number;
    bool is_number; // else bytes, borrowed from the message
    uint64_t value;
    const uint8_t *bytes;
    size_t size;
} vtb_field;

typedef struct vtb_fields {
    const uint8_t *bytes;
    size_t left;
    bool is_malformed;
} vtb_fields;

vtb_fields vtb_fields_of(const uint8_t *bytes, size_t size);
// The next varint or length-delimited field; fields of other types are skipped. False at the end,
// and then `is_malformed` says whether that was the end of the message.
bool vtb_fields_next(vtb_fields *fields, vtb_field *out);

// Write a field, the first one unless the value is zero (the default, which is left out), the other
// one up to its body, and return where the next one goes.
uint8_t *vtb_field_number_write(uint8_t *out, uint32_t number, uint64_t value);
uint8_t *vtb_field_bytes_write(uint8_t *out, uint32_t number, size_t size);

// Copies `text` before a body of `body_size` bytes, and the frame head of gRPC before both; returns
// the bytes written.
size_t vtb_envelope_write(uint8_t *body, const uint8_t *text, size_t text_size, size_t body_size);

#endif
