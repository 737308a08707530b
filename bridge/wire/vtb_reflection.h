// SPDX-License-Identifier: Apache-2.0
// Answers of server reflection (grpc.reflection.v1), from descriptors that are part of the program.
#ifndef VTB_REFLECTION_H
#define VTB_REFLECTION_H

#include "vtb_error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The most bytes that the answer to a request of `size` bytes can have.
size_t vtb_reflection_size_max(size_t size);
// Answers a ServerReflectionRequest into `out`, which has room for that. What is asked for and not
// there is an answer, too. Errors: MESSAGE (the request is malformed).
VTB_NODISCARD vtb_error vtb_reflection_answer(const uint8_t *request, size_t size, uint8_t *out,
                                              size_t *size_out);
// Whether there is a service of that full name.
bool vtb_reflection_has_service(const char *name, size_t size);

#endif
