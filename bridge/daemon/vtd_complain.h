// SPDX-License-Identifier: Apache-2.0
// Says what is wrong with the configuration, with the file and line where it stands.
#ifndef VTD_COMPLAIN_H
#define VTD_COMPLAIN_H

#include <stdbool.h>

// "vitrined: FILE:LINE: what: reason" on stderr, or the same sentence as a line of the log once
// vtd_complain_in_log was called. `reason` may be NULL. Always false. Only from the loop's thread.
bool vtd_complain(const char *what, const char *reason);

// The place that the next complaints are about; NULL and 0 for none. Borrowed until the next call.
void vtd_complain_about(const char *file, int line);

// From now on complaints go into the log: the daemon serves.
void vtd_complain_in_log(void);

#endif
