// SPDX-License-Identifier: Apache-2.0
// Computes the weights of a box filter in exact integer arithmetic.
#include "axis.h"

// The share of target pixel `index` that lies before source boundary `boundary`, 0..VT_AXIS_ONE.
// In units of 1/target_size of a source pixel the target pixel begins at index * source_size and is
// source_size long; both sizes are below 2^31, so nothing here overflows.
static uint32_t share_before(uint64_t boundary, uint64_t index, uint32_t source_size,
                             uint32_t target_size)
{
    uint64_t begin = index * source_size;
    uint64_t place = boundary * target_size;
    if (place <= begin)
        return 0;
    uint64_t length = place - begin;
    if (length >= source_size)
        return VT_AXIS_ONE;
    return (uint32_t)((length * VT_AXIS_ONE + source_size / 2) / source_size);
}

static vt_tap tap_find(uint64_t index, uint32_t source_size, uint32_t target_size)
{
    if (source_size <= target_size) {
        uint64_t nearest = (2 * index + 1) * source_size / (2 * (uint64_t)target_size);
        return (vt_tap){(uint32_t)nearest, 1, 0};
    }
    uint64_t first = index * source_size / target_size;
    uint64_t last = ((index + 1) * source_size - 1) / target_size;
    return (vt_tap){(uint32_t)first, (uint32_t)(last - first + 1), 0};
}

static void axis_fill(vt_axis *axis, uint32_t source_size, uint32_t target_size, uint32_t first)
{
    size_t next_weight = 0;
    for (uint32_t i = 0; i < axis->tap_count; i++) {
        uint64_t index = (uint64_t)first + i;
        vt_tap tap = tap_find(index, source_size, target_size);
        tap.weights = next_weight;
        axis->taps[i] = tap;
        uint32_t before = 0;
        for (uint32_t k = 0; k < tap.count; k++) {
            uint32_t after = VT_AXIS_ONE;
            if (k + 1 < tap.count)
                after = share_before((uint64_t)tap.first + k + 1, index, source_size, target_size);
            axis->weights[next_weight++] = after - before;
            before = after;
        }
    }
}

vt_error vt_axis_open(vt_axis *axis, vt_heap *heap, uint32_t source_size, uint32_t target_size,
                      vt_span wanted)
{
    vt_tap first = tap_find(wanted.first, source_size, target_size);
    vt_tap last = tap_find((uint64_t)wanted.first + wanted.count - 1, source_size, target_size);
    *axis = (vt_axis){
        .tap_count = wanted.count,
        .needed = {first.first, last.first + last.count - first.first},
        .is_identity = source_size == target_size,
    };
    if (axis->is_identity)
        return VT_OK;
    // Neighbours share at most one source pixel.
    size_t weight_count = (size_t)axis->needed.count + wanted.count;
    axis->taps = vt_heap_allocate_array(heap, wanted.count, sizeof *axis->taps);
    if (axis->taps != NULL)
        axis->weights = vt_heap_allocate_array(heap, weight_count, sizeof *axis->weights);
    if (axis->weights == NULL) {
        vt_axis_close(axis, heap);
        return vt_heap_error(heap);
    }
    axis_fill(axis, source_size, target_size, wanted.first);
    return VT_OK;
}

void vt_axis_close(vt_axis *axis, vt_heap *heap)
{
    vt_heap_release(heap, axis->taps);
    vt_heap_release(heap, axis->weights);
    axis->taps = NULL;
    axis->weights = NULL;
}
