// SPDX-License-Identifier: Apache-2.0
// One call of gRPC or gRPC-Web: its request message, its grant, its deadline and its answer.
#ifndef VTD_CALL_H
#define VTD_CALL_H

#include "vtb_grant.h"
#include "vtb_grpc.h"
#include "vtb_messages.h"
#include "vtb_streams.h"
#include "vtb_text.h"
#include "vtd_authority.h"
#include "vtd_handles.h"
#include "vtd_pump.h"
#include "vtd_record.h"
#include "vtd_revocation.h"
#include "vtd_task.h"

typedef struct vtd_call vtd_call;

// What a call that is one of many on a stream does in place of answering on a stream of its own.
typedef struct vtd_carrier {
    // Writes what precedes a message of `size` bytes at `payload`, at most VTB_ENVELOPE_MAX bytes
    // that end there; returns how many.
    size_t (*wrap)(vtd_call *call, uint8_t *payload, size_t size);
    void (*pump)(vtd_call *call, vtd_pump *pump); // the call wants to read a file
    void (*finished)(vtd_call *call, vtb_error error);
} vtd_carrier;

// A row of methods.def.
typedef struct vtd_method {
    const char *path; // "vitrine.v1.FileBridge/Open"
    uint32_t rights;  // VTB_RIGHT_NONE: no token is asked for
    bool is_stream;   // the answer is a stream of messages
    vtb_error (*decode)(const uint8_t *bytes, size_t size, vtb_call_request *out);
    vtb_error (*locate)(vtd_call *call); // finds the share and path that the call is about
    void (*start)(vtd_call *call);
    // Of methods that take a stream of messages; these have no `decode` and no `locate`.
    void (*message)(vtd_call *call, const uint8_t *bytes, size_t size); // NULL for others
    void (*end)(vtd_call *call);   // the client sends no more
    void (*drain)(vtd_call *call); // the daemon is shutting down: come to an end
    void (*stop)(vtd_call *call);  // the call is over: end what runs for it; NULL if nothing does
    void (*resume)(vtd_call *call);  // the socket took output; NULL if it does not matter
    void (*discard)(vtd_call *call); // frees call->progress; NULL if there is none
} vtd_method;

struct vtd_call {
    vtd_task task; // first member
    const vtd_method *method;
    const vtd_carrier *carrier; // NULL for a call on a stream of its own
    vtd_call *next_open; // in the server's list of calls with `drain`
    vtd_call *previous_open;
    vtb_content_kind kind; // of the request, and so of the answer
    vtb_text_reader text; // of a grpc-web-text body
    vtb_frame_reader reader;
    vtb_call_request request;
    vtb_grant grant;
    bool has_grant;
    vtd_lease lease; // while the call runs with a grant
    vtd_wish wish; // wish.share is NULL until it is known
    const vtb_share *share;
    const char *path; // in the request or the handle
    size_t path_size;
    vtd_handle *handle; // held
    void *progress;     // the method's own state
    uint64_t owner;     // of what it sends
    vtb_error result;   // of the step that ran on a disk thread
    uint64_t timeout_ms;
    uv_timer_t deadline;
    uint64_t started_ms;
    uint64_t bytes_sent;
    bool is_finished;
    char trace[VTD_TRACE_SIZE];
};

// Takes over an exchange; `kind` is not OTHER.
void vtd_call_begin(vtd_exchange *exchange, vtb_content_kind kind);

// For methods, on the loop.

// A buffer for a message of that size, which goes to bytes + start; vtd_call_send puts its head
// before it. NULL without memory.
vtd_buffer *vtd_call_message(vtd_call *call, size_t size);
// Sends a message, which is taken.
void vtd_call_send(vtd_call *call, vtd_buffer *taken);
// Writes what precedes a message of `size` bytes at `payload`, at most VTB_ENVELOPE_MAX bytes that
// end there; returns how many.
size_t vtd_call_wrap(vtd_call *call, uint8_t *payload, size_t size);
// Sends the head of the answer, if that has not gone out yet.
void vtd_call_open_answer(vtd_call *call);
// Ends the call with a status. Later calls are ignored.
void vtd_call_finish(vtd_call *call, vtb_error error);
// Streams a file range; the fields of the pump that do not concern calls must be set.
void vtd_call_pump(vtd_call *call, vtd_pump *pump);

// For what carries calls: a call without a stream of its own begins, with the grant of another one,
// and is freed when nobody holds its task any more. `call` is zeroed.
void vtd_call_begin_part(vtd_call *call, const vtd_carrier *carrier, const vtd_call *whole);

// Ends the calls whose tokens have expired, or asks those that last to come to an end.
void vtd_calls_check(struct vtd_server *server);
void vtd_calls_drain(struct vtd_server *server);

// Seconds since 1970.
uint64_t vtd_call_now_s(void);

#endif
