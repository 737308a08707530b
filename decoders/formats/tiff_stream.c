// SPDX-License-Identifier: Apache-2.0
// Chooses the unpacking of a segment, and undoes the predictor of each row.
#include "tiff_stream.h"

#include <string.h>
#include <zlib.h>

#include "tiff_fax.h"
#include "tiff_input.h"
#include "tiff_lzw.h"

struct tiff_stream {
    vt_document *document;
    const tiff_image *image;
    size_t row_size;
    uint8_t *planes; // a row of floating numbers as the predictor has it
    // PackBits
    uint32_t run;   // bytes that are still to come
    bool is_repeat; // of one value; else they follow
    uint8_t value;
    // The others; one is used
    tiff_lzw *lzw;
    tiff_fax *fax;
    z_stream *zip;
    tiff_input input;
};

// ---- Packings -----------------------------------------------------------------------------------

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static vt_error read_plain(tiff_input *input, uint8_t *bytes, size_t size)
{
    while (size > 0) {
        if (input->used == input->filled) {
            vt_error error = tiff_input_fill(input);
            if (error != VT_OK)
                return error;
        }
        size_t count = smaller(size, input->filled - input->used);
        memcpy(bytes, input->buffer + input->used, count);
        input->used += count;
        bytes += count;
        size -= count;
    }
    return VT_OK;
}

// TIFF 6.0, section 9.
static vt_error next_run(tiff_stream *stream)
{
    uint8_t head = 0;
    vt_error error = tiff_input_byte(&stream->input, &head);
    if (error != VT_OK)
        return error;
    stream->is_repeat = head > 128;
    stream->run = head > 128 ? 257u - head : head < 128 ? head + 1u : 0;
    return stream->is_repeat ? tiff_input_byte(&stream->input, &stream->value) : VT_OK;
}

static vt_error read_packbits(tiff_stream *stream, uint8_t *bytes, size_t size)
{
    vt_error error = VT_OK;
    while (error == VT_OK && size > 0) {
        size_t count = smaller(size, stream->run);
        if (count == 0) {
            error = next_run(stream);
            continue;
        }
        if (stream->is_repeat)
            memset(bytes, stream->value, count);
        else
            error = read_plain(&stream->input, bytes, count);
        stream->run -= (uint32_t)count;
        bytes += count;
        size -= count;
    }
    return error;
}

static vt_error read_deflate(tiff_stream *stream, uint8_t *bytes, size_t size)
{
    tiff_input *input = &stream->input;
    z_stream *zip = stream->zip;
    zip->next_out = bytes;
    zip->avail_out = (uInt)size;
    while (zip->avail_out > 0) {
        vt_error error = VT_OK;
        if (input->used == input->filled)
            error = tiff_input_fill(input);
        if (error != VT_OK)
            return error;
        zip->next_in = input->buffer + input->used;
        zip->avail_in = (uInt)(input->filled - input->used);
        int result = inflate(zip, Z_SYNC_FLUSH);
        input->used = input->filled - zip->avail_in;
        if (result == Z_MEM_ERROR)
            return vt_document_fail_memory(stream->document);
        if (result != Z_OK && result != Z_BUF_ERROR && zip->avail_out > 0)
            return VT_E_CORRUPT;
    }
    return VT_OK;
}

static vt_error read_packed(tiff_stream *stream, uint8_t *row)
{
    switch (stream->image->packing) {
    case TIFF_PLAIN:
        return read_plain(&stream->input, row, stream->row_size);
    case TIFF_PACKBITS:
        return read_packbits(stream, row, stream->row_size);
    case TIFF_LZW:
        return tiff_lzw_read(stream->lzw, &stream->input, row, stream->row_size);
    case TIFF_DEFLATE:
    case TIFF_DEFLATE_OLD:
        return read_deflate(stream, row, stream->row_size);
    case TIFF_FAX_RUNS:
    case TIFF_FAX3:
    case TIFF_FAX4:
        return tiff_fax_read(stream->fax, &stream->input, row);
    case TIFF_JPEG:
        break;
    }
    return VT_E_UNSUPPORTED;
}

// ---- Predictors (TIFF 6.0, section 14; Adobe's technical note 3) --------------------------------

// Adds to each number of `size` bytes the one `step` bytes before it.
static void add_differences(uint8_t *row, size_t row_size, size_t size, size_t step, bool is_big)
{
    for (size_t i = step; i + size <= row_size; i += size) {
        uint32_t carry = 0;
        for (size_t k = 0; k < size; k++) {
            size_t at = i + (is_big ? size - 1 - k : k);
            carry += (uint32_t)row[at] + row[at - step];
            row[at] = (uint8_t)carry;
            carry >>= 8;
        }
    }
}

// The bytes of floating numbers lie apart: all highest ones, then all second ones…
static void join_planes(const tiff_stream *stream, uint8_t *row, size_t size)
{
    size_t count = stream->row_size / size;
    memcpy(stream->planes, row, stream->row_size);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < size; k++) {
            size_t place = stream->image->kind.is_big_endian ? k : size - 1 - k;
            row[i * size + place] = stream->planes[k * count + i];
        }
    }
}

static void undo_predictor(const tiff_stream *stream, uint8_t *row)
{
    const tiff_image *image = stream->image;
    size_t together = tiff_samples_together(image);
    size_t size = image->kind.bits / 8;
    if (image->predictor == 2) {
        add_differences(row, stream->row_size, size, together * size, image->kind.is_big_endian);
    } else if (image->predictor == 3) {
        add_differences(row, stream->row_size, 1, together, false);
        join_planes(stream, row, size);
    }
}

vt_error tiff_stream_row(tiff_stream *stream, uint8_t *row)
{
    vt_error error = read_packed(stream, row);
    if (error == VT_OK)
        undo_predictor(stream, row);
    return error;
}

// ---- Opening ------------------------------------------------------------------------------------

static voidpf zip_allocate(voidpf user, uInt count, uInt size)
{
    return vt_heap_allocate_array(user, count, size);
}

static void zip_release(voidpf user, voidpf block)
{
    vt_heap_release(user, block);
}

static vt_error open_zip(tiff_stream *stream)
{
    vt_heap *heap = &stream->document->heap;
    z_stream *zip = vt_heap_allocate_array(heap, 1, sizeof *zip);
    if (zip == NULL)
        return vt_heap_error(heap);
    zip->zalloc = zip_allocate;
    zip->zfree = zip_release;
    zip->opaque = heap;
    if (inflateInit(zip) != Z_OK) {
        vt_heap_release(heap, zip);
        return vt_heap_error(heap);
    }
    stream->zip = zip;
    return VT_OK;
}

static vt_error open_packing(tiff_stream *stream)
{
    vt_heap *heap = &stream->document->heap;
    switch (stream->image->packing) {
    case TIFF_LZW:
        stream->lzw = vt_heap_allocate_array(heap, 1, sizeof *stream->lzw);
        if (stream->lzw == NULL)
            return vt_heap_error(heap);
        tiff_lzw_start(stream->lzw);
        return VT_OK;
    case TIFF_DEFLATE:
    case TIFF_DEFLATE_OLD:
        return open_zip(stream);
    case TIFF_FAX_RUNS:
    case TIFF_FAX3:
    case TIFF_FAX4:
        return tiff_fax_open(heap, stream->image, &stream->fax);
    default:
        return VT_OK;
    }
}

vt_error tiff_stream_open(vt_document *document, const tiff_image *image, uint64_t index,
                          tiff_stream **stream_out)
{
    vt_heap *heap = &document->heap;
    tiff_stream *stream = vt_heap_allocate_array(heap, 1, sizeof *stream);
    *stream_out = NULL;
    if (stream == NULL)
        return vt_document_fail_memory(document);
    stream->document = document;
    stream->image = image;
    stream->row_size = tiff_row_size(image);
    stream->input.source = image->file.source;
    stream->input.is_bits_from_low = image->is_bits_from_low;
    vt_error error = open_packing(stream);
    if (error == VT_OK && image->predictor == 3) {
        stream->planes = vt_heap_allocate_array(heap, stream->row_size, 1);
        if (stream->planes == NULL)
            error = vt_heap_error(heap);
    }
    if (error != VT_OK)
        error = vt_document_fail_memory(document);
    else
        error = tiff_segment_find(image, index, &stream->input.offset, &stream->input.left);
    if (error == VT_OK)
        *stream_out = stream;
    else
        tiff_stream_close(stream);
    return error;
}

void tiff_stream_close(tiff_stream *stream)
{
    if (stream == NULL)
        return;
    vt_heap *heap = &stream->document->heap;
    if (stream->zip != NULL)
        (void)inflateEnd(stream->zip);
    vt_heap_release(heap, stream->zip);
    tiff_fax_close(heap, stream->fax);
    vt_heap_release(heap, stream->lzw);
    vt_heap_release(heap, stream->planes);
    vt_heap_release(heap, stream);
}
