// SPDX-License-Identifier: Apache-2.0
// The settings by name, for the command line and for the configuration file.
#ifndef VTD_SETTINGS_H
#define VTD_SETTINGS_H

#include "vtd_options.h"

// The name of the setting of that index, or NULL behind the last one.
const char *vtd_setting_name(size_t index);
// Sets it. False when the value makes no sense, which is complained about; so for the others.
bool vtd_setting_apply(vtd_options *options, size_t index, const char *value);

// NAME = VALUE of a section of the configuration file.
bool vtd_setting_apply_line(vtd_options *options, const char *section, const char *name,
                            const char *value);
// Reads the whole file.
bool vtd_config_read(vtd_options *options, const char *file);

void vtd_settings_default(vtd_options *options);
bool vtd_settings_complete(const vtd_options *options);

#endif
