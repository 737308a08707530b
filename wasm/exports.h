// SPDX-License-Identifier: Apache-2.0
// What the exports share: the objects that JavaScript holds addresses of, and the last error.
#ifndef VTW_EXPORTS_H
#define VTW_EXPORTS_H

#include "vt.h"
#include "vtw.h"

struct vtw_document {
    vt_document *document;
    vt_source source;
    int32_t handle;
};

struct vtw_page {
    vt_page *page;
    vtw_document *document;
};

// Keeps the error, with the message of `document` (may be NULL) unless it is OK.
bool vtw_succeeded(vt_error error, const vt_document *document);

#endif
