// SPDX-License-Identifier: Apache-2.0
// How files of each format begin. These functions need no library, so that every build, and every
// WebAssembly module, can tell the formats of all: formats/<name>_probe.c defines vt_probe_<name>.
#ifndef VT_PROBE_H
#define VT_PROBE_H

#include <stddef.h>
#include <stdint.h>

// How much the first bytes look like this format: 0 not at all, 100 for certain.
#define VT_PROBE(name) int vt_probe_##name(const uint8_t *head, size_t size);
#include "vt_probes.def"
#undef VT_PROBE

#endif
