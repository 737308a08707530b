// SPDX-License-Identifier: Apache-2.0
// Names, sentences and gRPC status numbers of the error table.
#include "vt_error.h"

#include <stddef.h>

typedef struct {
    const char *name;
    const char *text;
    int grpc_status;
} error_entry;

static const error_entry error_entries[] = {
#define ERROR_ENTRY(name, number, grpc, text) [number] = {#name, text, grpc},
    VT_ERRORS(ERROR_ENTRY)
#undef ERROR_ENTRY
};

static const error_entry *error_find(vt_error error)
{
    size_t count = sizeof error_entries / sizeof error_entries[0];
    size_t index = (size_t)error;
    return &error_entries[index < count ? index : (size_t)VT_E_INTERNAL];
}

const char *vt_error_name(vt_error error)
{
    return error_find(error)->name;
}

const char *vt_error_text(vt_error error)
{
    return error_find(error)->text;
}

int vt_error_grpc_status(vt_error error)
{
    return error_find(error)->grpc_status;
}
