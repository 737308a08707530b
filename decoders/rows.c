// SPDX-License-Identifier: Apache-2.0
// The row pipeline: a box filter across each line and down the lines, then the turned write.
#include "rows.h"

#include <string.h>

#include "axis.h"

struct vt_rows {
    vt_heap *heap;
    vt_axis across;
    vt_axis down;
    bool is_opaque;
    bool is_open;       // all of this is set, and the target may be written to
    uint32_t line;      // number of the next line that comes, counted in the source
    uint32_t tap;       // of `down`: the target line under way
    uint32_t weight;    // of the lines that went into it so far
    uint32_t *filtered; // the line that came, filtered across: 4 sums for each target pixel
    uint64_t *sums;     // the same, summed down
    uint8_t *pixels;    // RGBA of the target line
    const vt_colour *colour;
    // Where pixel (x, y) of the region before orientation goes: start + x * step_x + y * step_y.
    uint8_t *start;
    ptrdiff_t step_x;
    ptrdiff_t step_y;
};

// EXIF orientations: TIFF 6.0, tag 274, where row 0 and column 0 of the stored image are shown.
static bool orientation_mirrors_x(uint32_t orientation)
{
    return orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
}

static bool orientation_mirrors_y(uint32_t orientation)
{
    return orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
}

static bool orientation_swaps(uint32_t orientation)
{
    return orientation >= 5;
}

// The region as it lies in the page before orientation.
static vt_region region_unturn(const vt_rows_plan *plan)
{
    vt_region region = plan->region;
    uint32_t x = region.x;
    uint32_t y = region.y;
    if (orientation_mirrors_x(plan->orientation))
        x = plan->page.width - region.x - region.width;
    if (orientation_mirrors_y(plan->orientation))
        y = plan->page.height - region.y - region.height;
    if (orientation_swaps(plan->orientation))
        return (vt_region){y, x, region.height, region.width};
    return (vt_region){x, y, region.width, region.height};
}

static void rows_plan_write(vt_rows *rows, const vt_rows_plan *plan)
{
    ptrdiff_t stride = (ptrdiff_t)plan->target.stride;
    ptrdiff_t step_right = 4;
    ptrdiff_t step_down = stride;
    rows->start = plan->target.pixels;
    if (orientation_mirrors_x(plan->orientation)) {
        rows->start += (ptrdiff_t)(plan->region.width - 1) * 4;
        step_right = -4;
    }
    if (orientation_mirrors_y(plan->orientation)) {
        rows->start += (ptrdiff_t)(plan->region.height - 1) * stride;
        step_down = -stride;
    }
    bool swaps = orientation_swaps(plan->orientation);
    rows->step_x = swaps ? step_down : step_right;
    rows->step_y = swaps ? step_right : step_down;
}

static vt_error rows_open_axes(vt_rows *rows, const vt_rows_plan *plan)
{
    vt_region region = region_unturn(plan);
    bool swaps = orientation_swaps(plan->orientation);
    uint32_t width = swaps ? plan->page.height : plan->page.width;
    uint32_t height = swaps ? plan->page.width : plan->page.height;
    vt_error error = vt_axis_open(&rows->across, rows->heap, plan->source.width, width,
                                  (vt_span){region.x, region.width});
    if (error != VT_OK)
        return error;
    return vt_axis_open(&rows->down, rows->heap, plan->source.height, height,
                        (vt_span){region.y, region.height});
}

static vt_error rows_open_buffers(vt_rows *rows)
{
    bool is_copy = rows->across.is_identity && rows->down.is_identity;
    size_t width = rows->across.tap_count;
    if (!is_copy || rows->colour != NULL)
        rows->pixels = vt_heap_allocate_array(rows->heap, width, 4);
    if (is_copy)
        return rows->pixels == NULL && rows->colour != NULL ? vt_heap_error(rows->heap) : VT_OK;
    rows->filtered = vt_heap_allocate_array(rows->heap, width, 4 * sizeof *rows->filtered);
    rows->sums = vt_heap_allocate_array(rows->heap, width, 4 * sizeof *rows->sums);
    if (rows->filtered == NULL || rows->sums == NULL || rows->pixels == NULL)
        return vt_heap_error(rows->heap);
    return VT_OK;
}

vt_error vt_rows_open(const vt_rows_plan *plan, vt_rows **rows_out)
{
    *rows_out = NULL;
    vt_rows *rows = vt_heap_allocate_array(plan->heap, 1, sizeof *rows);
    if (rows == NULL)
        return vt_heap_error(plan->heap);
    rows->heap = plan->heap;
    rows->is_opaque = plan->is_opaque;
    rows->colour = plan->colour;
    vt_error error = rows_open_axes(rows, plan);
    if (error == VT_OK)
        error = rows_open_buffers(rows);
    if (error != VT_OK) {
        vt_rows_close(rows);
        return error;
    }
    rows_plan_write(rows, plan);
    rows->is_open = true;
    rows->line = rows->down.needed.first;
    *rows_out = rows;
    return VT_OK;
}

// Makes transparent what no line came for. Not the whole target at first: writing fresh memory
// twice takes as long as converting the colours of a photograph.
static void rows_clear_rest(vt_rows *rows)
{
    uint32_t width = rows->across.tap_count;
    for (uint32_t y = rows->tap; y < rows->down.tap_count; y++) {
        uint8_t *next = rows->start + (ptrdiff_t)y * rows->step_y;
        for (uint32_t x = 0; x < width; x++)
            memset(next + (ptrdiff_t)x * rows->step_x, 0, 4);
    }
}

void vt_rows_close(vt_rows *rows)
{
    if (rows == NULL)
        return;
    if (rows->is_open)
        rows_clear_rest(rows);
    vt_axis_close(&rows->across, rows->heap);
    vt_axis_close(&rows->down, rows->heap);
    vt_heap_release(rows->heap, rows->filtered);
    vt_heap_release(rows->heap, rows->sums);
    vt_heap_release(rows->heap, rows->pixels);
    vt_heap_release(rows->heap, rows);
}

vt_span vt_rows_columns(const vt_rows *rows)
{
    return rows->across.needed;
}

vt_span vt_rows_lines(const vt_rows *rows)
{
    return rows->down.needed;
}

uint8_t *vt_rows_place(const vt_rows *rows)
{
    bool is_copy = rows->sums == NULL && rows->colour == NULL && rows->step_x == 4;
    if (!is_copy || rows->tap == rows->down.tap_count)
        return NULL;
    return rows->start + (ptrdiff_t)rows->tap * rows->step_y;
}

static void rows_write(vt_rows *rows, const uint8_t *rgba)
{
    uint32_t width = rows->across.tap_count;
    uint8_t *next = rows->start + (ptrdiff_t)rows->tap * rows->step_y;
    if (rows->colour != NULL) {
        vt_colour_apply(rows->colour, rgba, rows->pixels, width);
        rgba = rows->pixels;
    }
    if (rows->step_x == 4) {
        if (rgba != next) // see vt_rows_place
            memcpy(next, rgba, (size_t)width * 4);
        return;
    }
    for (uint32_t x = 0; x < width; x++) {
        memcpy(next + (ptrdiff_t)x * rows->step_x, rgba + (size_t)x * 4, 4);
    }
}

// A sum of filter_opaque is at most 255 * 2^16; one of filter_alpha at most 255 * 255 * 2^16 <
// 2^32.
static void filter_opaque(const vt_axis *axis, const uint8_t *rgba, uint32_t *filtered)
{
    for (uint32_t i = 0; i < axis->tap_count; i++) {
        const vt_tap *tap = &axis->taps[i];
        const uint32_t *weights = axis->weights + tap->weights;
        const uint8_t *pixel = rgba + (size_t)(tap->first - axis->needed.first) * 4;
        uint32_t sum[3] = {0, 0, 0};
        for (uint32_t k = 0; k < tap->count; k++, pixel += 4) {
            for (int c = 0; c < 3; c++)
                sum[c] += weights[k] * pixel[c];
        }
        memcpy(filtered + (size_t)i * 4, sum, sizeof sum);
    }
}

static void filter_alpha(const vt_axis *axis, const uint8_t *rgba, uint32_t *filtered)
{
    for (uint32_t i = 0; i < axis->tap_count; i++) {
        const vt_tap *tap = &axis->taps[i];
        const uint32_t *weights = axis->weights + tap->weights;
        const uint8_t *pixel = rgba + (size_t)(tap->first - axis->needed.first) * 4;
        uint32_t sum[4] = {0, 0, 0, 0};
        for (uint32_t k = 0; k < tap->count; k++, pixel += 4) {
            uint32_t weight = weights[k] * pixel[3];
            for (int c = 0; c < 3; c++)
                sum[c] += weight * pixel[c];
            sum[3] += weight;
        }
        memcpy(filtered + (size_t)i * 4, sum, sizeof sum);
    }
}

// The line as it is, in the form that the filters give.
static void filter_nothing(const vt_rows *rows, const uint8_t *rgba, uint32_t *filtered)
{
    size_t count = (size_t)rows->across.tap_count * 4;
    for (size_t i = 0; i < count; i += 4) {
        uint32_t weight = rows->is_opaque ? VT_AXIS_ONE : VT_AXIS_ONE * rgba[i + 3];
        for (size_t c = 0; c < 3; c++)
            filtered[i + c] = weight * rgba[i + c];
        filtered[i + 3] = weight;
    }
}

// Divides the sums by the weight of the lines that came; lines that did not come are transparent.
static void resolve_opaque(vt_rows *rows)
{
    uint64_t divisor = (uint64_t)rows->weight * VT_AXIS_ONE;
    uint8_t alpha = (uint8_t)((255 * (uint64_t)rows->weight + VT_AXIS_ONE / 2) / VT_AXIS_ONE);
    size_t count = (size_t)rows->across.tap_count * 4;
    for (size_t i = 0; i < count; i += 4) {
        for (size_t c = 0; c < 3; c++) {
            uint64_t sum = rows->sums[i + c];
            rows->pixels[i + c] = rows->weight == VT_AXIS_ONE
                                      ? (uint8_t)((sum + (UINT64_C(1) << 31)) >> 32)
                                      : (uint8_t)((sum + divisor / 2) / divisor);
        }
        rows->pixels[i + 3] = alpha;
    }
}

static void resolve_alpha(vt_rows *rows)
{
    size_t count = (size_t)rows->across.tap_count * 4;
    for (size_t i = 0; i < count; i += 4) {
        uint64_t alpha = rows->sums[i + 3];
        for (size_t c = 0; c < 3; c++) {
            uint64_t sum = rows->sums[i + c];
            rows->pixels[i + c] = alpha == 0 ? 0 : (uint8_t)((sum + alpha / 2) / alpha);
        }
        rows->pixels[i + 3] = (uint8_t)((alpha + (UINT64_C(1) << 31)) >> 32);
    }
}

static void rows_resolve(vt_rows *rows)
{
    if (rows->is_opaque)
        resolve_opaque(rows);
    else
        resolve_alpha(rows);
    rows_write(rows, rows->pixels);
    memset(rows->sums, 0, (size_t)rows->across.tap_count * 4 * sizeof *rows->sums);
    rows->weight = 0;
    rows->tap++;
}

static void rows_add(vt_rows *rows, uint32_t weight)
{
    size_t count = (size_t)rows->across.tap_count * 4;
    for (size_t i = 0; i < count; i++)
        rows->sums[i] += (uint64_t)weight * rows->filtered[i];
    rows->weight += weight;
}

static void rows_filter(vt_rows *rows, const uint8_t *rgba)
{
    if (rows->across.is_identity)
        filter_nothing(rows, rgba, rows->filtered);
    else if (rows->is_opaque)
        filter_opaque(&rows->across, rgba, rows->filtered);
    else
        filter_alpha(&rows->across, rgba, rows->filtered);
}

// Adds the filtered line to every target line that it reaches into, and writes those that are full.
static void rows_spread(vt_rows *rows)
{
    while (rows->tap < rows->down.tap_count) {
        vt_tap tap = {.first = rows->down.needed.first + rows->tap, .count = 1};
        uint32_t weight = VT_AXIS_ONE;
        if (!rows->down.is_identity) {
            tap = rows->down.taps[rows->tap];
            if (rows->line < tap.first)
                return;
            weight = rows->down.weights[tap.weights + (rows->line - tap.first)];
        } else if (rows->line < tap.first) {
            return;
        }
        rows_add(rows, weight);
        if (rows->line + 1 < tap.first + tap.count)
            return;
        rows_resolve(rows);
    }
}

void vt_rows_put(vt_rows *rows, const uint8_t *rgba)
{
    if (rows->tap == rows->down.tap_count)
        return;
    if (rows->sums == NULL) {
        rows_write(rows, rgba);
        rows->tap++;
    } else {
        rows_filter(rows, rgba);
        rows_spread(rows);
    }
    rows->line++;
}

void vt_rows_finish(vt_rows *rows)
{
    if (rows->weight > 0)
        rows_resolve(rows);
}
