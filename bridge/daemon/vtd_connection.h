// SPDX-License-Identifier: Apache-2.0
// One client connection: the socket, what is about to be written, and the protocol spoken on it.
#ifndef VTD_CONNECTION_H
#define VTD_CONNECTION_H

#include "vtd_buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#define VTD_BATCH_PARTS_MAX 128
#define VTD_BATCH_PARTS_RESERVE 24 // always free for the frame that is being put together
#define VTD_BATCH_BYTES_MAX 262144

struct vtd_server;
struct vtd_tls;
typedef struct vtd_connection vtd_connection;

// A protocol: HTTP/1.1 or HTTP/2.
typedef struct vtd_protocol {
    bool (*start)(vtd_connection *connection);
    void (*receive)(vtd_connection *connection, const uint8_t *bytes, size_t size);
    void (*advance)(vtd_connection *connection); // take input and fill the batch as far as possible
    void (*drain)(vtd_connection *connection);   // no new requests
    bool (*is_idle)(const vtd_connection *connection); // no exchange is open
    bool (*awaits_request)(const vtd_connection *connection); // a head or body is incomplete
    bool (*owes_output)(const vtd_connection *connection);    // bytes wait for the client
    void (*probe)(vtd_connection *connection); // ask whether the client is there; NULL: it cannot
    void (*stop)(vtd_connection *connection); // cancel the exchanges, free the session
} vtd_protocol;

// What goes into one write.
typedef struct vtd_batch {
    uv_buf_t parts[VTD_BATCH_PARTS_MAX];
    vtd_buffer *owners[VTD_BATCH_PARTS_MAX];
    unsigned count;
    uint64_t bytes;
    vtd_buffer *scratch; // small pieces are copied together here
} vtd_batch;

struct vtd_connection {
    uv_tcp_t socket;
    uv_write_t write;
    uv_shutdown_t shutdown;
    struct vtd_server *server;
    vtd_connection *previous;
    vtd_connection *next;
    const vtd_protocol *protocol; // NULL until the first bytes tell
    void *session;
    struct vtd_tls *tls; // NULL without TLS
    uint8_t first_bytes[24];
    size_t first_size;
    vtd_batch batch;
    vtd_connection *next_turn;
    bool wants_turn; // in the server's list of turns, or taking one
    bool is_writing;
    bool is_reading;
    bool ends_after_write; // close once the output is out
    bool is_lingering;     // output is shut down; input is discarded until the client closes
    bool is_closing;
    uint64_t waits_since_ms; // an incomplete request or an idle time began
    uint64_t heard_ms;       // the client sent something
    bool is_probed;          // since then it has been asked whether it is there
    uint64_t progress;         // counts the writes that the socket took
    uint64_t progress_checked; // its value at the last check
    uint64_t stalled_since_ms; // 0: output moves, or none is due
    char local_address[64];
    char peer_address[64];
};

// Accepts from the server's listener.
void vtd_connection_accept(struct vtd_server *server, uv_stream_t *listener);
// Lets the protocol work and write, before the loop waits again: call it after any change. It only
// notes the wish, so that no handler is ever called from inside its own calls.
void vtd_connection_turn(vtd_connection *connection);
// Gives all connections that asked for it their turn.
void vtd_connection_run_turns(struct vtd_server *server);
// Closes when the output that is queued now has been written.
void vtd_connection_end(vtd_connection *connection);
// Closes at once; the exchanges are cancelled a little later.
void vtd_connection_close(vtd_connection *connection);
// Stops or resumes taking input.
void vtd_connection_read(vtd_connection *connection, bool wanted);
// Closes what has taken too long; called every second.
void vtd_connection_check_time(vtd_connection *connection, uint64_t now_ms);

// For protocols while they advance: whether the batch takes more, and putting things into it.
bool vtd_batch_has_room(const vtd_connection *connection);
bool vtd_batch_copy(vtd_connection *connection, const void *bytes, size_t size);
void vtd_batch_slice(vtd_connection *connection, vtd_buffer *buffer, size_t size);
void vtd_batch_clear(vtd_connection *connection);
// Moves up to `size` bytes from the queue into the batch; returns what was moved.
size_t vtd_batch_move(vtd_connection *connection, vtd_queue *queue, size_t size);

extern const vtd_protocol vtd_http1;
extern const vtd_protocol vtd_http2;
extern const vtd_protocol vtd_websocket; // what a connection of HTTP/1.1 can become

#endif
