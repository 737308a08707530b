// SPDX-License-Identifier: Apache-2.0
// The one error table of the bridge: name, number, gRPC status and the sentence a user reads.
#ifndef VTB_ERROR_H
#define VTB_ERROR_H

// X(name, number, gRPC status, sentence). Numbers are never reused. A sentence never quotes input,
// so that it can be logged and sent as grpc-message without escaping surprises.
// gRPC status numbers: https://github.com/grpc/grpc/blob/master/doc/statuscodes.md
#define VTB_ERRORS(X)                                                                              \
    X(CANCELLED, 1, 1, "The client cancelled the call.")                                           \
    X(DEADLINE, 2, 4, "The call took longer than its deadline.")                                   \
    X(ARGUMENT, 3, 3, "A value in the request is malformed.")                                      \
    X(PATH, 4, 3, "The path is malformed: it must be relative UTF-8 without empty, \".\" or "      \
                  "\"..\" components, backslashes or control characters.")                         \
    X(TIMEOUT_TEXT, 5, 3, "The grpc-timeout header is malformed.")                                 \
    X(NOT_FOUND, 6, 5, "There is no such file or folder.")                                         \
    X(HANDLE, 7, 5, "The handle is unknown, closed or expired: open the file again.")              \
    X(DENIED, 8, 7, "The token does not permit this.")                                             \
    X(OUTSIDE, 9, 7, "The path leads out of the share.")                                           \
    X(ACCESS, 10, 7, "The server may not read this file.")                                         \
    X(TOKEN_ORIGIN, 11, 7, "The token belongs to another web origin.")                             \
    X(TOKEN_CAVEAT, 12, 7, "The token carries a restriction that this server cannot enforce.")     \
    X(LIMIT, 13, 8, "A limit of the server is reached: try again later.")                          \
    X(MESSAGE_SIZE, 14, 8, "The request message is too large.")                                    \
    X(NOT_A_FILE, 15, 9, "This is not a regular file.")                                            \
    X(NOT_A_FOLDER, 16, 9, "This is not a folder.")                                                \
    X(CHANGED, 17, 10, "The file has changed: open it again.")                                     \
    X(RANGE, 18, 11, "The range begins behind the end of the file.")                               \
    X(METHOD, 19, 12, "The server does not know this method.")                                     \
    X(MESSAGE_COUNT, 20, 12, "The method takes exactly one request message.")                      \
    X(ENCODING, 21, 12, "The server does not know this grpc-encoding.")                            \
    X(FRAME, 22, 13, "The request body is not a well-formed gRPC frame.")                          \
    X(MESSAGE, 23, 13, "The request message cannot be decoded.")                                   \
    X(INTERNAL, 24, 13, "The server made a mistake.")                                              \
    X(BUSY, 25, 14, "The file is being renamed: try again.")                                       \
    X(DRAINING, 26, 14, "The server is shutting down.")                                            \
    X(IO, 27, 15, "The disk could not be read.")                                                   \
    X(TOKEN_MISSING, 28, 16, "A token is required: authorization: Bearer fb1.<token>")             \
    X(TOKEN_TEXT, 29, 16, "The token is malformed.")                                               \
    X(TOKEN_FORGED, 30, 16, "The token was not signed by a key of this server.")                   \
    X(TOKEN_EXPIRED, 31, 16, "The token has expired.")                                             \
    X(TOKEN_EARLY, 32, 16, "The token is not valid yet.")                                          \
    X(TOKEN_AUDIENCE, 33, 16, "The token is meant for another server.")                            \
    X(TOKEN_REVOKED, 34, 16, "The token has been revoked.")                                        \
    X(KEY_FILE, 35, 13, "The key file is malformed.")                                              \
    X(MEMORY, 36, 8, "The server is out of memory.")                                               \
    X(REVOKED_FILE, 37, 13, "The file of revoked tokens is malformed.")                            \
    X(POLICY_FILE, 38, 13, "The file of rules is malformed.")                                      \
    X(POLICY, 39, 7, "A rule of the server does not permit this.")                                 \
    X(RATE, 40, 8, "Too much was asked for in a short time: try again later.")                     \
    X(QUOTA, 41, 8, "The token's bytes are used up.")                                              \
    X(STREAMS, 42, 8, "Too many requests run at a time: try again when one has ended.")            \
    X(SHARE, 43, 14, "The disk of this share does not answer now: try again later.")               \
    X(PRECONDITION, 44, 9, "The file is not the one that the request names.")

typedef enum vtb_error {
    VTB_OK = 0,
#define VTB_ERROR_ENUM(name, number, status, sentence) VTB_E_##name = (number),
    VTB_ERRORS(VTB_ERROR_ENUM)
#undef VTB_ERROR_ENUM
} vtb_error;

// One more than the highest number.
enum {
#define VTB_ERROR_ONE(name, number, status, sentence) +1
    VTB_ERROR_COUNT = 1 VTB_ERRORS(VTB_ERROR_ONE)
#undef VTB_ERROR_ONE
};

// Marks results that must be looked at.
#define VTB_NODISCARD __attribute__((warn_unused_result))

// The name ("PATH"), the sentence, and the gRPC status of an error. Static text, never NULL; a
// number outside the table reads as INTERNAL. Any thread.
const char *vtb_error_name(vtb_error error);
const char *vtb_error_sentence(vtb_error error);
int vtb_error_status(vtb_error error);

#endif
