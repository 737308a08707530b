// SPDX-License-Identifier: Apache-2.0
// Tells a client when to try again: as gRPC clients read it, and as those of google.rpc.RetryInfo.
#ifndef VTB_RETRY_H
#define VTB_RETRY_H

#include "vtb_error.h"

#include <stddef.h>
#include <stdint.h>

#define VTB_RETRY_DETAILS_MAX 256

// Milliseconds to tell: `known_ms`, or a second where an error passes by itself and nobody knows
// when; 0 for errors that do not.
uint64_t vtb_retry_ms(vtb_error error, uint64_t known_ms);

// The value of grpc-status-details-bin: google.rpc.Status with a RetryInfo, in base64 without
// padding. Writes a terminator; returns the characters before it.
size_t vtb_retry_details_print(vtb_error error, uint64_t retry_ms,
                               char out[VTB_RETRY_DETAILS_MAX]);

// The lines of both for a trailer block, or nothing for 0 ms or where they do not fit. Returns
// their size.
size_t vtb_retry_print(vtb_error error, uint64_t retry_ms, char *out, size_t capacity);

#endif
