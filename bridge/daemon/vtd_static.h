// SPDX-License-Identifier: Apache-2.0
// Static files of the web folder: the page, its scripts and the modules.
#ifndef VTD_STATIC_H
#define VTD_STATIC_H

#include "vtd_exchange.h"

// Takes over a GET or HEAD exchange.
void vtd_static_begin(vtd_exchange *exchange);

#endif
