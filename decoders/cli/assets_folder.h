// SPDX-License-Identifier: Apache-2.0
// Assets (fonts, character maps) out of a folder.
#ifndef VITRINE_ASSETS_FOLDER_H
#define VITRINE_ASSETS_FOLDER_H

#include "vt.h"

// `folder`: what the user named, or NULL. Then the environment's VITRINE_ASSETS, `../assets` beside
// the program, and the installed folder are tried. The folder stays in use until the process ends.
vt_assets assets_folder(const char *folder);

#endif
