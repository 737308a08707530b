// SPDX-License-Identifier: Apache-2.0
// The list of blocks, and the way out.
#include "heif_arena.h"

#include <setjmp.h>
#include <string.h>

#define ALIGNMENT_MAX 64

struct heif_block {
    heif_block *before;
    heif_block *behind;
    heif_arena *arena;
    size_t size;
    size_t shift; // from the block to what the library sees
};

// Stands right before what the library sees.
typedef struct {
    heif_block *block;
} heif_mark;

// One call of heif_arena_run. A callback of the caller's may begin another.
typedef struct heif_room {
    heif_arena *arena;
    struct heif_room *outer;
    jmp_buf way_out;
} heif_room;

static _Thread_local heif_room *current;

int heif_memory_is_open(void)
{
    return current != NULL;
}

static _Noreturn void leave(vt_error error)
{
    current->arena->error = error;
    longjmp(current->way_out, 1);
}

static heif_block *block_of(void *pointer)
{
    heif_mark mark;
    memcpy(&mark, (uint8_t *)pointer - sizeof mark, sizeof mark);
    return mark.block;
}

// Zeroed: what a damaged file leaves unwritten is the same everywhere.
void *heif_memory_align(size_t alignment, size_t size)
{
    heif_arena *arena = current->arena;
    size_t extra = sizeof(heif_block) + sizeof(heif_mark) + ALIGNMENT_MAX;
    heif_block *block = NULL;
    if (size <= SIZE_MAX - extra && alignment <= ALIGNMENT_MAX)
        block = vt_heap_allocate_array(&arena->document->heap, size + extra, 1);
    if (block == NULL)
        leave(vt_document_fail_memory(arena->document));
    uintptr_t start = (uintptr_t)block;
    uintptr_t seen = start + sizeof *block + sizeof(heif_mark) + alignment - 1;
    seen &= ~(uintptr_t)(alignment - 1);
    *block = (heif_block){
        .behind = arena->blocks, .arena = arena, .size = size, .shift = (size_t)(seen - start)};
    if (arena->blocks != NULL)
        arena->blocks->before = block;
    arena->blocks = block;
    uint8_t *pointer = (uint8_t *)block + block->shift;
    heif_mark mark = {block};
    memcpy(pointer - sizeof mark, &mark, sizeof mark);
    return pointer;
}

void *heif_memory_allocate(size_t size)
{
    return heif_memory_align(16, size);
}

void heif_memory_release(void *pointer)
{
    if (pointer == NULL)
        return;
    heif_block *block = block_of(pointer);
    if (block->before != NULL)
        block->before->behind = block->behind;
    else
        block->arena->blocks = block->behind;
    if (block->behind != NULL)
        block->behind->before = block->before;
    vt_heap_release(&block->arena->document->heap, block);
}

void *heif_memory_reallocate(void *pointer, size_t size)
{
    void *larger = heif_memory_allocate(size);
    if (pointer != NULL) {
        size_t old = block_of(pointer)->size;
        memcpy(larger, pointer, old < size ? old : size);
        heif_memory_release(pointer);
    }
    return larger;
}

void heif_memory_pulse(void)
{
    vt_error error = vt_document_progress(current->arena->document, 0, 0);
    if (error != VT_OK)
        leave(error);
}

vt_error heif_arena_run(heif_arena *arena, vt_error (*work)(void *), void *user)
{
    heif_room room = {.arena = arena, .outer = current};
    current = &room;
    if (setjmp(room.way_out) == 0)
        arena->error = work(user);
    current = room.outer;
    return arena->error;
}

void heif_arena_drop(heif_arena *arena)
{
    while (arena->blocks != NULL) {
        heif_block *next = arena->blocks->behind;
        vt_heap_release(&arena->document->heap, arena->blocks);
        arena->blocks = next;
    }
}
