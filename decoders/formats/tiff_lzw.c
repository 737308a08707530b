// SPDX-License-Identifier: Apache-2.0
// Unpacks codes into bytes; a code's bytes come from its last to its first, hence the stack.
#include "tiff_lzw.h"

enum { CODE_CLEAR = 256, CODE_END = 257, CODE_FIRST = 258, CODE_SIZE_MIN = 9, CODE_SIZE_MAX = 12 };

static void lzw_clear(tiff_lzw *lzw)
{
    lzw->code_size = CODE_SIZE_MIN;
    lzw->next = CODE_FIRST;
    lzw->previous = TIFF_LZW_CODES;
}

void tiff_lzw_start(tiff_lzw *lzw)
{
    lzw->bits = 0;
    lzw->bit_count = 0;
    lzw->stack_size = 0;
    for (uint32_t code = 0; code < CODE_CLEAR; code++)
        lzw->suffix[code] = (uint8_t)code;
    lzw_clear(lzw);
}

static vt_error read_code(tiff_lzw *lzw, tiff_input *input, uint32_t *code_out)
{
    while (lzw->bit_count < lzw->code_size) {
        uint8_t byte = 0;
        vt_error error = tiff_input_byte(input, &byte);
        if (error != VT_OK)
            return error;
        lzw->bits = lzw->bits << 8 | byte;
        lzw->bit_count += 8;
    }
    lzw->bit_count -= lzw->code_size;
    *code_out = lzw->bits >> lzw->bit_count & ((1u << lzw->code_size) - 1);
    return VT_OK;
}

// Puts the bytes of a code on the empty stack and answers the first of them. Each prefix is a
// smaller number than its code, so the walk ends within TIFF_LZW_CODES steps.
static uint8_t push_code(tiff_lzw *lzw, uint32_t code)
{
    while (code >= CODE_FIRST) {
        lzw->stack[lzw->stack_size++] = lzw->suffix[code];
        code = lzw->prefix[code];
    }
    lzw->stack[lzw->stack_size++] = lzw->suffix[code];
    return lzw->suffix[code];
}

// The size grows one code early, as all writers have it.
static void define_code(tiff_lzw *lzw, uint8_t first)
{
    if (lzw->previous == TIFF_LZW_CODES || lzw->next == TIFF_LZW_CODES)
        return;
    lzw->prefix[lzw->next] = (uint16_t)lzw->previous;
    lzw->suffix[lzw->next] = first;
    lzw->next++;
    if (lzw->next + 1 == 1u << lzw->code_size && lzw->code_size < CODE_SIZE_MAX)
        lzw->code_size++;
}

// Takes one code that stands for bytes.
static vt_error take_code(tiff_lzw *lzw, tiff_input *input)
{
    uint32_t code;
    vt_error error;
    while ((error = read_code(lzw, input, &code)) == VT_OK && code == CODE_CLEAR)
        lzw_clear(lzw);
    if (error != VT_OK)
        return error;
    bool is_new = code == lzw->next && lzw->previous != TIFF_LZW_CODES &&
                  lzw->next < TIFF_LZW_CODES;
    if (code == CODE_END || (code >= lzw->next && !is_new))
        return VT_E_CORRUPT;
    if (is_new) { // the previous code and its own first byte once more
        lzw->stack_size = 1;
        lzw->stack[0] = push_code(lzw, lzw->previous);
        define_code(lzw, lzw->stack[0]);
    } else {
        define_code(lzw, push_code(lzw, code));
    }
    lzw->previous = code;
    return VT_OK;
}

vt_error tiff_lzw_read(tiff_lzw *lzw, tiff_input *input, uint8_t *bytes, size_t size)
{
    while (size > 0) {
        if (lzw->stack_size == 0) {
            vt_error error = take_code(lzw, input);
            if (error != VT_OK)
                return error;
        }
        *bytes++ = lzw->stack[--lzw->stack_size];
        size--;
    }
    return VT_OK;
}
