// SPDX-License-Identifier: Apache-2.0
// Looks up the rows of the error table.
#include "vtb_error.h"

typedef struct error_row {
    const char *name;
    const char *sentence;
    int status;
} error_row;

static error_row error_find(vtb_error error)
{
    switch (error) {
    case VTB_OK:
        return (error_row){"OK", "Done.", 0};
#define VTB_ERROR_CASE(name, number, status, sentence)                                             \
    case VTB_E_##name:                                                                             \
        return (error_row){#name, sentence, status};
        VTB_ERRORS(VTB_ERROR_CASE)
#undef VTB_ERROR_CASE
    }
    return error_find(VTB_E_INTERNAL);
}

const char *vtb_error_name(vtb_error error)
{
    return error_find(error).name;
}

const char *vtb_error_sentence(vtb_error error)
{
    return error_find(error).sentence;
}

int vtb_error_status(vtb_error error)
{
    return error_find(error).status;
}
