// SPDX-License-Identifier: Apache-2.0
// Moves bytes between the socket and a protocol; the only file that reads or writes sockets.
#include "vtd_connection.h"

#include "vtd_server.h"
#include "vtd_tls.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

enum { SCRATCH_SIZE = 4096, LINGER_MS = 2000, UNSENT_MAX = 131072 };

static const char http2_preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

void vtd_batch_clear(vtd_connection *connection)
{
    vtd_batch *batch = &connection->batch;
    for (unsigned index = 0; index < batch->count; index++) {
        vtd_buffer_release(batch->owners[index]);
    }
    vtd_buffer_release(batch->scratch);
    batch->scratch = NULL;
    batch->count = 0;
    batch->bytes = 0;
}

bool vtd_batch_has_room(const vtd_connection *connection)
{
    return connection->batch.count < VTD_BATCH_PARTS_MAX - VTD_BATCH_PARTS_RESERVE &&
           connection->batch.bytes < VTD_BATCH_BYTES_MAX;
}

static void batch_add(vtd_batch *batch, vtd_buffer *owner, uint8_t *bytes, size_t size)
{
    batch->bytes += size;
    if (batch->count > 0) {
        uv_buf_t *last = &batch->parts[batch->count - 1];
        bool continues = batch->owners[batch->count - 1] == owner &&
                         (uint8_t *)last->base + last->len == bytes;
        if (continues) {
            last->len += size;
            return;
        }
    }
    batch->parts[batch->count] = uv_buf_init((char *)bytes, (unsigned)size);
    batch->owners[batch->count++] = vtd_buffer_hold(owner);
}

bool vtd_batch_copy(vtd_connection *connection, const void *bytes, size_t size)
{
    vtd_batch *batch = &connection->batch;
    if (batch->scratch == NULL || batch->scratch->capacity - batch->scratch->end < size) {
        vtd_buffer_release(batch->scratch);
        batch->scratch = vtd_buffer_new(size > SCRATCH_SIZE ? size : SCRATCH_SIZE,
                                        &connection->server->buffered_bytes);
        if (batch->scratch == NULL) {
            vtd_connection_close(connection);
            return false;
        }
    }
    uint8_t *place = batch->scratch->bytes + batch->scratch->end;
    memcpy(place, bytes, size);
    batch->scratch->end += size;
    batch_add(batch, batch->scratch, place, size);
    return true;
}

void vtd_batch_slice(vtd_connection *connection, vtd_buffer *buffer, size_t size)
{
    batch_add(&connection->batch, buffer, buffer->bytes + buffer->start, size);
}

size_t vtd_batch_move(vtd_connection *connection, vtd_queue *queue, size_t size)
{
    size_t moved = 0;
    while (moved < size && queue->count > 0 &&
           connection->batch.count < VTD_BATCH_PARTS_MAX - 2) {
        vtd_buffer *first = vtd_queue_first(queue);
        size_t left = first->end - first->start;
        size_t taken = left < size - moved ? left : size - moved;
        vtd_batch_slice(connection, first, taken);
        vtd_queue_advance(queue, taken);
        moved += taken;
    }
    return moved;
}

static void forget_turn(vtd_connection *connection)
{
    for (vtd_connection **link = &connection->server->turns; *link != NULL;
         link = &(*link)->next_turn) {
        if (*link == connection) {
            *link = connection->next_turn;
            return;
        }
    }
}

static void connection_closed(uv_handle_t *handle)
{
    vtd_connection *connection = handle->data;
    vtd_server *server = connection->server;
    if (connection->protocol != NULL) {
        connection->protocol->stop(connection);
    }
    forget_turn(connection);
    vtd_batch_clear(connection);
    vtd_tls_free(connection->tls);
    if (connection->previous != NULL) {
        connection->previous->next = connection->next;
    } else {
        server->connections = connection->next;
    }
    if (connection->next != NULL) {
        connection->next->previous = connection->previous;
    }
    server->connection_count--;
    free(connection);
}

void vtd_connection_close(vtd_connection *connection)
{
    if (!connection->is_closing) {
        connection->is_closing = true;
        uv_close((uv_handle_t *)&connection->socket, connection_closed);
    }
}

static void connection_shut_down(uv_shutdown_t *request, int status)
{
    vtd_connection *connection = request->data;
    if (status != 0) {
        vtd_connection_close(connection);
    }
}

// Closing while input is unread makes the kernel send a reset, which can overtake the answer.
static void connection_linger(vtd_connection *connection)
{
    connection->is_lingering = true;
    connection->waits_since_ms = uv_now(&connection->server->loop);
    connection->shutdown.data = connection;
    if (uv_shutdown(&connection->shutdown, (uv_stream_t *)&connection->socket,
                    connection_shut_down) != 0) {
        vtd_connection_close(connection);
        return;
    }
    vtd_connection_read(connection, true);
}

static void connection_written(uv_write_t *request, int status)
{
    vtd_connection *connection = request->data;
    connection->is_writing = false;
    vtd_batch_clear(connection);
    if (status != 0) {
        vtd_connection_close(connection);
        return;
    }
    connection->progress++;
    vtd_connection_turn(connection);
}

static void connection_write(vtd_connection *connection)
{
    vtd_batch *batch = &connection->batch;
    if (connection->tls != NULL && !vtd_tls_seal(connection)) {
        vtd_connection_close(connection);
        return;
    }
    if (batch->count == 0) {
        return;
    }
    connection->write.data = connection;
    connection->is_writing = true;
    int status = uv_write(&connection->write, (uv_stream_t *)&connection->socket, batch->parts,
                          batch->count, connection_written);
    if (status != 0) {
        connection->is_writing = false;
        vtd_connection_close(connection);
    }
}

static void connection_step(vtd_connection *connection)
{
    if (connection->protocol != NULL && !connection->ends_after_write) {
        connection->protocol->advance(connection);
    }
    if (connection->is_writing || connection->is_closing) {
        return;
    }
    connection_write(connection);
    if (!connection->is_writing && connection->ends_after_write && !connection->is_lingering &&
        !connection->is_closing) {
        connection_linger(connection);
    }
}

void vtd_connection_turn(vtd_connection *connection)
{
    if (!connection->wants_turn) {
        connection->wants_turn = true;
        connection->next_turn = connection->server->turns;
        connection->server->turns = connection;
    }
}

void vtd_connection_run_turns(vtd_server *server)
{
    while (server->turns != NULL) {
        vtd_connection *connection = server->turns;
        server->turns = connection->next_turn;
        connection->wants_turn = false;
        if (!connection->is_closing) {
            connection_step(connection);
        }
    }
}

void vtd_connection_end(vtd_connection *connection)
{
    connection->ends_after_write = true;
    vtd_connection_turn(connection);
}

// The protocol shows in the first bytes: the HTTP/2 preface (RFC 9113 section 3.4) or anything
// else. False while it is open.
static bool connection_detect(vtd_connection *connection)
{
    size_t size = connection->first_size;
    if (memcmp(connection->first_bytes, http2_preface, size) != 0) {
        connection->protocol = &vtd_http1;
    } else if (size == sizeof connection->first_bytes) {
        connection->protocol = &vtd_http2;
    }
    return connection->protocol != NULL;
}

static void connection_begin(vtd_connection *connection, const uint8_t *bytes, size_t size)
{
    size_t room = sizeof connection->first_bytes - connection->first_size;
    size_t taken = size < room ? size : room;
    memcpy(connection->first_bytes + connection->first_size, bytes, taken);
    connection->first_size += taken;
    if (!connection_detect(connection)) {
        return;
    }
    if (!connection->protocol->start(connection)) {
        connection->protocol = NULL;
        vtd_connection_close(connection);
        return;
    }
    connection->protocol->receive(connection, connection->first_bytes, connection->first_size);
    if (taken < size && !connection->is_closing) {
        connection->protocol->receive(connection, bytes + taken, size - taken);
    }
}

static void connection_receive(vtd_connection *connection, const uint8_t *bytes, size_t size)
{
    if (connection->is_lingering || connection->ends_after_write) {
        return;
    }
    if (connection->protocol == NULL) {
        connection_begin(connection, bytes, size);
    } else {
        connection->protocol->receive(connection, bytes, size);
    }
}

static void connection_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    (void)suggested;
    vtd_connection *connection = handle->data;
    vtd_server *server = connection->server;
    *out = uv_buf_init((char *)server->read_space, sizeof server->read_space);
}

static void connection_read_done(uv_stream_t *stream, ssize_t size, const uv_buf_t *space)
{
    vtd_connection *connection = stream->data;
    if (size == 0 || connection->is_closing) {
        return;
    }
    if (size < 0) {
        // The client is gone or has shut down its side: both cancel what runs.
        vtd_connection_close(connection);
        return;
    }
    connection->heard_ms = uv_now(&connection->server->loop);
    connection->is_probed = false;
    if (connection->tls != NULL) {
        if (!vtd_tls_open(connection, (const uint8_t *)space->base, (size_t)size,
                          connection_receive)) {
            vtd_connection_end(connection);
            return;
        }
    } else {
        connection_receive(connection, (const uint8_t *)space->base, (size_t)size);
    }
    vtd_connection_turn(connection);
}

void vtd_connection_read(vtd_connection *connection, bool wanted)
{
    if (connection->is_closing || connection->is_reading == wanted) {
        return;
    }
    connection->is_reading = wanted;
    if (!wanted) {
        (void)uv_read_stop((uv_stream_t *)&connection->socket);
    } else if (uv_read_start((uv_stream_t *)&connection->socket, connection_allocate,
                             connection_read_done) != 0) {
        vtd_connection_close(connection);
    }
}

// An IPv4 client of an IPv6 socket writes our address, and reads its own, as IPv4.
static void connection_name_address(const struct sockaddr_storage *address, char *text, size_t size)
{
    const struct sockaddr_in6 *wide = (const struct sockaddr_in6 *)address;
    if (address->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&wide->sin6_addr)) {
        struct sockaddr_in narrow = {.sin_family = AF_INET};
        memcpy(&narrow.sin_addr, wide->sin6_addr.s6_addr + 12, 4);
        (void)uv_ip4_name(&narrow, text, size);
    } else if (address->ss_family == AF_INET6) {
        (void)uv_ip6_name((const struct sockaddr_in6 *)address, text, size);
    } else {
        (void)uv_ip4_name((const struct sockaddr_in *)address, text, size);
    }
}

static void connection_set_up_socket(vtd_connection *connection)
{
    struct sockaddr_storage address;
    int size = sizeof address;
    if (uv_tcp_getsockname(&connection->socket, (struct sockaddr *)&address, &size) == 0) {
        connection_name_address(&address, connection->local_address,
                                sizeof connection->local_address);
    }
    size = sizeof address;
    if (uv_tcp_getpeername(&connection->socket, (struct sockaddr *)&address, &size) == 0) {
        connection_name_address(&address, connection->peer_address,
                                sizeof connection->peer_address);
    }
    (void)uv_tcp_nodelay(&connection->socket, 1);
    (void)uv_tcp_keepalive(&connection->socket, 1, 30);
    uv_os_fd_t descriptor;
    int unsent = UNSENT_MAX;
    if (uv_fileno((uv_handle_t *)&connection->socket, &descriptor) == 0) {
        // Keeps the kernel's queue short, so that a cancelled read does not have to be sent.
        (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    }
}

static vtd_connection *connection_new(vtd_server *server)
{
    vtd_connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL || uv_tcp_init(&server->loop, &connection->socket) != 0) {
        free(connection);
        return NULL;
    }
    connection->server = server;
    connection->socket.data = connection;
    connection->waits_since_ms = uv_now(&server->loop);
    connection->next = server->connections;
    if (connection->next != NULL) {
        connection->next->previous = connection;
    }
    server->connections = connection;
    server->connection_count++;
    return connection;
}

void vtd_connection_accept(vtd_server *server, uv_stream_t *listener)
{
    vtd_connection *connection = connection_new(server);
    if (connection == NULL) {
        return;
    }
    if (uv_accept(listener, (uv_stream_t *)&connection->socket) != 0) {
        vtd_connection_close(connection);
        return;
    }
    connection_set_up_socket(connection);
    if (!vtd_server_has_room(server)) {
        server->connections_refused++;
        server->metrics.connections_refused++;
        vtd_connection_close(connection);
        return;
    }
    if (server->setup->tls != NULL && !vtd_tls_new(server->setup->tls, &connection->tls)) {
        vtd_connection_close(connection);
        return;
    }
    vtd_connection_read(connection, true);
}

// A client that takes nothing: its socket is full, or its HTTP/2 window is closed.
static bool is_stalled(vtd_connection *connection, uint64_t now_ms)
{
    bool owes = connection->is_writing || (connection->protocol != NULL &&
                                           connection->protocol->owes_output(connection));
    bool moves = connection->progress != connection->progress_checked;
    connection->progress_checked = connection->progress;
    if (!owes || moves) {
        connection->stalled_since_ms = 0;
        return false;
    }
    if (connection->stalled_since_ms == 0) {
        connection->stalled_since_ms = now_ms;
    }
    uint64_t limit_ms = connection->server->options->limits.stall_seconds * 1000;
    return now_ms - connection->stalled_since_ms >= limit_ms;
}

// A client that is silent while something runs for it is asked whether it is there, once; it has as
// much time again to answer.
static bool is_gone(vtd_connection *connection, uint64_t now_ms)
{
    const vtd_protocol *protocol = connection->protocol;
    uint64_t limit_ms = connection->server->options->limits.ping_seconds * 1000;
    if (protocol == NULL || protocol->probe == NULL || protocol->is_idle(connection) ||
        now_ms - connection->heard_ms < limit_ms) {
        return false;
    }
    if (!connection->is_probed) {
        connection->is_probed = true;
        protocol->probe(connection);
        return false;
    }
    return now_ms - connection->heard_ms >= 2 * limit_ms;
}

void vtd_connection_check_time(vtd_connection *connection, uint64_t now_ms)
{
    const vtd_limits *limits = &connection->server->options->limits;
    if (connection->is_closing) {
        return;
    }
    uint64_t waited_ms = now_ms - connection->waits_since_ms;
    bool is_idle = connection->protocol != NULL && connection->protocol->is_idle(connection);
    bool awaits_request =
        connection->protocol == NULL || connection->protocol->awaits_request(connection);
    bool is_late = awaits_request && waited_ms > limits->header_seconds * 1000;
    bool is_unused = is_idle && !connection->is_writing && waited_ms > limits->idle_seconds * 1000;
    bool has_lingered = connection->is_lingering && waited_ms > LINGER_MS;
    if (is_stalled(connection, now_ms) || is_gone(connection, now_ms) || is_late || is_unused ||
        has_lingered) {
        vtd_connection_close(connection);
    }
}
