// SPDX-License-Identifier: Apache-2.0
// Tokens that are taken back while the daemon runs, and the requests that end with them.
#ifndef VTD_REVOCATION_H
#define VTD_REVOCATION_H

#include "vtb_files.h"
#include "vtb_grant.h"
#include "vtb_path.h"
#include "vtb_revoked.h"
#include "vtd_authority.h"

struct vtd_server;

// A running request that holds a grant. It is in the server's list from vtd_lease_begin to
// vtd_lease_end.
typedef struct vtd_lease {
    const vtb_grant *grant;
    const vtd_wish *wish; // what the request is about; wish->share is NULL until that is known
    vtb_quota_limit limits[VTB_GRANT_QUOTAS_MAX + 3]; // of the token, and of its subject
    size_t limit_count;
    uint64_t charged; // bytes that the quotas know of
    bool is_counted;  // from vtd_quota_begin to vtd_quota_end
    void (*revoke)(struct vtd_lease *lease, vtb_error error); // end the request with that
    void *owner;
    struct vtd_lease *previous;
    struct vtd_lease *next;
} vtd_lease;

typedef struct vtd_revocation {
    vtb_share folder; // of the file; folder.folder is -1 when no file is configured
    char name[VTB_PATH_SIZE_MAX + 1];
    uint8_t etag[VTB_ETAG_SIZE]; // of the file that was read last
    bool is_missing;             // the log has said so
    vtb_revoked list;
    vtd_lease *leases;
    vtd_lease *following; // while requests are ended: the next one to look at
} vtd_revocation;

// Opens the folder of the file and reads it; says on stderr what is wrong. `file` may be NULL.
bool vtd_revocation_start(struct vtd_server *server, const char *file);
// Reads the file again if it has changed, and ends the requests whose tokens are in it. A file that
// is gone or malformed changes nothing but the log. Call it often.
void vtd_revocation_check(struct vtd_server *server);
// Ends the requests that are not permitted any more (vtd_authority_recheck); says how many.
size_t vtd_revocation_recheck(struct vtd_server *server);
void vtd_revocation_free(vtd_revocation *revocation);

void vtd_lease_begin(vtd_revocation *revocation, vtd_lease *lease);
// Harmless on a lease that never began or has ended.
void vtd_lease_end(vtd_revocation *revocation, vtd_lease *lease);

#endif
