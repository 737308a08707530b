// SPDX-License-Identifier: Apache-2.0
// Any bytes as a request for reflection: the answer fits and is a message.
#include "vtb_fields.h"
#include "vtb_reflection.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t capacity = vtb_reflection_size_max(size);
    size_t answer_size = 0;
    uint8_t *answer = malloc(capacity);
    if (answer == NULL) {
        abort();
    }
    if (vtb_reflection_answer(bytes, size, answer, &answer_size) == VTB_OK) {
        vtb_fields fields = vtb_fields_of(answer, answer_size);
        vtb_field field;
        unsigned count = 0;
        while (vtb_fields_next(&fields, &field)) {
            count++;
        }
        if (answer_size > capacity || fields.is_malformed || count != 2) {
            abort();
        }
    }
    free(answer);
    return 0;
}
