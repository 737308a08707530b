// SPDX-License-Identifier: Apache-2.0
// The contents of PDF documents, as vt_format.h asks for them.
#ifndef VT_FORMATS_PDF_CONTENTS_H
#define VT_FORMATS_PDF_CONTENTS_H

#include "contents.h"
#include "pdf_state.h"

vt_error pdf_page_text(vt_page *page);
vt_error pdf_page_search(vt_page *page, const char *needle);
vt_error pdf_page_links(vt_page *page);
vt_error pdf_document_outline(vt_document *document);
vt_error pdf_document_properties(vt_document *document);

// Where an address of MuPDF's leads: pages are "#page=…" and the like. Throws.
vt_destination sheet_destination(sheet_state *state, const char *uri);

#endif
