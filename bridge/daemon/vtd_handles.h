// SPDX-License-Identifier: Apache-2.0
// Open files that a client may read by handle. A handle is random, belongs to one token, and does
// not open anything by itself: every use is checked against the token that comes with it.
#ifndef VTD_HANDLES_H
#define VTD_HANDLES_H

#include "vtb_files.h"
#include "vtb_messages.h"
#include "vtb_token.h"
#include "vtd_setup.h"

#define VTD_HANDLE_BUCKETS 1024

typedef struct vtd_handle {
    uint8_t id[VTB_HANDLE_SIZE];
    uint8_t token_id[VTB_TOKEN_ID_SIZE];
    vtd_setup *setup;       // held, for its share
    const vtb_share *share; // borrowed from that setup or a newer one
    char *path;
    size_t path_size;
    int descriptor;
    const char *media_type; // static
    vtb_properties properties;
    unsigned references; // the table's and those of running reads
    uint64_t used_ms;
    struct vtd_handle *next;
} vtd_handle;

typedef struct vtd_handles {
    vtd_handle *buckets[VTD_HANDLE_BUCKETS];
    size_t count;
} vtd_handles;

typedef struct vtd_handle_new {
    const uint8_t *token_id;
    vtd_setup *setup; // of the task
    const vtb_share *share;
    const char *path;
    size_t path_size;
    int descriptor; // taken, on failure too
    const char *media_type;
    const vtb_properties *properties;
} vtd_handle_new;

// Adds a handle; *out is borrowed from the table. Errors: LIMIT, MEMORY, INTERNAL.
VTB_NODISCARD vtb_error vtd_handles_add(vtd_handles *table, const vtd_handle_new *values,
                                        uint64_t now_ms, size_t total_max, size_t token_max,
                                        vtd_handle **out);
// The handle if it exists and belongs to that token, with a reference for the caller; else NULL.
vtd_handle *vtd_handles_hold(vtd_handles *table, const uint8_t id[VTB_HANDLE_SIZE],
                             const uint8_t token_id[VTB_TOKEN_ID_SIZE], uint64_t now_ms);
void vtd_handle_release(vtd_handle *handle);
// Takes a handle out of the table; running reads keep it until they end.
void vtd_handles_remove(vtd_handles *table, vtd_handle *handle);
// Removes those that nobody used for a while.
void vtd_handles_expire(vtd_handles *table, uint64_t now_ms, uint64_t idle_ms);
// Removes those that `is_kept` does not keep; says how many.
size_t vtd_handles_keep(vtd_handles *table,
                        bool (*is_kept)(const vtd_handle *handle, const void *argument),
                        const void *argument);
void vtd_handles_clear(vtd_handles *table);

#endif
