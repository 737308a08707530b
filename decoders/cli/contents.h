// SPDX-License-Identifier: Apache-2.0
// What documents contain as JSON; the commands print it, or lines made from it. All answer VT_OK
// with *out for the caller to own, or an error of the decoders.
#ifndef VITRINE_CONTENTS_H
#define VITRINE_CONTENTS_H

#include <jansson.h>

#include "input.h"

// [{"page": 1, "lines": [{"text", "ends_block", "quad": [8 numbers]}]}]
vt_error contents_text(const input *file, const arguments *options, json_t **out);

// [{"page": 1, "quads": [[8 numbers]]}], one for each hit.
vt_error contents_search(const input *file, const arguments *options, json_t **out);

// [{"page": 1, "area": [4 numbers], "to_page": 2, "to_y": 10}] or with "uri" for the last two.
vt_error contents_links(const input *file, const arguments *options, json_t **out);

// [{"level": 0, "title", …}] with the same ends as links, or none.
vt_error contents_outline(const input *file, const arguments *options, json_t **out);

// {"title": …}
vt_error contents_properties(const input *file, const arguments *options, json_t **out);

#endif
