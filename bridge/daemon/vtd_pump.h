// SPDX-License-Identifier: Apache-2.0
// Streams a range of a file to an exchange, as fast as the socket takes it and no faster.
#ifndef VTD_PUMP_H
#define VTD_PUMP_H

#include "vtb_files.h"
#include "vtd_task.h"

typedef struct vtd_pump vtd_pump;

// Embedded in what owns the task. Set the first block of fields, then call vtd_pump_step.
struct vtd_pump {
    vtd_task *task;
    int descriptor;      // borrowed
    const uint8_t *etag; // borrowed; the file must keep it
    uint64_t position;
    uint64_t end;
    uint32_t chunk_size;
    // Writes up to `headroom` bytes that end at `payload`; returns how many.
    size_t headroom;
    size_t (*head)(vtd_pump *pump, uint8_t *payload, size_t size);
    void (*proceed)(vtd_pump *pump); // after each chunk and pause; NULL is vtd_pump_step
    // Asked before each chunk; may be NULL. RATE is a pause, other errors end the stream.
    vtb_error (*permits)(vtd_pump *pump);
    void (*ended)(vtd_pump *pump, vtb_error error);

    uint64_t owner; // of the buffers
    uint64_t *sent; // counts the bytes queued; may be NULL

    vtd_buffer *buffer; // being filled
    size_t filled;
    vtb_error error;
    bool has_ended;
    bool is_paused;        // in the server's list of those that wait for their quota
    vtd_pump *next_paused;
};

// Reads on if there is room; call it to begin and whenever the exchange is writable.
void vtd_pump_step(vtd_pump *pump);
// Lets those that were paused try again.
void vtd_pump_resume_all(struct vtd_server *server);
// Ends it early; later calls are ignored.
void vtd_pump_end(vtd_pump *pump, vtb_error error);

#endif
