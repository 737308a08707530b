// SPDX-License-Identifier: Apache-2.0
// The messages of bridge.proto as plain C values; the generated code stays behind this header.
#ifndef VTB_MESSAGES_H
#define VTB_MESSAGES_H

#include "vtb_error.h"
#include "vtb_files.h"
#include "vtb_listing.h"
#include "vtb_path.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTB_HANDLE_SIZE 16

// A place in a share. The texts are as they came, unchecked, with a terminator of their own;
// a path may hold NUL, so its size counts. What is too long is cut, and said so.
typedef struct vtb_place {
    char share[VTB_SHARE_NAME_MAX + 1];
    size_t share_size;
    char path[VTB_PATH_SIZE_MAX + 1];
    size_t path_size;
    bool is_too_long;
} vtb_place;

// The fields of all requests; each decoder fills in its own.
typedef struct vtb_call_request {
    vtb_place place;
    uint32_t head_size;
    uint32_t tail_size;
    uint32_t page_size;
    uint8_t handle[VTB_HANDLE_SIZE];
    size_t handle_size; // VTB_HANDLE_SIZE, or something else for a handle that cannot exist
    uint64_t offset;
    uint64_t length;
    uint32_t chunk_size;
    uint8_t etag[VTB_ETAG_SIZE];
    size_t etag_size; // 0 when absent
} vtb_call_request;

// Decode a message. Errors: MESSAGE; LIMIT is not among them: see is_too_long and the sizes.
VTB_NODISCARD vtb_error vtb_decode_open(const uint8_t *bytes, size_t size, vtb_call_request *out);
VTB_NODISCARD vtb_error vtb_decode_stat(const uint8_t *bytes, size_t size, vtb_call_request *out);
VTB_NODISCARD vtb_error vtb_decode_list(const uint8_t *bytes, size_t size, vtb_call_request *out);
VTB_NODISCARD vtb_error vtb_decode_read(const uint8_t *bytes, size_t size, vtb_call_request *out);
VTB_NODISCARD vtb_error vtb_decode_close(const uint8_t *bytes, size_t size, vtb_call_request *out);
// The service name of a health check lands in place.share.
VTB_NODISCARD vtb_error vtb_decode_health(const uint8_t *bytes, size_t size, vtb_call_request *out);

typedef struct vtb_file_info {
    const char *name;
    const char *media_type; // or NULL
    const vtb_properties *properties;
} vtb_file_info;

typedef struct vtb_open_answer {
    uint8_t handle[VTB_HANDLE_SIZE];
    vtb_file_info info;
    const uint8_t *head;
    size_t head_size;
    const uint8_t *tail;
    size_t tail_size;
} vtb_open_answer;

// Encode a message into `out` and return its size; with NULL, only the size (which the second call
// must be given as `capacity`). 0 with a buffer that is too small.
size_t vtb_encode_open(const vtb_open_answer *answer, uint8_t *out, size_t capacity);
size_t vtb_encode_stat(const vtb_file_info *info, uint8_t *out, size_t capacity);
size_t vtb_encode_entries(const vtb_listing_entry *entries, size_t count, uint8_t *out,
                          size_t capacity);

// Numbers equal those of grpc.health.v1.HealthCheckResponse.ServingStatus.
typedef enum vtb_health {
    VTB_HEALTH_SERVING = 1,
    VTB_HEALTH_NOT_SERVING = 2,
    VTB_HEALTH_UNKNOWN_SERVICE = 3,
} vtb_health;

size_t vtb_encode_health(vtb_health status, uint8_t *out, size_t capacity);

// The largest head of a ReadResponse: its offset, and the head of its data.
#define VTB_READ_HEAD_MAX (1 + 10 + 1 + 5)
// Writes the fields of a ReadResponse so that they end where the data begins, at `data`; returns
// their size. The data itself is never copied.
size_t vtb_read_head_write(uint8_t *data, uint64_t offset, size_t size);

#endif
