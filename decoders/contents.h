// SPDX-License-Identifier: Apache-2.0
// How formats tell the contents of documents: each function adds to a list of vt_format.h, and
// answers OK or, with the message set, NOMEM or LIMIT.
#ifndef VT_CONTENTS_H
#define VT_CONTENTS_H

#include "vt_format.h"

// `code` may be any number; what is no character becomes U+FFFD.
vt_error vt_text_add(vt_page *page, uint32_t code, vt_quad quad);

// The last character that was added ends a line or block (VT_ENDS_…).
void vt_text_end(vt_page *page, uint32_t ends);

// Left out beyond VT_HITS_MAX.
vt_error vt_hit_add(vt_page *page, uint32_t hit, vt_quad quad);

// Left out when it leads nowhere. The destination's uri is copied.
vt_error vt_link_add(vt_page *page, vt_link link);

// Titles and addresses are copied; an address that is not allowed becomes NULL. A page that does
// not exist becomes none. Left out beyond VT_OUTLINE_MAX.
vt_error vt_outline_add(vt_document *document, vt_outline_item item);

// `name` is kept, `value` is copied; left out when it is empty.
vt_error vt_property_add(vt_document *document, const char *name, const char *value);

// Frees all lists.
void vt_page_forget(vt_page *page);
void vt_document_forget(vt_document *document);

#endif
