// SPDX-License-Identifier: Apache-2.0
// A hole in the daemon, for a test build: GET /hole/NAME tries what an attacker would who runs code
// inside, and answers "done" or the errno's name. The walls around it are the real ones.
#include "vtd_router.h"
#include "vtd_server.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

void __real_vtd_static_begin(vtd_exchange *exchange);
void __wrap_vtd_static_begin(vtd_exchange *exchange);

typedef struct attack {
    const char *name;
    long (*run)(const vtd_server *server, const char *path);
} attack;

static long try_openat2(const vtd_server *server, const char *path)
{
    struct open_how how = {.flags = O_RDONLY};
    (void)server;
    return syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
}

static long try_open(const vtd_server *server, const char *path)
{
    (void)server;
    return open(path, O_RDONLY);
}

// From the share's own descriptor, upwards.
static long try_climb(const vtd_server *server, const char *path)
{
    char way[512];
    struct open_how how = {.flags = O_RDONLY};
    (void)snprintf(way, sizeof way, "../../../../../../..%s", path);
    return syscall(SYS_openat2, server->setup->shares[0].folder, way, &how, sizeof how);
}

static long try_write(const vtd_server *server, const char *path)
{
    struct open_how how = {.flags = O_WRONLY | O_CREAT, .mode = 0600};
    (void)path;
    return syscall(SYS_openat2, server->setup->shares[0].folder, "written", &how, sizeof how);
}

static long try_unlink(const vtd_server *server, const char *path)
{
    (void)path;
    return unlinkat(server->setup->shares[0].folder, "a.txt", 0);
}

static long try_socket(const vtd_server *server, const char *path)
{
    (void)server, (void)path;
    return socket(AF_INET, SOCK_STREAM, 0);
}

// With a socket that is there already: the listener's.
static long try_connect(const vtd_server *server, const char *path)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
    uv_os_fd_t descriptor = -1;
    (void)path;
    (void)uv_fileno((const uv_handle_t *)&server->listener, &descriptor);
    return connect(descriptor, (const struct sockaddr *)&address, sizeof address);
}

static long try_fork(const vtd_server *server, const char *path)
{
    (void)server, (void)path;
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    return child;
}

static long try_signal(const vtd_server *server, const char *path)
{
    (void)server, (void)path;
    return kill(getppid(), SIGCONT);
}

static long try_user(const vtd_server *server, const char *path)
{
    (void)server, (void)path;
    return setuid(0);
}

static long try_code(const vtd_server *server, const char *path)
{
    (void)server, (void)path;
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? -1 : 0;
}

static long try_terminal(const vtd_server *server, const char *path)
{
    char letter = 'x';
    (void)server, (void)path;
    return syscall(SYS_ioctl, 0, 0x5412 /* TIOCSTI */, &letter);
}

static long try_ring(const vtd_server *server, const char *path)
{
    char parameters[256] = {0};
    (void)server, (void)path;
    return syscall(SYS_io_uring_setup, 4, parameters);
}

static long try_exec(const vtd_server *server, const char *path)
{
    char *const arguments[] = {NULL};
    (void)server;
    return execve(path, arguments, arguments);
}

static long try_trace(const vtd_server *server, const char *path)
{
    (void)server, (void)path;
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static const attack attacks[] = {
    {"openat2", try_openat2}, {"open", try_open},         {"climb", try_climb},
    {"write", try_write},     {"unlink", try_unlink},     {"socket", try_socket},
    {"connect", try_connect}, {"fork", try_fork},         {"signal", try_signal},
    {"user", try_user},       {"code", try_code},         {"terminal", try_terminal},
    {"ring", try_ring},       {"exec", try_exec},         {"trace", try_trace},
};

static void answer(vtd_exchange *exchange, long result)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%s", result >= 0 ? "done" : strerrorname_np(errno));
    vtd_response response = {.status = 200, .content_length = VTD_LENGTH_NONE};
    vtd_response_add(&response, "x-result", text);
    vtd_answer_empty(exchange, &response);
}

typedef struct threaded {
    uv_work_t request;
    const attack *attack;
    const vtd_server *server;
    const char *path;
    vtd_exchange *exchange;
    long result;
    int reason;
} threaded;

static void run_threaded(uv_work_t *request)
{
    threaded *work = request->data;
    work->result = work->attack->run(work->server, work->path);
    work->reason = errno;
}

static void threaded_done(uv_work_t *request, int status)
{
    threaded *work = request->data;
    (void)status;
    errno = work->reason;
    answer(work->exchange, work->result);
    free(work);
}

// /hole/NAME/PATH on the loop's thread, /hole/thread/NAME/PATH on a disk thread.
void __wrap_vtd_static_begin(vtd_exchange *exchange)
{
    const char *name = vtb_request_path(&exchange->request);
    bool is_hole = strncmp(name, "/hole/", 6) == 0;
    bool is_threaded = strncmp(name, "/hole/thread/", 13) == 0;
    name += is_threaded ? 13 : 6;
    for (size_t index = 0; is_hole && index < sizeof attacks / sizeof *attacks; index++) {
        size_t size = strlen(attacks[index].name);
        if (strncmp(name, attacks[index].name, size) != 0 || name[size] != '/') {
            continue;
        }
        if (!is_threaded) {
            answer(exchange, attacks[index].run(exchange->server, name + size));
            return;
        }
        static const vtd_handler waiting = {0};
        threaded *work = calloc(1, sizeof *work);
        *work = (threaded){.attack = &attacks[index], .server = exchange->server,
                           .path = name + size, .exchange = exchange};
        work->request.data = work;
        exchange->handler = &waiting;
        (void)uv_queue_work(&exchange->server->loop, &work->request, run_threaded, threaded_done);
        return;
    }
    __real_vtd_static_begin(exchange);
}
