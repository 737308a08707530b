// SPDX-License-Identifier: Apache-2.0
// Holds running requests to the quotas of their tokens and of those who ask.
#ifndef VTD_QUOTA_H
#define VTD_QUOTA_H

#include "vtd_revocation.h"

struct vtd_exchange;

// A request begins, with its lease. On errors it must end; how long to wait is noted in the
// exchange. One that is paced asks vtd_quota_permit before it sends. Errors: STREAMS, RATE, QUOTA,
// LIMIT, MEMORY.
VTB_NODISCARD vtb_error vtd_quota_begin(struct vtd_exchange *exchange, vtd_lease *lease,
                                        bool is_paced);
// It opens a file. Errors: RATE, LIMIT, MEMORY.
VTB_NODISCARD vtb_error vtd_quota_open(struct vtd_exchange *exchange, vtd_lease *lease);
// Whether it may send more, after `sent` bytes since it began. Errors: RATE (pause), QUOTA, LIMIT,
// MEMORY.
VTB_NODISCARD vtb_error vtd_quota_permit(struct vtd_exchange *exchange, vtd_lease *lease,
                                         uint64_t sent);
// It has ended after `sent` bytes. Harmless when it never began.
void vtd_quota_end(struct vtd_server *server, vtd_lease *lease, uint64_t sent);

#endif
