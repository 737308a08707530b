// SPDX-License-Identifier: Apache-2.0
// The counting heap: the limit holds, what is given back is counted back.
#include "harness.h"
#include "heap.h"

static void limit_holds(void)
{
    vt_heap heap;
    vt_heap_init(&heap, vt_allocator_default(), 1000);
    void *first = vt_heap_allocate(&heap, 600);
    CHECK(first != NULL);
    CHECK(vt_heap_allocate(&heap, 401) == NULL);
    CHECK_EQUAL(vt_heap_error(&heap), VT_E_LIMIT);
    void *second = vt_heap_allocate(&heap, 400);
    CHECK(second != NULL);
    CHECK_EQUAL(heap.held, 1000);
    vt_heap_release(&heap, first);
    CHECK_EQUAL(heap.held, 400);
    vt_heap_release(&heap, second);
    vt_heap_release(&heap, NULL);
    CHECK_EQUAL(heap.held, 0);
}

static void reallocation_counts_the_difference(void)
{
    vt_heap heap;
    vt_heap_init(&heap, vt_allocator_default(), 1000);
    uint8_t *block = vt_heap_reallocate(&heap, NULL, 10);
    CHECK(block != NULL);
    memset(block, 7, 10);
    block = vt_heap_reallocate(&heap, block, 900);
    CHECK(block != NULL && block[9] == 7);
    CHECK_EQUAL(heap.held, 900);
    CHECK(vt_heap_reallocate(&heap, block, 1001) == NULL);
    CHECK_EQUAL(heap.held, 900);
    block = vt_heap_reallocate(&heap, block, 5);
    CHECK_EQUAL(heap.held, 5);
    vt_heap_release(&heap, block);
    CHECK_EQUAL(heap.held, 0);
}

static void sizes_that_overflow_are_refused(void)
{
    vt_heap heap;
    vt_heap_init(&heap, vt_allocator_default(), UINT64_MAX);
    CHECK(vt_heap_allocate(&heap, SIZE_MAX) == NULL);
    CHECK(vt_heap_allocate_array(&heap, SIZE_MAX / 2, 3) == NULL);
    CHECK_EQUAL(vt_heap_error(&heap), VT_E_LIMIT);
}

static void arrays_are_zero(void)
{
    vt_heap heap;
    vt_heap_init(&heap, vt_allocator_default(), 1000);
    uint8_t *array = vt_heap_allocate_array(&heap, 30, 4);
    CHECK(array != NULL);
    for (int i = 0; i < 120; i++)
        CHECK_EQUAL(array[i], 0);
    vt_heap_release(&heap, array);
}

static void *refuse(void *user, size_t size)
{
    (void)user;
    (void)size;
    return NULL;
}

static void a_refusal_of_the_system_is_no_limit(void)
{
    vt_allocator allocator = vt_allocator_default();
    allocator.allocate = refuse;
    vt_heap heap;
    vt_heap_init(&heap, allocator, 1000);
    CHECK(vt_heap_allocate(&heap, 10) == NULL);
    CHECK_EQUAL(vt_heap_error(&heap), VT_E_NOMEM);
    CHECK_EQUAL(heap.held, 0);
}

HARNESS_MAIN({"limit holds", limit_holds},
             {"reallocation counts the difference", reallocation_counts_the_difference},
             {"sizes that overflow are refused", sizes_that_overflow_are_refused},
             {"arrays are zero", arrays_are_zero},
             {"a refusal of the system is no limit", a_refusal_of_the_system_is_no_limit})
