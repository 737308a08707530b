// SPDX-License-Identifier: Apache-2.0
// All limits of the daemon in one place, with their defaults.
#ifndef VTD_LIMITS_H
#define VTD_LIMITS_H

#include <stdint.h>

// X(name, default, lowest, highest, meaning): fields of vtd_limits and keys of [limits] in the
// configuration file.
#define VTD_LIMITS(X)                                                                              \
    X(connections, 256, 1, 65536, "open connections")                                              \
    X(streams_per_connection, 64, 1, 1024, "HTTP/2 streams at a time on one connection")           \
    X(header_seconds, 10, 1, 300, "time for a complete request head or body")                      \
    X(idle_seconds, 120, 1, 86400, "time that a connection without requests stays open")           \
    X(ping_seconds, 20, 1, 3600, "silence after which a client with running calls is pinged")      \
    X(stall_seconds, 30, 1, 3600, "time without any byte taken by a client that has output due")   \
    X(message_bytes, 65536, 64, 1048576, "size of a request message")                              \
    X(unary_seconds, 30, 1, 3600, "time for a call with one answer")                               \
    X(stream_seconds, 3600, 1, 86400, "time for a call with a stream of answers")                  \
    X(stream_buffer_bytes, 1048576, 65536, 16777216, "bytes waiting for the socket, per stream")   \
    X(stream_buffer_chunks, 8, 1, 64, "chunks waiting for the socket, per stream")                 \
    X(buffer_bytes, 67108864, 1048576, 4294967295, "bytes waiting for all sockets (vtd_pump.c)")   \
    X(handles, 4096, 1, 1000000, "open file handles")                                              \
    X(handles_per_token, 256, 1, 1000000, "open file handles of one token")                        \
    X(handle_idle_seconds, 120, 1, 86400, "time that an unused handle stays open")                 \
    X(session_calls, 64, 1, 1024, "calls at a time on one Session")                                \
    X(list_entries, 100000, 1, 10000000, "entries of a folder that can be listed")                 \
    X(subject_kib_per_second, 0, 0, 1000000000, "KiB per second of one subject; 0: any")           \
    X(subject_opens_per_minute, 0, 0, 1000000000, "files that one subject opens; 0: any")          \
    X(subject_requests, 0, 0, 1000000, "requests of one subject at a time; 0: any")                \
    X(quota_accounts, 16384, 16, 1000000, "quotas of tokens and subjects that are kept")           \
    X(share_seconds, 30, 1, 3600, "time in which the disk of a share must answer something")       \
    X(drain_seconds, 3, 0, 3600, "time for running calls after SIGTERM")

typedef struct vtd_limits {
#define VTD_LIMIT_FIELD(name, value, lowest, highest, meaning) uint64_t name;
    VTD_LIMITS(VTD_LIMIT_FIELD)
#undef VTD_LIMIT_FIELD
} vtd_limits;

#endif
