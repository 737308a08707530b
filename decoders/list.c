// SPDX-License-Identifier: Apache-2.0
// Lists that double their room, and a chain of texts cleaned on the way in.
#include "list.h"

#include <string.h>

#include "utf8.h"

#define ROOM_FIRST 16

struct vt_texts_link {
    struct vt_texts_link *next;
    char text[];
};

static bool list_grow(vt_heap *heap, vt_list *list, size_t item_size)
{
    size_t room = list->room > 0 ? list->room * 2 : ROOM_FIRST;
    if (room < list->room || room > SIZE_MAX / item_size)
        return false;
    void *items = vt_heap_reallocate(heap, list->items, room * item_size);
    if (items == NULL)
        return false;
    list->items = items;
    list->room = room;
    return true;
}

bool vt_list_add(vt_heap *heap, vt_list *list, const void *item, size_t item_size)
{
    if (list->count == list->room && !list_grow(heap, list, item_size))
        return false;
    memcpy((uint8_t *)list->items + list->count * item_size, item, item_size);
    list->count++;
    return true;
}

void vt_list_clear(vt_heap *heap, vt_list *list)
{
    vt_heap_release(heap, list->items);
    *list = (vt_list){0};
}

const char *vt_texts_add(vt_heap *heap, vt_texts *texts, const char *text)
{
    size_t size = strlen(text);
    // A byte becomes three at most.
    if (size > SIZE_MAX / 3 - sizeof(struct vt_texts_link))
        return NULL;
    struct vt_texts_link *link = vt_heap_allocate(heap, sizeof *link + 3 * size + 1);
    if (link == NULL)
        return NULL;
    char *end = link->text;
    while (*text != '\0')
        end += vt_utf8_write(end, vt_code_shown(vt_utf8_read(&text)));
    *end = '\0';
    link->next = texts->first;
    texts->first = link;
    return link->text;
}

void vt_texts_clear(vt_heap *heap, vt_texts *texts)
{
    while (texts->first != NULL) {
        struct vt_texts_link *link = texts->first;
        texts->first = link->next;
        vt_heap_release(heap, link);
    }
}
