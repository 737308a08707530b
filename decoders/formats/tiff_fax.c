// SPDX-License-Identifier: Apache-2.0
// Reads the codes of a row into the places where its colour changes, then fills the runs.
#include "tiff_fax.h"

#include <string.h>

#include "tiff_fax_codes.h"

#define TABLE_BITS 13 // of the longest code of a run
#define END_OF_LINE_BITS 12

enum { OPTION_TWO_DIMENSIONS = 1 };

struct tiff_fax {
    tiff_packing packing;
    bool is_two_dimensional; // T.4 with both kinds of rows
    bool is_over;
    uint32_t width;
    uint32_t bits; // that were read and not used; `bit_count` of them
    uint32_t bit_count;
    // Places where the colour changes, white at first; the width stands behind the last, thrice.
    uint32_t *above;
    uint32_t *row;
    uint32_t row_count;
    uint16_t tables[2][1u << TABLE_BITS]; // of white and black: length of the run << 4 | bits
};

// ---- Bits ---------------------------------------------------------------------------------------

// Makes sure of `count` bits, up to 16; beyond the end there are zeros, up to a limit.
static vt_error need_bits(tiff_fax *fax, tiff_input *input, uint32_t count)
{
    while (fax->bit_count < count) {
        uint8_t byte = 0;
        vt_error error = tiff_input_byte(input, &byte);
        if (error != VT_OK)
            return error;
        fax->bits = fax->bits << 8 | byte;
        fax->bit_count += 8;
    }
    return VT_OK;
}

// The next `count` bits, with zeros behind the end of the data.
static vt_error peek_bits(tiff_fax *fax, tiff_input *input, uint32_t count, uint32_t *bits_out)
{
    vt_error error = need_bits(fax, input, count);
    if (error != VT_OK && (error != VT_E_TRUNCATED || fax->bit_count == 0))
        return error;
    uint32_t mask = (1u << count) - 1;
    *bits_out = fax->bit_count >= count ? fax->bits >> (fax->bit_count - count) & mask
                                        : fax->bits << (count - fax->bit_count) & mask;
    return VT_OK;
}

static vt_error drop_bits(tiff_fax *fax, uint32_t count)
{
    if (count > fax->bit_count)
        return VT_E_TRUNCATED;
    fax->bit_count -= count;
    return VT_OK;
}

// ---- Runs ---------------------------------------------------------------------------------------

static void fill_table(uint16_t *table, const tiff_fax_code *codes)
{
    for (uint32_t i = 0; i < TIFF_FAX_CODES; i++) {
        uint32_t run = i < 64 ? i : (i - 63) * 64;
        uint32_t spare = TABLE_BITS - codes[i].bits;
        for (uint32_t k = 0; k < 1u << spare; k++)
            table[((uint32_t)codes[i].code << spare) + k] = (uint16_t)(run << 4 | codes[i].bits);
    }
}

// A run: codes of multiples of 64, then one of less.
static vt_error read_run(tiff_fax *fax, tiff_input *input, bool is_black, uint32_t *run_out)
{
    uint32_t run = 0;
    uint32_t part = 64;
    while (part >= 64) {
        uint32_t bits = 0;
        vt_error error = peek_bits(fax, input, TABLE_BITS, &bits);
        uint32_t entry = error == VT_OK ? fax->tables[is_black][bits] : 0;
        if (error == VT_OK && entry == 0)
            error = VT_E_CORRUPT;
        if (error == VT_OK)
            error = drop_bits(fax, entry & 15);
        if (error != VT_OK)
            return error;
        part = entry >> 4;
        run += part;
        if (run > fax->width)
            return VT_E_CORRUPT;
    }
    *run_out = run;
    return VT_OK;
}

// The row goes on in its colour up to `place`, where the colour changes.
static vt_error add_change(tiff_fax *fax, uint32_t place)
{
    uint32_t last = fax->row_count > 0 ? fax->row[fax->row_count - 1] : 0;
    if (place > fax->width || place < last || fax->row_count > fax->width)
        return VT_E_CORRUPT;
    fax->row[fax->row_count++] = place;
    return VT_OK;
}

static vt_error read_runs(tiff_fax *fax, tiff_input *input, uint32_t place)
{
    vt_error error = VT_OK;
    bool is_first = true;
    while (error == VT_OK && (place < fax->width || is_first)) {
        uint32_t run = 0;
        error = read_run(fax, input, fax->row_count % 2 == 1, &run);
        place += run;
        if (error == VT_OK)
            error = add_change(fax, place);
        is_first = false;
    }
    return error;
}

// ---- Two dimensions -----------------------------------------------------------------------------

// b1: the first change above behind `place` to the colour that is not the row's; *at_out is its
// number. At the beginning of a row a change at its first pixel counts.
static uint32_t find_above(const tiff_fax *fax, uint32_t place, bool is_begin, uint32_t *at_out)
{
    uint32_t at = *at_out;
    while (at > 0 && (fax->above[at - 1] > place || (is_begin && fax->above[at - 1] == place)))
        at--;
    while (fax->above[at] < fax->width &&
           (at % 2 != fax->row_count % 2 || fax->above[at] < place ||
            (fax->above[at] == place && !is_begin)))
        at++;
    *at_out = at;
    return fax->above[at];
}

enum { MODE_PASS = 100, MODE_RUNS = 101, MODE_NONE = 102 }; // others: vertical, -3..3

static int read_mode(tiff_fax *fax, tiff_input *input, vt_error *error_out)
{
    static const struct {
        uint8_t bits;
        uint8_t code;
        int8_t mode;
    } modes[] = {{1, 1, 0},  {3, 3, 1},  {3, 2, -1}, {3, 1, MODE_RUNS}, {4, 1, MODE_PASS},
                 {6, 3, 2},  {6, 2, -2}, {7, 3, 3},  {7, 2, -3}};
    uint32_t bits = 0;
    *error_out = peek_bits(fax, input, 7, &bits);
    for (size_t i = 0; *error_out == VT_OK && i < sizeof modes / sizeof modes[0]; i++) {
        if (bits >> (7 - modes[i].bits) == modes[i].code) {
            *error_out = drop_bits(fax, modes[i].bits);
            return modes[i].mode;
        }
    }
    return MODE_NONE;
}

static vt_error read_pair(tiff_fax *fax, tiff_input *input, uint32_t *place)
{
    vt_error error = VT_OK;
    for (int i = 0; error == VT_OK && i < 2; i++) {
        uint32_t run = 0;
        error = read_run(fax, input, fax->row_count % 2 == 1, &run);
        *place += run;
        if (error == VT_OK)
            error = add_change(fax, *place);
    }
    return error;
}

static vt_error read_differences(tiff_fax *fax, tiff_input *input)
{
    uint32_t place = 0;
    uint32_t at = 0;
    bool is_begin = true;
    vt_error error = VT_OK;
    while (error == VT_OK && place < fax->width) {
        int mode = read_mode(fax, input, &error);
        if (error != VT_OK)
            break;
        uint32_t above = find_above(fax, place, is_begin, &at);
        is_begin = false;
        if (mode == MODE_NONE)
            return VT_E_CORRUPT;
        if (mode == MODE_RUNS) {
            error = read_pair(fax, input, &place);
        } else if (mode == MODE_PASS) {
            place = above < fax->width ? fax->above[at + 1] : fax->width;
        } else {
            if (mode < 0 && above < (uint32_t)-mode)
                return VT_E_CORRUPT;
            uint32_t next = (uint32_t)((int64_t)above + mode);
            error = next < place ? VT_E_CORRUPT : add_change(fax, next);
            place = next;
        }
    }
    return error;
}

// ---- Rows ---------------------------------------------------------------------------------------

static void fill_row(const tiff_fax *fax, uint8_t *row)
{
    memset(row, 0, (fax->width + (size_t)7) / 8);
    for (uint32_t i = 0; i + 1 <= fax->row_count; i += 2) {
        uint32_t end = i + 1 < fax->row_count ? fax->row[i + 1] : fax->width;
        for (uint32_t x = fax->row[i]; x < end; x++)
            row[x / 8] |= (uint8_t)(0x80 >> x % 8);
    }
}

// Goes behind the end-of-line code if one comes now, with any number of zeros before it.
static vt_error skip_end_of_line(tiff_fax *fax, tiff_input *input, bool *is_found_out)
{
    uint32_t bits = 0;
    *is_found_out = false;
    vt_error error = peek_bits(fax, input, END_OF_LINE_BITS, &bits);
    if (error != VT_OK || bits >> 1 != 0)
        return error;
    while (error == VT_OK && bits == 0) {
        error = drop_bits(fax, 1);
        if (error == VT_OK)
            error = peek_bits(fax, input, END_OF_LINE_BITS, &bits);
    }
    *is_found_out = error == VT_OK;
    return error == VT_OK ? drop_bits(fax, END_OF_LINE_BITS) : error;
}

static vt_error read_t4(tiff_fax *fax, tiff_input *input)
{
    bool is_found = false;
    vt_error error = skip_end_of_line(fax, input, &is_found);
    uint32_t is_runs = 1;
    if (error == VT_OK && is_found && fax->is_two_dimensional) {
        error = peek_bits(fax, input, 1, &is_runs);
        if (error == VT_OK)
            error = drop_bits(fax, 1);
    }
    if (error != VT_OK)
        return error;
    return is_runs != 0 ? read_runs(fax, input, 0) : read_differences(fax, input);
}

static vt_error read_t6(tiff_fax *fax, tiff_input *input)
{
    uint32_t bits = 0;
    vt_error error = peek_bits(fax, input, END_OF_LINE_BITS, &bits);
    fax->is_over = error == VT_OK && bits == 1;
    if (fax->is_over || error != VT_OK)
        return error;
    return read_differences(fax, input);
}

vt_error tiff_fax_read(tiff_fax *fax, tiff_input *input, uint8_t *row)
{
    vt_error error = VT_OK;
    fax->row_count = 0;
    if (fax->is_over)
        error = VT_OK;
    else if (fax->packing == TIFF_FAX4)
        error = read_t6(fax, input);
    else if (fax->packing == TIFF_FAX3)
        error = read_t4(fax, input);
    else
        error = read_runs(fax, input, 0);
    if (fax->packing == TIFF_FAX_RUNS)
        fax->bit_count -= fax->bit_count % 8; // rows begin with a byte
    if (error != VT_OK)
        return error;
    fill_row(fax, row);
    for (uint32_t i = 0; i < 3; i++)
        fax->row[fax->row_count + i] = fax->width;
    uint32_t *above = fax->above;
    fax->above = fax->row;
    fax->row = above;
    return VT_OK;
}

vt_error tiff_fax_open(vt_heap *heap, const tiff_image *image, tiff_fax **fax_out)
{
    tiff_fax *fax = vt_heap_allocate_array(heap, 1, sizeof *fax);
    *fax_out = fax;
    if (fax == NULL)
        return vt_heap_error(heap);
    size_t places = (size_t)image->segment_width + 5;
    fax->packing = image->packing;
    fax->is_two_dimensional = (image->fax_options & OPTION_TWO_DIMENSIONS) != 0;
    fax->width = image->segment_width;
    fax->above = vt_heap_allocate_array(heap, places, sizeof *fax->above);
    if (fax->above != NULL)
        fax->row = vt_heap_allocate_array(heap, places, sizeof *fax->row);
    if (fax->row == NULL) {
        vt_error error = vt_heap_error(heap);
        tiff_fax_close(heap, fax);
        *fax_out = NULL;
        return error;
    }
    for (uint32_t i = 0; i < 3; i++)
        fax->above[i] = fax->width;
    fill_table(fax->tables[0], tiff_fax_white);
    fill_table(fax->tables[1], tiff_fax_black);
    return VT_OK;
}

void tiff_fax_close(vt_heap *heap, tiff_fax *fax)
{
    if (fax == NULL)
        return;
    vt_heap_release(heap, fax->above);
    vt_heap_release(heap, fax->row);
    vt_heap_release(heap, fax);
}
