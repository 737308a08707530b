// SPDX-License-Identifier: Apache-2.0
// A room for a library that knows no context, no limit and no cancelling: its memory comes from the
// document's heap, and when that refuses, or the caller wants no more, the library is left at once
// by longjmp. What it held is then released as a whole, so nothing it leaves behind is lost.
#ifndef HEIF_ARENA_H
#define HEIF_ARENA_H

#include "heif_memory.h"
#include "vt_format.h"

typedef struct heif_block heif_block;

typedef struct {
    vt_document *document;
    heif_block *blocks; // those that are held
    vt_error error;     // with which it was left
} heif_arena;

// Calls `work`, during which the functions of heif_memory.h may be called. Answers what `work`
// answers, or NOMEM, LIMIT or CANCELLED where it was left; then the arena must be dropped.
vt_error heif_arena_run(heif_arena *arena, vt_error (*work)(void *), void *user);

// Releases all that is held.
void heif_arena_drop(heif_arena *arena);

#endif
