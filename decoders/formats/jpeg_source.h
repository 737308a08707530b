// SPDX-License-Identifier: Apache-2.0
// libjpeg's data source over a vt_source, and what it says about where a cut-off file ends.
#ifndef VT_FORMATS_JPEG_SOURCE_H
#define VT_FORMATS_JPEG_SOURCE_H

#include "jpeg_memory.h"
#include "vt_format.h"

typedef struct {
    struct jpeg_source_mgr manager; // first: libjpeg knows only this
    vt_error error;                 // of reading, other than the end of the file
    uint32_t end_row;               // input_iMCU_row at which the file ended
    bool has_ended;                 // libjpeg wanted more than there is
    vt_reader reader;
} jpeg_source;

// `cinfo` must have its error manager; reading errors end in cinfo->err->error_exit.
void jpeg_source_init(jpeg_source *source, j_decompress_ptr cinfo, const vt_source *bytes);

// Where the next byte that libjpeg takes lies in the file.
uint64_t jpeg_source_position(const jpeg_source *source);

// Marks the document as partial when no end-of-image marker follows `start`, the first byte of the
// compressed image. Looks at the last 64 KiB, then through the rest. Errors: those of reading, and
// TRUNCATED when nothing follows at all.
vt_error jpeg_tail_check(vt_document *document, uint64_t start);

#endif
