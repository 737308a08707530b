// SPDX-License-Identifier: Apache-2.0
// old_kernel PROGRAM ARGUMENT...: runs a program as if the kernel had neither openat2 nor Landlock,
// as those of many NAS do: such calls answer ENOSYS.
#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argument_count, char **arguments)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (argument_count < 2 || filter == NULL ||
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SYS_openat2, 0) != 0 ||
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SYS_landlock_create_ruleset, 0) != 0 ||
        seccomp_load(filter) != 0) {
        (void)fprintf(stderr, "old_kernel: the filter could not be loaded\n");
        return 1;
    }
    seccomp_release(filter);
    (void)execv(arguments[1], arguments + 1);
    perror(arguments[1]);
    return 1;
}
