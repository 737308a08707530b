// SPDX-License-Identifier: Apache-2.0
// MuPDF's memory: blocks of the document's heap, in a list, so that none outlives the document.
// MuPDF forgets a few when an allocation fails in the middle of loading a page or an image.
#ifndef VT_FORMATS_PDF_MEMORY_H
#define VT_FORMATS_PDF_MEMORY_H

#include "heap.h"

typedef struct sheet_block {
    struct sheet_block *next;
    struct sheet_block *before;
} sheet_block;

typedef struct {
    vt_heap *heap;
    sheet_block *first;
} sheet_memory;

// As malloc, realloc and free.
void *sheet_memory_allocate(sheet_memory *memory, size_t size);
void *sheet_memory_reallocate(sheet_memory *memory, void *pointer, size_t size);
void sheet_memory_release(sheet_memory *memory, void *pointer);

// Frees what is left.
void sheet_memory_release_all(sheet_memory *memory);

#endif
