// SPDX-License-Identifier: Apache-2.0
// How large pieces, and how many at a time, suit a client's line: small ones on a slow one, so that
// what is wanted next does not wait behind them; large ones on a fast one.
#ifndef VTD_PACE_H
#define VTD_PACE_H

#include "vtd_connection.h"

typedef struct vtd_pace {
    uint32_t chunk_size; // bytes
    unsigned window;     // chunks that may wait for the socket, with those being read
    uint64_t measured_ms;
} vtd_pace;

#define VTD_PACE_CHUNK_FIRST 65536
#define VTD_PACE_WINDOW_FIRST 3
#define VTD_PACE_WINDOW_MAX 8

void vtd_pace_init(vtd_pace *pace);
// Asks the kernel what it has measured, at most ten times a second.
void vtd_pace_update(vtd_pace *pace, const vtd_connection *connection, uint64_t now_ms);
// The rule: from the round trip in microseconds and the rate in bytes per second.
void vtd_pace_set(vtd_pace *pace, uint64_t round_trip_us, uint64_t rate);

#endif
