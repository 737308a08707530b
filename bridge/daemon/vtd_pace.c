// SPDX-License-Identifier: Apache-2.0
// Reads TCP_INFO: the rate of a line is what its congestion window lets through in a round trip.
#include "vtd_pace.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum { CHUNK_MIN = 16384, CHUNK_MAX = 262144, CHUNKS_A_SECOND = 50, INTERVAL_MS = 100 };

void vtd_pace_init(vtd_pace *pace)
{
    *pace = (vtd_pace){.chunk_size = VTD_PACE_CHUNK_FIRST, .window = VTD_PACE_WINDOW_FIRST};
}

void vtd_pace_set(vtd_pace *pace, uint64_t round_trip_us, uint64_t rate)
{
    uint64_t wanted = rate / CHUNKS_A_SECOND;
    uint32_t size = CHUNK_MIN;
    while (size < CHUNK_MAX && size * 2 <= wanted) {
        size *= 2;
    }
    // What the line holds during a round trip beyond what the kernel queues by itself.
    uint64_t on_line = rate / 1000 * (round_trip_us / 1000) / size;
    uint64_t window = VTD_PACE_WINDOW_FIRST + on_line;
    pace->chunk_size = size;
    pace->window = window < VTD_PACE_WINDOW_MAX ? (unsigned)window : VTD_PACE_WINDOW_MAX;
}

void vtd_pace_update(vtd_pace *pace, const vtd_connection *connection, uint64_t now_ms)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    uv_os_fd_t descriptor;
    if (now_ms - pace->measured_ms < INTERVAL_MS ||
        uv_fileno((const uv_handle_t *)&connection->socket, &descriptor) != 0 ||
        getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) {
        return;
    }
    pace->measured_ms = now_ms;
    if (info.tcpi_rtt > 0) {
        uint64_t window = (uint64_t)info.tcpi_snd_cwnd * info.tcpi_snd_mss;
        vtd_pace_set(pace, info.tcpi_rtt, window * 1000000 / info.tcpi_rtt);
    }
}
