// SPDX-License-Identifier: Apache-2.0
// Reads traceparent strictly: what is malformed is as if it were not there.
#include "vtd_trace.h"

#include <openssl/rand.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { ID_PLACE = 3, SPAN_PLACE = 36, FLAGS_PLACE = 53, SPAN_DIGITS = 16 };

static bool is_hex(const char *text, size_t size)
{
    return strspn(text, "0123456789abcdef") >= size;
}

static bool is_zero(const char *text, size_t size)
{
    return strspn(text, "0") >= size;
}

// Section 3.2.2; later versions may go on after a dash (section 4.3).
static bool is_legal(const char *parent)
{
    size_t size = strlen(parent);
    bool is_long_enough = size == VTD_TRACE_SIZE - 1 ||
                          (size > VTD_TRACE_SIZE - 1 && parent[VTD_TRACE_SIZE - 1] == '-' &&
                           strncmp(parent, "00", 2) != 0);
    return is_long_enough && is_hex(parent, 2) && strncmp(parent, "ff", 2) != 0 &&
           parent[2] == '-' && is_hex(parent + ID_PLACE, VTD_TRACE_ID_SIZE) &&
           !is_zero(parent + ID_PLACE, VTD_TRACE_ID_SIZE) && parent[SPAN_PLACE - 1] == '-' &&
           is_hex(parent + SPAN_PLACE, SPAN_DIGITS) && !is_zero(parent + SPAN_PLACE, SPAN_DIGITS) &&
           parent[FLAGS_PLACE - 1] == '-' && is_hex(parent + FLAGS_PLACE, 2);
}

static void print_hex(const uint8_t *bytes, size_t size, char *out)
{
    for (size_t index = 0; index < size; index++) {
        (void)snprintf(out + index * 2, 3, "%02x", bytes[index]);
    }
}

void vtd_trace_begin(const vtb_request *request, char out[VTD_TRACE_SIZE])
{
    const char *parent = vtb_request_header(request, "traceparent");
    uint8_t random[24];
    char id[VTD_TRACE_ID_SIZE + 1];
    char span[SPAN_DIGITS + 1];
    bool is_sampled = false;
    out[0] = '\0';
    if (RAND_bytes(random, sizeof random) != 1) {
        return;
    }
    print_hex(random, 16, id);
    print_hex(random + 16, 8, span);
    if (parent != NULL && is_legal(parent)) {
        memcpy(id, parent + ID_PLACE, VTD_TRACE_ID_SIZE);
        is_sampled = strchr("13579bdf", parent[FLAGS_PLACE + 1]) != NULL;
    }
    (void)snprintf(out, VTD_TRACE_SIZE, "00-%s-%s-0%d", id, span, is_sampled ? 1 : 0);
}

const char *vtd_trace_id(const char trace[VTD_TRACE_SIZE])
{
    return trace[0] == '\0' ? "00000000000000000000000000000000" : trace + ID_PLACE;
}
