// SPDX-License-Identifier: Apache-2.0
// One JSON line on stderr per event. No secret is ever given to it.
#ifndef VTD_LOG_H
#define VTD_LOG_H

#include <stdbool.h>

#define VTD_LOG_TIME_SIZE 48

// The time now, as log lines write it.
void vtd_log_time(char text[VTD_LOG_TIME_SIZE]);

// Whether lines are "TIME LEVEL EVENT NAME=VALUE..." instead of JSON; values stay JSON.
void vtd_log_plainly(bool is_wanted);

// Writes {"time": …, "level": …, "event": …} joined with the object that `format` packs (the format
// of jansson's json_pack, "{s:s, s:I}"). Level is "debug", "info", "warning" or "error". Only from
// the loop's thread. Never fails: a line that cannot be packed is written without its fields.
void vtd_log(const char *level, const char *event, const char *format, ...);

#endif
