// SPDX-License-Identifier: Apache-2.0
// What grows while a document is read: lists of items of one size, and texts that stay in place.
#ifndef VT_LIST_H
#define VT_LIST_H

#include "heap.h"

// Zeroed: empty, and not yet filled.
typedef struct {
    void *items;
    size_t count;
    size_t room;
    bool is_filled; // it holds all that there is
} vt_list;

// Adds a copy of `item`. All items of a list are of `item_size` bytes. False: no memory.
bool vt_list_add(vt_heap *heap, vt_list *list, const void *item, size_t item_size);

// Frees the items; the list is as zeroed.
void vt_list_clear(vt_heap *heap, vt_list *list);

// A chain of texts. Zeroed: none.
typedef struct {
    struct vt_texts_link *first;
} vt_texts;

// Keeps a copy of `text` as valid UTF-8: what is no character becomes U+FFFD, control characters
// become spaces. NULL: no memory.
const char *vt_texts_add(vt_heap *heap, vt_texts *texts, const char *text);

void vt_texts_clear(vt_heap *heap, vt_texts *texts);

#endif
