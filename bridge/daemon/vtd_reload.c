// SPDX-License-Identifier: Apache-2.0
// Swaps configurations: all is validated first, and a wrong one changes nothing.
#include "vtd_reload.h"

#include "vtd_complain.h"
#include "vtd_log.h"
#include "vtd_server.h"

#include <string.h>
#include <unistd.h>

static bool text_differs(const char *one, const char *other)
{
    return (one == NULL) != (other == NULL) || (one != NULL && strcmp(one, other) != 0);
}

// What the socket, the walls and the audit log were built from cannot change any more.
static bool needs_no_restart(const vtd_setup *old, const vtd_setup *new)
{
    const struct {
        const char *name;
        bool differs;
    } fixed[] = {
        {"listen", text_differs(old->options.listen, new->options.listen)},
        {"user", text_differs(old->options.user, new->options.user)},
        {"audit", text_differs(old->options.audit_file, new->options.audit_file)},
        {"revoked", text_differs(old->options.revoked_file, new->options.revoked_file)},
        {"tls", (old->tls == NULL) != (new->tls == NULL)},
    };
    for (size_t index = 0; index < sizeof fixed / sizeof *fixed; index++) {
        if (fixed[index].differs) {
            return vtd_complain(fixed[index].name, "this changes with a restart only");
        }
    }
    return true;
}

static bool is_reachable(const vtb_share *share, const char *folder)
{
    int descriptor = -1;
    vtb_error error = vtb_files_open_folder(share, "", &descriptor);
    if (error != VTB_OK) {
        return vtd_complain(folder, "the walls that were built at the start do not let us read "
                                    "here: restart, or start with a share-root above it");
    }
    close(descriptor);
    return true;
}

static bool all_reachable(const vtd_setup *setup)
{
    for (size_t index = 0; index < setup->share_count; index++) {
        if (!is_reachable(&setup->shares[index], setup->options.shares[index].folder)) {
            return false;
        }
    }
    return setup->web.folder < 0 || is_reachable(&setup->web, setup->options.web_folder);
}

// A handle is a promise about a file of a share: it ends with that share.
static bool handle_is_served(const vtd_handle *handle, const void *argument)
{
    const vtd_setup *setup = argument;
    const vtb_share *now = vtd_setup_find_share(setup, handle->share->name);
    vtb_properties old_folder;
    vtb_properties new_folder;
    return now != NULL && vtb_files_measure(handle->share->folder, &old_folder) == VTB_OK &&
           vtb_files_measure(now->folder, &new_folder) == VTB_OK &&
           old_folder.identity.device == new_folder.identity.device &&
           old_folder.identity.inode == new_folder.identity.inode;
}

void vtd_reload(vtd_server *server)
{
    int status = 0;
    vtd_setup *old = server->setup;
    vtd_setup *new = vtd_setup_new(server->argument_count, server->arguments, old, &status);
    if (new == NULL || !needs_no_restart(old, new) || !all_reachable(new)) {
        vtd_setup_release(new);
        server->metrics.reload_failures++;
        vtd_log("error", "configuration kept", "{}");
        vtd_audit_write(&server->audit, "reload", json_pack("{s:b}", "taken", false));
        return;
    }
    server->metrics.reloads++;
    server->setup = new;
    server->verified.setup = NULL;
    server->options = &new->options;
    vtd_log_plainly(new->options.logs_plainly);
    old->newer = vtd_setup_hold(new);
    vtd_setup_release(old); // those who began with it hold it
    vtd_revocation_check(server);
    size_t handles = vtd_handles_keep(&server->handles, handle_is_served, new);
    size_t ended = vtd_revocation_recheck(server);
    vtd_log("info", "configuration loaded", "{s:i, s:i, s:i}", "shares", (int)new->share_count,
            "ended", (int)ended, "handles closed", (int)handles);
    vtd_audit_write(&server->audit, "reload",
                    json_pack("{s:b, s:i}", "taken", true, "ended", (int)ended));
}
