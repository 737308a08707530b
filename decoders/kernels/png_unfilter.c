// SPDX-License-Identifier: Apache-2.0
// Undoes the filters of PNG rows. Each pixel depends on the one to its left, so that vectors hold
// one pixel, or those of two rows.
#include "png_kernels.h"

#include <stdlib.h>
#include <string.h>

#include "simd.h"

// ---- The truth ----------------------------------------------------------------------------------

static uint8_t predict_paeth(int left, int up, int up_left)
{
    int away_left = abs(up - up_left);
    int away_up = abs(left - up_left);
    int away_corner = abs(left + up - 2 * up_left);
    if (away_left <= away_up && away_left <= away_corner)
        return (uint8_t)left;
    return (uint8_t)(away_up <= away_corner ? up : up_left);
}

void vt_png_unfilter_scalar(unsigned filter, const vt_png_rows *rows, size_t first)
{
    size_t back = rows->pixel_size;
    const uint8_t *above = rows->above;
    const uint8_t *filtered = rows->filtered[0];
    uint8_t *row = rows->rows[0];
    for (size_t i = first; i < rows->size; i++) {
        uint8_t left = i < back ? 0 : row[i - back];
        uint8_t up_left = i < back ? 0 : above[i - back];
        uint8_t predicted = 0;
        if (filter == VT_PNG_SUB)
            predicted = left;
        else if (filter == VT_PNG_UP)
            predicted = above[i];
        else if (filter == VT_PNG_AVERAGE)
            predicted = (uint8_t)((left + above[i]) / 2);
        else if (filter == VT_PNG_PAETH)
            predicted = predict_paeth(left, above[i], up_left);
        row[i] = (uint8_t)(filtered[i] + predicted);
    }
}

#if VT_SIMD

// ---- One row ------------------------------------------------------------------------------------

static void unfilter_up(const vt_png_rows *rows)
{
    size_t i = 0;
    for (; i + 16 <= rows->size; i += 16)
        vt_store(rows->rows[0] + i,
                 vt_add8(vt_load(rows->above + i), vt_load(rows->filtered[0] + i)));
    vt_png_unfilter_scalar(VT_PNG_UP, rows, i);
}

// A pixel of up to 4 bytes, or of up to 8. What is read beyond a pixel goes into lanes that no
// other lane depends on, and what is written beyond it is written over by the next.
static inline vt_vector load_pixel(const uint8_t *place, size_t pixel_size)
{
    return pixel_size <= 4 ? vt_load_32(place) : vt_load_64(place);
}

static inline void store_pixel(uint8_t *place, size_t pixel_size, vt_vector a)
{
    if (pixel_size <= 4)
        vt_store_32(place, a);
    else
        vt_store_low(place, a);
}

static inline void unfilter_sub(const vt_png_rows *rows, size_t pixel_size)
{
    vt_vector left = vt_splat8(0);
    for (size_t i = 0; i < rows->size; i += pixel_size) {
        left = vt_add8(left, load_pixel(rows->filtered[0] + i, pixel_size));
        store_pixel(rows->rows[0] + i, pixel_size, left);
    }
}

static inline void unfilter_average(const vt_png_rows *rows, size_t pixel_size)
{
    vt_vector left = vt_splat8(0);
    vt_vector one = vt_splat8(1);
    for (size_t i = 0; i < rows->size; i += pixel_size) {
        vt_vector up = load_pixel(rows->above + i, pixel_size);
        vt_vector filtered = load_pixel(rows->filtered[0] + i, pixel_size);
        // The operation rounds up, PNG down.
        vt_vector odd = vt_and(vt_xor(left, up), one);
        left = vt_add8(filtered, vt_subtract8(vt_average8(left, up), odd));
        store_pixel(rows->rows[0] + i, pixel_size, left);
    }
}

// In 16-bit lanes, which hold 0…255.
static inline vt_vector add_paeth(vt_vector left, vt_vector up, vt_vector up_left,
                                  vt_vector filtered)
{
    vt_vector to_up = vt_subtract16(left, up_left);
    vt_vector to_left = vt_subtract16(up, up_left);
    vt_vector away_corner = vt_absolute16(vt_add16(to_up, to_left));
    vt_vector away_up = vt_absolute16(to_up);
    vt_vector away_left = vt_absolute16(to_left);
    vt_vector least = vt_minimum16(away_up, away_corner);
    vt_vector other = vt_select(vt_greater16(away_up, away_corner), up_left, up);
    vt_vector predicted = vt_select(vt_greater16(away_left, least), other, left);
    return vt_and(vt_add16(predicted, filtered), vt_splat16(255));
}

static inline void unfilter_paeth(const vt_png_rows *rows, size_t pixel_size)
{
    vt_vector left = vt_splat16(0);
    vt_vector up_left = left;
    for (size_t i = 0; i < rows->size; i += pixel_size) {
        vt_vector up = vt_widen_low8(load_pixel(rows->above + i, pixel_size));
        vt_vector filtered = vt_widen_low8(load_pixel(rows->filtered[0] + i, pixel_size));
        left = add_paeth(left, up, up_left, filtered);
        up_left = up;
        store_pixel(rows->rows[0] + i, pixel_size, vt_narrow16(left, left));
    }
}

static inline void unfilter_wide(unsigned filter, const vt_png_rows *rows, size_t pixel_size)
{
    if (filter == VT_PNG_SUB)
        unfilter_sub(rows, pixel_size);
    else if (filter == VT_PNG_AVERAGE)
        unfilter_average(rows, pixel_size);
    else
        unfilter_paeth(rows, pixel_size);
}

// ---- Two rows -----------------------------------------------------------------------------------

// Pixels of up to 4 bytes: the low lanes hold a pixel of the first row, the high lanes one of the
// second, two pixels behind, whose upper neighbour is known by then.
typedef struct {
    vt_vector left;
    vt_vector before; // `left` of one round ago
    vt_vector up_left;
} two_rows;

static inline void step_paeth_two(two_rows *state, const vt_png_rows *rows, size_t at,
                                  size_t pixel_size, bool has_first, bool has_second)
{
    const size_t behind = at - 2 * pixel_size;
    const vt_vector zero = vt_splat8(0);
    vt_vector first = has_first ? vt_load_32(rows->filtered[0] + at) : zero;
    vt_vector second = has_second ? vt_load_32(rows->filtered[1] + behind) : zero;
    vt_vector above = has_first ? vt_widen_low8(vt_load_32(rows->above + at)) : zero;
    vt_vector up = vt_low64(above, state->before);
    vt_vector here = add_paeth(state->left, up, state->up_left,
                               vt_widen_low8(vt_low32(first, second)));
    state->before = state->left;
    state->left = has_second ? here : vt_low64(here, zero);
    state->up_left = up;
    vt_vector bytes = vt_narrow16(here, here);
    if (has_first)
        vt_store_32(rows->rows[0] + at, bytes);
    if (has_second)
        vt_store_second_32(rows->rows[1] + behind, bytes);
}

static inline void unfilter_paeth_two(const vt_png_rows *rows, size_t pixel_size)
{
    const size_t lag = 2 * pixel_size;
    const vt_vector zero = vt_splat8(0);
    two_rows state = {zero, zero, zero};
    size_t at = 0;
    for (; at < lag; at += pixel_size)
        step_paeth_two(&state, rows, at, pixel_size, true, false);
    for (; at < rows->size; at += pixel_size)
        step_paeth_two(&state, rows, at, pixel_size, true, true);
    for (; at < rows->size + lag; at += pixel_size)
        step_paeth_two(&state, rows, at, pixel_size, false, true);
}

static bool unfilter_paeth_both(const vt_png_rows *rows)
{
    if (rows->size < 2 * rows->pixel_size)
        return false;
    if (rows->pixel_size == 3)
        unfilter_paeth_two(rows, 3);
    else if (rows->pixel_size == 4)
        unfilter_paeth_two(rows, 4);
    else
        return false;
    return true;
}

void vt_png_unfilter(unsigned filter, const vt_png_rows *rows)
{
    if (filter == VT_PNG_NONE)
        memcpy(rows->rows[0], rows->filtered[0], rows->size);
    else if (filter == VT_PNG_UP)
        unfilter_up(rows);
    else if (rows->pixel_size == 3)
        unfilter_wide(filter, rows, 3);
    else if (rows->pixel_size == 4)
        unfilter_wide(filter, rows, 4);
    else if (rows->pixel_size == 6)
        unfilter_wide(filter, rows, 6);
    else if (rows->pixel_size == 8)
        unfilter_wide(filter, rows, 8);
    else
        vt_png_unfilter_scalar(filter, rows, 0);
}

#else

static bool unfilter_paeth_both(const vt_png_rows *rows)
{
    (void)rows;
    return false;
}

void vt_png_unfilter(unsigned filter, const vt_png_rows *rows)
{
    vt_png_unfilter_scalar(filter, rows, 0);
}

#endif

void vt_png_unfilter_paeth_twice(const vt_png_rows *rows)
{
    if (unfilter_paeth_both(rows))
        return;
    vt_png_rows second = *rows;
    vt_png_unfilter(VT_PNG_PAETH, rows);
    second.above = rows->rows[0];
    second.filtered[0] = rows->filtered[1];
    second.rows[0] = rows->rows[1];
    vt_png_unfilter(VT_PNG_PAETH, &second);
}
