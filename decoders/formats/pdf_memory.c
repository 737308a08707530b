// SPDX-License-Identifier: Apache-2.0
// A doubly linked list through the heads of all blocks.
#include "pdf_memory.h"

// Two pointers are 8 bytes in WebAssembly; blocks stay aligned as malloc's are.
typedef union {
    sheet_block block;
    max_align_t alignment;
} block_head;

static void *block_link(sheet_memory *memory, block_head *head)
{
    head->block.before = NULL;
    head->block.next = memory->first;
    if (memory->first != NULL)
        memory->first->before = &head->block;
    memory->first = &head->block;
    return head + 1;
}

static void block_unlink(sheet_memory *memory, const block_head *head)
{
    if (head->block.next != NULL)
        head->block.next->before = head->block.before;
    if (head->block.before != NULL)
        head->block.before->next = head->block.next;
    else
        memory->first = head->block.next;
}

void *sheet_memory_allocate(sheet_memory *memory, size_t size)
{
    if (size > SIZE_MAX - sizeof(block_head))
        return NULL;
    block_head *head = vt_heap_allocate(memory->heap, size + sizeof(block_head));
    return head != NULL ? block_link(memory, head) : NULL;
}

void *sheet_memory_reallocate(sheet_memory *memory, void *pointer, size_t size)
{
    if (pointer == NULL)
        return sheet_memory_allocate(memory, size);
    if (size > SIZE_MAX - sizeof(block_head))
        return NULL;
    block_head *head = (block_head *)pointer - 1;
    block_unlink(memory, head);
    block_head *moved = vt_heap_reallocate(memory->heap, head, size + sizeof(block_head));
    if (moved != NULL)
        return block_link(memory, moved);
    (void)block_link(memory, head); // still there
    return NULL;
}

void sheet_memory_release(sheet_memory *memory, void *pointer)
{
    if (pointer == NULL)
        return;
    block_head *head = (block_head *)pointer - 1;
    block_unlink(memory, head);
    vt_heap_release(memory->heap, head);
}

void sheet_memory_release_all(sheet_memory *memory)
{
    while (memory->first != NULL) {
        block_head *head = (block_head *)memory->first;
        block_unlink(memory, head);
        vt_heap_release(memory->heap, head);
    }
}
