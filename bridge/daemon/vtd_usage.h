// SPDX-License-Identifier: Apache-2.0
// The texts of --help and --version.
#ifndef VTD_USAGE_H
#define VTD_USAGE_H

void vtd_usage_print(void);
void vtd_version_print(void);

#endif
