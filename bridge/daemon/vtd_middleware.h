// SPDX-License-Identifier: Apache-2.0
// The steps that every call passes before its method runs, in order.
#ifndef VTD_MIDDLEWARE_H
#define VTD_MIDDLEWARE_H

#include "vtd_call.h"

// On the request head: trace, limits, method, deadline, authenticate. The first error ends it.
VTB_NODISCARD vtb_error vtd_middleware_head(vtd_call *call);
// On the message: decode, locate, authorise.
VTB_NODISCARD vtb_error vtd_middleware_message(vtd_call *call);
// On a call that is part of another one: limits, expiry, locate, authorise.
VTB_NODISCARD vtb_error vtd_middleware_part(vtd_call *call);

#endif
