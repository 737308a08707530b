// SPDX-License-Identifier: Apache-2.0
// Inflate: unpacks a zlib stream (RFC 1950, RFC 1951) piece by piece, several symbols at a time.
//
// The caller holds both ends. Input that was not used yet must come again, before what follows.
// Output lies in one block, and the last VT_INFLATE_REACH bytes of it must stay in front of the
// next byte, since the stream repeats them. The check value at the end (Adler-32) is left to the
// caller. Threads: a state belongs to one thread at a time. No allocation.
#ifndef VT_INFLATE_H
#define VT_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VT_INFLATE_REACH 32768  // bytes that a distance can go back
#define VT_INFLATE_BEYOND 320   // bytes behind end_out that may be written to
#define VT_INFLATE_INPUT_MIN 640 // with so many bytes of input there is always something done

#define VT_INFLATE_LITERAL_BITS 11
#define VT_INFLATE_DISTANCE_BITS 8
#define VT_INFLATE_LITERAL_ENTRIES 2400  // with the tables for longer codes; see build in inflate.c
#define VT_INFLATE_DISTANCE_ENTRIES 420

typedef enum {
    VT_INFLATE_WANTS_INPUT, // or, where is_last is set: the input ends early
    VT_INFLATE_WANTS_ROOM,  // next_out has reached end_out
    VT_INFLATE_ENDED,
    VT_INFLATE_DAMAGED,
} vt_inflate_result;

// What one call works on. next_in and next_out move.
typedef struct {
    const uint8_t *next_in;
    const uint8_t *end_in;
    bool is_last;             // nothing comes behind end_in
    const uint8_t *start_out; // the oldest byte of output that is still there
    uint8_t *next_out;
    uint8_t *end_out; // next_out may go up to VT_INFLATE_BEYOND beyond it
} vt_inflate_span;

typedef struct {
    uint64_t bits; // taken from the input and not used yet: less than 8 between calls
    unsigned bit_count;
    int stage;
    bool is_last_block;
    uint32_t stored_left; // bytes of a stored block
    uint32_t literals[VT_INFLATE_LITERAL_ENTRIES];
    uint32_t distances[VT_INFLATE_DISTANCE_ENTRIES];
} vt_inflate;

void vt_inflate_start(vt_inflate *inflate);

// The same for a stream without the head and the check value of RFC 1950, as ZIP has them.
void vt_inflate_start_raw(vt_inflate *inflate);

// Goes as far as the span allows. What was written before damage or the end counts.
vt_inflate_result vt_inflate_run(vt_inflate *inflate, vt_inflate_span *span);

#endif
