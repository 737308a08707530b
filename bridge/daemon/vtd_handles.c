// SPDX-License-Identifier: Apache-2.0
// The table of open files.
#include "vtd_handles.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Handles are random bytes, so that two of them make a good hash.
static vtd_handle **bucket_of(vtd_handles *table, const uint8_t *id)
{
    return &table->buckets[(id[0] | (unsigned)id[1] << 8) % VTD_HANDLE_BUCKETS];
}

static size_t count_of_token(const vtd_handles *table, const uint8_t *token_id)
{
    size_t count = 0;
    for (size_t bucket = 0; bucket < VTD_HANDLE_BUCKETS; bucket++) {
        for (const vtd_handle *handle = table->buckets[bucket]; handle != NULL;
             handle = handle->next) {
            count += memcmp(handle->token_id, token_id, VTB_TOKEN_ID_SIZE) == 0 ? 1 : 0;
        }
    }
    return count;
}

static vtd_handle *handle_new(const vtd_handle_new *values, uint64_t now_ms)
{
    vtd_handle *handle = calloc(1, sizeof *handle);
    char *path = strndup(values->path, values->path_size);
    if (handle == NULL || path == NULL) {
        free(handle);
        free(path);
        return NULL;
    }
    memcpy(handle->token_id, values->token_id, VTB_TOKEN_ID_SIZE);
    handle->setup = vtd_setup_hold(values->setup);
    handle->share = values->share;
    handle->path = path;
    handle->path_size = values->path_size;
    handle->descriptor = values->descriptor;
    handle->media_type = values->media_type;
    handle->properties = *values->properties;
    handle->references = 1;
    handle->used_ms = now_ms;
    return handle;
}

vtb_error vtd_handles_add(vtd_handles *table, const vtd_handle_new *values, uint64_t now_ms,
                          size_t total_max, size_t token_max, vtd_handle **out)
{
    bool is_full =
        table->count >= total_max || count_of_token(table, values->token_id) >= token_max;
    vtd_handle *handle = is_full ? NULL : handle_new(values, now_ms);
    if (handle == NULL) {
        close(values->descriptor);
        return is_full ? VTB_E_LIMIT : VTB_E_MEMORY;
    }
    if (RAND_bytes(handle->id, VTB_HANDLE_SIZE) != 1) {
        vtd_handle_release(handle);
        return VTB_E_INTERNAL;
    }
    vtd_handle **bucket = bucket_of(table, handle->id);
    handle->next = *bucket;
    *bucket = handle;
    table->count++;
    *out = handle;
    return VTB_OK;
}

vtd_handle *vtd_handles_hold(vtd_handles *table, const uint8_t id[VTB_HANDLE_SIZE],
                             const uint8_t token_id[VTB_TOKEN_ID_SIZE], uint64_t now_ms)
{
    for (vtd_handle *handle = *bucket_of(table, id); handle != NULL; handle = handle->next) {
        if (CRYPTO_memcmp(handle->id, id, VTB_HANDLE_SIZE) == 0 &&
            CRYPTO_memcmp(handle->token_id, token_id, VTB_TOKEN_ID_SIZE) == 0) {
            handle->references++;
            handle->used_ms = now_ms;
            return handle;
        }
    }
    return NULL;
}

void vtd_handle_release(vtd_handle *handle)
{
    if (handle != NULL && --handle->references == 0) {
        close(handle->descriptor);
        free(handle->path);
        vtd_setup_release(handle->setup);
        free(handle);
    }
}

void vtd_handles_remove(vtd_handles *table, vtd_handle *handle)
{
    for (vtd_handle **link = bucket_of(table, handle->id); *link != NULL; link = &(*link)->next) {
        if (*link == handle) {
            *link = handle->next;
            table->count--;
            vtd_handle_release(handle);
            return;
        }
    }
}

void vtd_handles_expire(vtd_handles *table, uint64_t now_ms, uint64_t idle_ms)
{
    for (size_t bucket = 0; bucket < VTD_HANDLE_BUCKETS; bucket++) {
        vtd_handle *next = NULL;
        for (vtd_handle *handle = table->buckets[bucket]; handle != NULL; handle = next) {
            next = handle->next;
            // More than the table's own reference: a read is running.
            if (handle->references == 1 && now_ms - handle->used_ms >= idle_ms) {
                vtd_handles_remove(table, handle);
            }
        }
    }
}

size_t vtd_handles_keep(vtd_handles *table,
                        bool (*is_kept)(const vtd_handle *handle, const void *argument),
                        const void *argument)
{
    size_t count = table->count;
    for (size_t bucket = 0; bucket < VTD_HANDLE_BUCKETS; bucket++) {
        vtd_handle *next = NULL;
        for (vtd_handle *handle = table->buckets[bucket]; handle != NULL; handle = next) {
            next = handle->next;
            if (!is_kept(handle, argument)) {
                vtd_handles_remove(table, handle);
            }
        }
    }
    return count - table->count;
}

void vtd_handles_clear(vtd_handles *table)
{
    vtd_handles_expire(table, UINT64_MAX, 0);
}
