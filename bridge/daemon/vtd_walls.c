// SPDX-License-Identifier: Apache-2.0
// Privileges, core dumps and capabilities; the order in which the walls are built.
#include "vtd_walls.h"

#include "vtd_complain.h"
#include "vtd_log.h"
#include "vtd_wall_landlock.h"
#include "vtd_wall_seccomp.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DESCRIPTORS_SPARE = 64, DESCRIPTORS_OF_THREADS = 20, DESCRIPTORS_MIN = 4 };

static bool fail(const char *wall)
{
    vtd_log("error", "wall failed", "{s:s, s:s}", "wall", wall, "reason", strerror(errno));
    return false;
}

// Enough descriptors for the limits, as far as we may have them. Accepting must never fail for the
// lack of one, because libuv would try again at once and for ever.
static bool set_descriptor_limit(const vtd_limits *limits, uint64_t *left_out)
{
    struct rlimit limit;
    rlim_t wanted = limits->connections + limits->handles + DESCRIPTORS_SPARE;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        limit.rlim_max = limit.rlim_cur;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
    int lowest = dup(0); // how many are in use, about
    if (lowest >= 0) {
        close(lowest);
    }
    uint64_t used = (uint64_t)(lowest < 0 ? 0 : lowest) + DESCRIPTORS_OF_THREADS;
    *left_out = limit.rlim_cur > used ? limit.rlim_cur - used : 0;
    return lowest >= 0 && *left_out >= DESCRIPTORS_MIN;
}

static bool drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}};
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return syscall(SYS_capset, &header, none) == 0;
}

bool vtd_walls_before_threads(vtd_server *server, vtd_walls *walls)
{
    const struct rlimit no_core = {0, 0};
    if (!set_descriptor_limit(&server->options->limits, &server->descriptors)) {
        return vtd_complain("too few file descriptors", "raise the limit (ulimit -n, LimitNOFILE)");
    }
    if (setrlimit(RLIMIT_CORE, &no_core) != 0 ||
        (!VTD_HAS_SANITIZER && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)) {
        return fail("no-dumps");
    }
    walls->has_no_dumps = !VTD_HAS_SANITIZER;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return fail("no-new-privileges");
    }
    walls->has_no_new_privileges = true;
    if (!drop_capabilities()) {
        return fail("no-capabilities");
    }
    walls->has_no_capabilities = true;
    return vtd_wall_landlock(server, &walls->landlock_abi) || fail("landlock");
}

bool vtd_walls_after_threads(const vtd_server *server, vtd_walls *walls)
{
    return vtd_wall_seccomp(server, &walls->has_seccomp) || fail("seccomp");
}
