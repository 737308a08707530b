// SPDX-License-Identifier: Apache-2.0
// One picture of a file as it is meant to be seen: cut, turned, with its alpha and its colours.
#ifndef HEIF_PAGE_H
#define HEIF_PAGE_H

#include "heif_image.h"

// Fills page->info and page->state. On error nothing is kept. Errors: those of vt_format.page_open.
vt_error heif_page_open(vt_page *page, const heif_file *file);
void heif_page_close(vt_page *page);

// Errors: those of vt_format.render.
vt_error heif_page_render(vt_page *page, vt_size size, vt_region region, vt_target target);

#endif
