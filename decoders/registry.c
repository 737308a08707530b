// SPDX-License-Identifier: Apache-2.0
// The formats that this build holds, and the choice among them by content.
#include "vt_format.h"
#include "vt_probe.h"

// A build of a part of the formats (a WebAssembly module) names its own list.
#ifndef VT_FORMATS_FILE
#define VT_FORMATS_FILE "formats.def"
#endif

#define VT_FORMAT(name, libraries) extern const vt_format vt_format_##name;
#include VT_FORMATS_FILE
#undef VT_FORMAT

static const vt_format *const formats[] = {
#define VT_FORMAT(name, libraries) &vt_format_##name,
#include VT_FORMATS_FILE
#undef VT_FORMAT
};

#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

const char *vt_format_name(uint32_t index)
{
    return index < FORMAT_COUNT ? formats[index]->name : NULL;
}

// What files of other builds' formats look like as well.
static const struct {
    const char *name;
    int (*probe)(const uint8_t *head, size_t size);
} probes[] = {
#define VT_PROBE(name) {#name, vt_probe_##name},
#include "vt_probes.def"
#undef VT_PROBE
};

static const vt_format *best_format(const uint8_t *head, size_t size, int *best_score)
{
    const vt_format *best = NULL;
    *best_score = 0;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        int score = formats[i]->probe(head, size);
        if (score > *best_score) {
            best = formats[i];
            *best_score = score;
        }
    }
    return best;
}

const vt_format *vt_format_probe(const uint8_t *head, size_t size)
{
    int score = 0;
    return best_format(head, size, &score);
}

const char *vt_probe(const void *head, size_t size)
{
    int best_score = 0;
    const vt_format *format = best_format(head, size, &best_score);
    const char *name = format != NULL ? format->name : NULL;
    for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++) {
        int score = probes[i].probe(head, size);
        if (score > best_score) {
            name = probes[i].name;
            best_score = score;
        }
    }
    return name;
}
