// SPDX-License-Identifier: Apache-2.0
// Unpacks codes into pixels; a code's pixels come from its last to its first, hence the stack.
#include "gif_lzw.h"

static void lzw_clear(gif_lzw *lzw)
{
    lzw->code_size = lzw->first_size;
    lzw->next = (1u << (lzw->first_size - 1)) + 2;
    lzw->previous = GIF_CODES;
}

void gif_lzw_start(gif_lzw *lzw, vt_reader *reader, uint32_t pixel_bits)
{
    lzw->reader = reader;
    lzw->block_size = 0;
    lzw->block_used = 0;
    lzw->bits = 0;
    lzw->bit_count = 0;
    lzw->stack_size = 0;
    lzw->first_size = pixel_bits + 1;
    for (uint32_t code = 0; code < 1u << pixel_bits; code++)
        lzw->suffix[code] = (uint8_t)code;
    lzw_clear(lzw);
}

// Of a block that is cut off, what is there.
static vt_error read_block(gif_lzw *lzw)
{
    uint8_t size = 0;
    vt_error error = vt_reader_read(lzw->reader, &size, 1);
    if (error == VT_OK && size == 0)
        return VT_E_CORRUPT; // the data end before the image does
    uint64_t left = lzw->reader->source->size - vt_reader_position(lzw->reader);
    if (size > left)
        size = (uint8_t)left;
    if (error == VT_OK && size == 0)
        error = VT_E_TRUNCATED;
    if (error == VT_OK)
        error = vt_reader_read(lzw->reader, lzw->block, size);
    lzw->block_size = error == VT_OK ? size : 0;
    lzw->block_used = 0;
    return error;
}

static vt_error read_code(gif_lzw *lzw, uint32_t *code_out)
{
    while (lzw->bit_count < lzw->code_size) {
        if (lzw->block_used == lzw->block_size) {
            vt_error error = read_block(lzw);
            if (error != VT_OK)
                return error;
        }
        lzw->bits |= (uint32_t)lzw->block[lzw->block_used++] << lzw->bit_count;
        lzw->bit_count += 8;
    }
    *code_out = lzw->bits & ((1u << lzw->code_size) - 1);
    lzw->bits >>= lzw->code_size;
    lzw->bit_count -= lzw->code_size;
    return VT_OK;
}

// Puts the pixels of a code on the empty stack and answers the first of them. Each prefix is a
// smaller number than its code, so the walk ends within GIF_CODES steps.
static uint8_t push_code(gif_lzw *lzw, uint32_t code, uint32_t clear)
{
    while (code > clear) {
        lzw->stack[lzw->stack_size++] = lzw->suffix[code];
        code = lzw->prefix[code];
    }
    lzw->stack[lzw->stack_size++] = lzw->suffix[code];
    return lzw->suffix[code];
}

static void define_code(gif_lzw *lzw, uint8_t first)
{
    if (lzw->previous == GIF_CODES || lzw->next == GIF_CODES)
        return;
    lzw->prefix[lzw->next] = (uint16_t)lzw->previous;
    lzw->suffix[lzw->next] = first;
    lzw->next++;
    if (lzw->next == 1u << lzw->code_size && lzw->code_size < GIF_CODE_BITS_MAX)
        lzw->code_size++;
}

// Takes one code that stands for pixels.
static vt_error take_code(gif_lzw *lzw)
{
    uint32_t clear = 1u << (lzw->first_size - 1);
    uint32_t code;
    vt_error error;
    while ((error = read_code(lzw, &code)) == VT_OK && code == clear)
        lzw_clear(lzw);
    if (error != VT_OK)
        return error;
    bool is_new = code == lzw->next && lzw->previous != GIF_CODES && lzw->next < GIF_CODES;
    if (code == clear + 1 || (code >= lzw->next && !is_new))
        return VT_E_CORRUPT; // the end before all pixels came, or a code without meaning
    if (is_new) { // the previous code and its own first pixel once more
        lzw->stack_size = 1;
        lzw->stack[0] = push_code(lzw, lzw->previous, clear);
        define_code(lzw, lzw->stack[0]);
    } else {
        define_code(lzw, push_code(lzw, code, clear));
    }
    lzw->previous = code;
    return VT_OK;
}

vt_error gif_lzw_row(gif_lzw *lzw, uint8_t *row, uint32_t count, uint32_t *filled_out)
{
    uint32_t filled = 0;
    vt_error error = VT_OK;
    while (filled < count && error == VT_OK) {
        while (lzw->stack_size > 0 && filled < count)
            row[filled++] = lzw->stack[--lzw->stack_size];
        if (filled < count)
            error = take_code(lzw);
    }
    *filled_out = filled;
    return error;
}
