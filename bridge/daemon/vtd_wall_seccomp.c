// SPDX-License-Identifier: Apache-2.0
// The allow-list. A call outside it fails with EPERM; a call that only an attacker makes ends the
// process.
#include "vtd_wall_seccomp.h"

#include "vtd_walls.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

// Names, because not every architecture has every call; libseccomp knows which.
static const char *const permitted[] = {
    // sockets and the loop
    "read", "write", "readv", "writev", "recvfrom", "recvmsg", "sendto", "sendmsg", "accept4",
    "close", "shutdown", "getsockname", "getpeername", "getsockopt", "setsockopt", "listen",
    "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2", "fcntl",
    // files
    "openat2", "fstat", "newfstatat", "statx", "pread64", "getdents64", "lseek",
    // memory and threads
    "munmap", "mremap", "madvise", "brk", "futex", "sched_yield", "set_robust_list",
    "rseq", "membarrier",
    // time, randomness, identity
    "clock_gettime", "clock_nanosleep", "gettimeofday", "getrandom", "getpid", "gettid", "geteuid",
    // signals and the end
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "restart_syscall", "exit", "exit_group"};

static const char *const hostile[] = {"execve", "execveat", "ptrace", "process_vm_readv",
                                      "process_vm_writev", "init_module", "finit_module",
                                      "kexec_load", "bpf", "mount", "setns", "unshare"};

static int permit(scmp_filter_ctx filter, const char *name)
{
    int number = seccomp_syscall_resolve_name(name);
    return number == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
}

// Memory and guard pages, but nothing that could be executed.
static int permit_memory(scmp_filter_ctx filter)
{
    static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    int status = 0;
    for (size_t index = 0; status == 0 && index < sizeof calls / sizeof *calls; index++) {
        status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[index], 1,
                                  SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    }
    return status;
}

// What libuv asks of sockets; nothing of terminals and devices.
static int permit_ioctl(scmp_filter_ctx filter)
{
    static const unsigned long requests[] = {FIONBIO, FIONREAD, FIOCLEX};
    int status = 0;
    for (size_t index = 0; status == 0 && index < sizeof requests / sizeof *requests; index++) {
        status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                                  SCMP_A1(SCMP_CMP_EQ, requests[index]));
    }
    return status;
}

static int permit_all(scmp_filter_ctx filter, const vtd_server *server)
{
    int status = 0;
    for (size_t index = 0; status == 0 && index < sizeof permitted / sizeof *permitted; index++) {
        status = permit(filter, permitted[index]);
    }
    status = status == 0 ? permit_memory(filter) : status;
    status = status == 0 ? permit_ioctl(filter) : status;
    if (status == 0 && server->setup->shares[0].resolver == VTB_RESOLVER_WALK) {
        status = permit(filter, "openat");
    }
    return status;
}

static int refuse_hostile(scmp_filter_ctx filter)
{
    int status = 0;
    for (size_t index = 0; status == 0 && index < sizeof hostile / sizeof *hostile; index++) {
        int number = seccomp_syscall_resolve_name(hostile[index]);
        if (number != __NR_SCMP_ERROR) {
            status = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, number, 0);
        }
    }
    return status;
}

bool vtd_wall_seccomp(const vtd_server *server, bool *stands_out)
{
    *stands_out = false;
    if (VTD_HAS_SANITIZER) {
        return true;
    }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL) {
        errno = ENOMEM;
        return false;
    }
    int status = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    status = status == 0 ? permit_all(filter, server) : status;
    status = status == 0 ? refuse_hostile(filter) : status;
    status = status == 0 ? seccomp_load(filter) : status;
    seccomp_release(filter);
    errno = -status;
    *stands_out = status == 0;
    return status == 0;
}
