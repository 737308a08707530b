// SPDX-License-Identifier: Apache-2.0
// Reads the file of revoked tokens through its folder, which the walls leave readable.
#include "vtd_revocation.h"

#include "vtd_authority.h"
#include "vtd_complain.h"
#include "vtd_log.h"
#include "vtd_server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static vtb_error read_text(int descriptor, size_t size, char **text_out)
{
    char *text = malloc(size + 1);
    size_t filled = 0;
    if (text == NULL) {
        return VTB_E_MEMORY;
    }
    while (filled < size) {
        ssize_t taken = pread(descriptor, text + filled, size - filled, (off_t)filled);
        if (taken < 0 && errno == EINTR) {
            continue;
        }
        if (taken <= 0) { // it shrank: the next check will see what it has become
            free(text);
            return VTB_E_IO;
        }
        filled += (size_t)taken;
    }
    *text_out = text;
    return VTB_OK;
}

static vtb_error read_list(vtd_revocation *revocation, vtb_revoked *out)
{
    int descriptor = -1;
    char *text = NULL;
    vtb_properties properties = {0};
    vtb_error error =
        vtb_files_open(&revocation->folder, revocation->name, &descriptor, &properties);
    if (error != VTB_OK) {
        return error;
    }
    memcpy(revocation->etag, properties.etag, VTB_ETAG_SIZE);
    error = properties.size > VTB_REVOKED_SIZE_MAX
                ? VTB_E_REVOKED_FILE
                : read_text(descriptor, (size_t)properties.size, &text);
    close(descriptor);
    if (error == VTB_OK) {
        error = vtb_revoked_parse(text, (size_t)properties.size, out);
    }
    free(text);
    return error;
}

static void apply_epochs(vtd_server *server)
{
    vtd_setup *setup = server->setup;
    for (size_t index = 0; index < setup->share_count; index++) {
        vtb_share *share = &setup->shares[index];
        share->epoch = vtb_revoked_epoch_of(&server->revocation.list, share->id,
                                            setup->options.shares[index].epoch);
    }
}

static void apply(vtd_server *server, vtb_revoked *taken)
{
    vtb_revoked_free(&server->revocation.list);
    server->revocation.list = *taken;
    apply_epochs(server);
}

size_t vtd_revocation_recheck(vtd_server *server)
{
    size_t count = 0;
    vtd_revocation *revocation = &server->revocation;
    apply_epochs(server);
    for (vtd_lease *lease = revocation->leases; lease != NULL; lease = revocation->following) {
        revocation->following = lease->next; // ending a request can end others with it
        vtb_error error = vtd_authority_recheck(server, lease->grant, lease->wish);
        if (error != VTB_OK) {
            count++;
            lease->revoke(lease, error);
        }
    }
    return count;
}

void vtd_revocation_check(vtd_server *server)
{
    vtd_revocation *revocation = &server->revocation;
    vtb_properties now;
    if (revocation->folder.folder < 0) {
        return;
    }
    vtb_error error = vtb_files_stat(&revocation->folder, revocation->name, &now);
    if (error == VTB_OK && memcmp(now.etag, revocation->etag, VTB_ETAG_SIZE) == 0) {
        return;
    }
    if (error != VTB_OK && revocation->is_missing) {
        return;
    }
    revocation->is_missing = error != VTB_OK;
    vtb_revoked list = {0};
    if (error == VTB_OK) {
        memcpy(revocation->etag, now.etag, VTB_ETAG_SIZE); // also of one that cannot be read
        error = read_list(revocation, &list);
    }
    if (error != VTB_OK) {
        vtd_log("error", "revocations kept", "{s:s, s:s}", "result", vtb_error_name(error),
                "reason", vtb_error_sentence(error));
        return;
    }
    apply(server, &list);
    size_t ended = vtd_revocation_recheck(server);
    vtd_log("info", "revocations read", "{s:I, s:I, s:I}", "tokens", (long long)list.token_count,
            "epochs", (long long)list.epoch_count, "ended", (long long)ended);
    vtd_audit_write(&server->audit, "revocations",
                    json_pack("{s:I, s:I, s:I}", "tokens", (json_int_t)list.token_count, "epochs",
                              (json_int_t)list.epoch_count, "ended", (json_int_t)ended));
}

bool vtd_revocation_start(vtd_server *server, const char *file)
{
    vtd_revocation *revocation = &server->revocation;
    vtb_share *folder = &revocation->folder;
    vtb_revoked list = {0};
    char path[VTB_PATH_SIZE_MAX + 1];
    if (file == NULL) {
        return true;
    }
    const char *slash = strrchr(file, '/');
    const char *name = slash == NULL ? file : slash + 1;
    size_t size = slash == NULL ? 0 : (size_t)(slash - file) + 1;
    vtb_error error = VTB_E_PATH;
    if (strlen(file) <= VTB_PATH_SIZE_MAX && vtb_path_is_component(name, strlen(name))) {
        (void)snprintf(path, sizeof path, "%.*s", (int)(size == 0 ? 1 : size),
                       size == 0 ? "." : file);
        memcpy(revocation->name, name, strlen(name) + 1);
        memcpy(folder->name, "revoked", sizeof "revoked");
        folder->hard_links = VTB_HARD_LINKS_ALLOW;
        error = vtb_share_open(folder, path);
    }
    if (error == VTB_OK) {
        error = read_list(revocation, &list);
    }
    if (error != VTB_OK) {
        return vtd_complain(file, vtb_error_sentence(error));
    }
    apply(server, &list);
    return true;
}

void vtd_revocation_free(vtd_revocation *revocation)
{
    vtb_share_close(&revocation->folder);
    vtb_revoked_free(&revocation->list);
}

void vtd_lease_begin(vtd_revocation *revocation, vtd_lease *lease)
{
    lease->previous = NULL;
    lease->next = revocation->leases;
    if (lease->next != NULL) {
        lease->next->previous = lease;
    }
    revocation->leases = lease;
}

void vtd_lease_end(vtd_revocation *revocation, vtd_lease *lease)
{
    if (lease->previous == NULL && revocation->leases != lease) {
        return;
    }
    if (revocation->following == lease) {
        revocation->following = lease->next;
    }
    if (lease->previous != NULL) {
        lease->previous->next = lease->next;
    } else {
        revocation->leases = lease->next;
    }
    if (lease->next != NULL) {
        lease->next->previous = lease->previous;
    }
    lease->previous = lease->next = NULL;
}
