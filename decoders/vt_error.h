// SPDX-License-Identifier: Apache-2.0
// The error table of the decoders. From it come the enum, the names, the sentences, the gRPC status
// numbers, the JSON for JavaScript (wasm/constants.c) and docs/ERRORS.md. Numbers never change.
#ifndef VT_ERROR_H
#define VT_ERROR_H

// X(name, number, gRPC status, sentence for a user)
#define VT_ERRORS(X)                                                                               \
    X(OK, 0, 0, "No error.")                                                                       \
    X(E_ARGUMENT, 1, 3, "The request is not valid: a page, scale or region is out of range.")      \
    X(E_NOMEM, 2, 8, "There is not enough memory to show this file.")                              \
    X(E_LIMIT, 3, 8, "The file is larger than a limit allows.")                                    \
    X(E_AGAIN, 4, 14, "The bytes needed have not come yet.")                                       \
    X(E_IO, 5, 14, "The file could not be read.")                                                  \
    X(E_TRUNCATED, 6, 15, "The file ends before there is anything to show.")                       \
    X(E_CORRUPT, 7, 15, "The file is damaged.")                                                    \
    X(E_UNSUPPORTED, 8, 12, "The file's format, or a feature it needs, is not supported.")         \
    X(E_PASSWORD, 9, 7, "The file is protected by a password.")                                    \
    X(E_CANCELLED, 10, 1, "The work was cancelled.")                                               \
    X(E_INTERNAL, 11, 13, "The decoder failed through a fault of its own.")

typedef enum {
#define VT_ERROR_ENUM(name, number, grpc, text) VT_##name = number,
    VT_ERRORS(VT_ERROR_ENUM)
#undef VT_ERROR_ENUM
} vt_error;

// "E_CORRUPT" for VT_E_CORRUPT; "E_INTERNAL" for a number that is not in the table. Static text.
const char *vt_error_name(vt_error error);

// The sentence of the table. Static text.
const char *vt_error_text(vt_error error);

// The gRPC status number that stands for the error.
int vt_error_grpc_status(vt_error error);

#endif
