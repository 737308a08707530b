// SPDX-License-Identifier: Apache-2.0
// Any bytes as a deflate stream: nothing is written outside the room, and the same comes out
// however the stream is fed. The first byte says how.
#include <stdlib.h>
#include <string.h>

#include "inflate.h"

#define ROOM 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// Unpacks up to ROOM bytes, `step` bytes of input and of room at a time.
static vt_inflate_result unpack(const uint8_t *bytes, size_t size, size_t step, uint8_t *out,
                                size_t *size_out)
{
    vt_inflate *state = malloc(sizeof *state);
    if (state == NULL)
        abort();
    size_t fed = step < size ? step : size;
    vt_inflate_span span = {bytes, bytes + fed, fed == size, out, out, out};
    vt_inflate_start(state);
    for (;;) {
        vt_inflate_result result = vt_inflate_run(state, &span);
        size_t made = (size_t)(span.next_out - out);
        *size_out = made < ROOM ? made : ROOM;
        if (result == VT_INFLATE_WANTS_ROOM && made < ROOM) {
            span.end_out = out + (made + step < ROOM ? made + step : ROOM);
        } else if (result == VT_INFLATE_WANTS_INPUT && !span.is_last) {
            fed += step < size - fed ? step : size - fed;
            span.end_in = bytes + fed;
            span.is_last = fed == size;
        } else {
            free(state);
            return made < ROOM ? result : VT_INFLATE_WANTS_ROOM;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 1)
        return 0;
    uint8_t *out[2] = {malloc(ROOM + VT_INFLATE_BEYOND), malloc(ROOM + VT_INFLATE_BEYOND)};
    size_t made[2];
    if (out[0] == NULL || out[1] == NULL)
        abort();
    vt_inflate_result whole = unpack(bytes + 1, size - 1, SIZE_MAX / 2, out[0], &made[0]);
    vt_inflate_result parts = unpack(bytes + 1, size - 1, bytes[0] + 1u, out[1], &made[1]);
    if (whole != parts || made[0] != made[1] || memcmp(out[0], out[1], made[0]) != 0)
        abort();
    free(out[0]);
    free(out[1]);
    return 0;
}
