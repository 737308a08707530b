// SPDX-License-Identifier: Apache-2.0
// GET and HEAD of /v1/files/SHARE/PATH, for clients that speak plain HTTP.
#ifndef VTD_FILE_GET_H
#define VTD_FILE_GET_H

#include "vtd_exchange.h"

#define VTD_FILE_GET_PREFIX "/v1/files/"

// Takes over an exchange whose path begins with the prefix.
void vtd_file_get_begin(vtd_exchange *exchange);

#endif
