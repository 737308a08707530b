// SPDX-License-Identifier: Apache-2.0
// Many calls on one stream: each is checked and recorded as if it came alone; reads take turns
// by rank, within what the client has given credit for.
#ifndef VTD_MUX_H
#define VTD_MUX_H

#include "vtd_call.h"
#include "vtd_pace.h"

typedef struct vtd_mux vtd_mux;
typedef struct vtd_part vtd_part;

// One of the calls.
struct vtd_part {
    vtd_call call; // first member
    vtd_mux *mux;
    vtd_part *previous;
    vtd_part *next;
    uint32_t id;
    void *context;     // of the mux's owner
    uint64_t rank;     // of its reads: lower ones go first
    unsigned weight;   // of one rank, each gets turns by 1 / weight
    uint64_t turn;     // weighted bytes that it has had
    uint64_t credit;   // bytes that may still be read
    vtd_pump *pump;    // once it wants to read
    uint32_t chunk_max; // bytes in a message that the client asked for; 0: by the line
};

typedef struct vtd_mux_owner {
    size_t (*wrap)(vtd_part *part, uint8_t *payload, size_t size);
    // The part is over and recorded; it leaves the mux after this.
    void (*finished)(vtd_part *part, vtb_error error);
} vtd_mux_owner;

struct vtd_mux {
    vtd_call *call; // the stream
    const vtd_mux_owner *owner;
    vtd_part *parts; // list, newest first
    size_t count;
    uint64_t credit; // bytes that reads may still take, for all of them
    uint64_t turn;   // of the part that was served last
    vtd_pace pace;
    bool is_scheduling;
};

// What a new part is; either a body to decode or a place.
typedef struct vtd_part_new {
    uint32_t id;
    uint64_t owner; // of what it sends, for taking that back; 0: its own
    vtd_part **part_out; // where the part stands while it begins; may be NULL
    const char *method; // "vitrine.v1.FileBridge/Open"
    const uint8_t *body;
    size_t body_size;
    const vtb_call_request *request; // when there is no body
    void *context;
    uint64_t rank;
    unsigned weight;
    uint64_t credit;
} vtd_part_new;

void vtd_mux_init(vtd_mux *mux, vtd_call *call, const vtd_mux_owner *owner);
// Begins a part. It may be over before this returns: then the owner has been told. False without
// memory, and then the owner has not been told.
bool vtd_mux_begin(vtd_mux *mux, const vtd_part_new *values);
vtd_part *vtd_mux_find(const vtd_mux *mux, uint32_t id);
// Ends a part with CANCELLED; what it has queued is taken back.
void vtd_mux_cancel(vtd_part *part);
// Lets reads and listings go on, as far as there is room: when the socket took output, and after
// credit or ranks have changed.
void vtd_mux_proceed(vtd_mux *mux);
// Ends all parts without a word: the stream is over.
void vtd_mux_stop(vtd_mux *mux);

#endif
