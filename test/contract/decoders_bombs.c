// SPDX-License-Identifier: Apache-2.0
// Small files that ask for much: each ends in an error of a limit or in a small picture, within the
// memory that the caller allows. And what is truly large is shown at the size of a screen.
#include <zlib.h>

#include "harness.h"
#include "samples.h"

#define MEMORY_MAX (96u << 20)

// ---- Memory that is counted ---------------------------------------------------------------------

typedef struct {
    size_t held;
    size_t most;
} meter;

static void *meter_reallocate(void *user, void *pointer, size_t size)
{
    meter *state = user;
    size_t *block = pointer != NULL ? (size_t *)pointer - 2 : NULL;
    state->held -= block != NULL ? block[0] : 0;
    block = realloc(block, size + 2 * sizeof *block);
    if (block == NULL)
        abort();
    block[0] = size;
    state->held += size;
    if (state->held > state->most)
        state->most = state->held;
    return block + 2;
}

static void *meter_allocate(void *user, size_t size)
{
    return meter_reallocate(user, NULL, size);
}

static void meter_release(void *user, void *pointer)
{
    meter *state = user;
    if (pointer == NULL)
        return;
    state->held -= ((size_t *)pointer - 2)[0];
    free((size_t *)pointer - 2);
}

// Shows the first page in 800 pixels across, within MEMORY_MAX.
static vt_error show(const uint8_t *bytes, size_t size, uint8_t pixel_out[4])
{
    meter state = {0, 0};
    vt_options options = vt_options_default();
    options.allocator = (vt_allocator){meter_allocate, meter_reallocate, meter_release, &state};
    options.limits.memory_max = MEMORY_MAX;
    vt_memory memory = {bytes, size};
    vt_source source = vt_source_memory(&memory);
    vt_document *document = NULL;
    vt_page *page = NULL;
    vt_size full = {0, 0};
    vt_error error = vt_document_open(&source, &options, &document, NULL);
    if (error == VT_OK)
        error = vt_page_open(document, 0, &page);
    double scale = page != NULL ? 800 / vt_page_describe(page).width : 1;
    if (error == VT_OK)
        error = vt_page_measure(page, scale < 1 ? scale : 1, &full);
    size_t stride = (size_t)full.width * 4;
    uint8_t *pixels = error == VT_OK ? malloc(stride * full.height) : NULL;
    if (error == VT_OK)
        error = vt_page_render(page, scale < 1 ? scale : 1,
                               (vt_region){0, 0, full.width, full.height},
                               (vt_target){pixels, stride, stride * full.height});
    if (error == VT_OK)
        memcpy(pixel_out, pixels + stride * (full.height / 2) + stride / 8 * 4, 4);
    free(pixels);
    vt_page_close(page);
    vt_document_close(document);
    CHECK(state.most <= MEMORY_MAX + (1u << 20)); // what each block has in front of it counts here
    CHECK_EQUAL(state.held, 0);
    return error;
}

// ---- Files that are made here -------------------------------------------------------------------

typedef struct {
    uint8_t *bytes;
    size_t size;
    size_t room;
} file;

static void put(file *to, const void *bytes, size_t size)
{
    if (to->room < to->size + size) {
        to->room = (to->size + size) * 2;
        to->bytes = realloc(to->bytes, to->room);
        if (to->bytes == NULL)
            abort();
    }
    if (bytes != NULL)
        memcpy(to->bytes + to->size, bytes, size);
    else
        memset(to->bytes + to->size, 0, size);
    to->size += size;
}

static void put_number(file *to, uint32_t value, int size, bool is_big_endian)
{
    for (int i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)(value >> 8 * (is_big_endian ? size - 1 - i : i));
        put(to, &byte, 1);
    }
}

// `count` zeros, packed by Deflate.
static file pack_zeros(uint64_t count)
{
    static uint8_t zeros[1 << 20];
    static uint8_t packed[1 << 16];
    file out = {0};
    z_stream zip = {0};
    if (deflateInit(&zip, 9) != Z_OK)
        abort();
    int result = Z_OK;
    while (result != Z_STREAM_END) {
        if (zip.avail_in == 0 && count > 0) {
            zip.next_in = zeros;
            zip.avail_in = count < sizeof zeros ? (uInt)count : (uInt)sizeof zeros;
            count -= zip.avail_in;
        }
        zip.next_out = packed;
        zip.avail_out = sizeof packed;
        result = deflate(&zip, count == 0 ? Z_FINISH : Z_NO_FLUSH);
        put(&out, packed, sizeof packed - zip.avail_out);
    }
    deflateEnd(&zip);
    return out;
}

static void put_chunk(file *png, const char *type, const uint8_t *bytes, size_t size)
{
    uLong sum = crc32(crc32(0, (const Bytef *)type, 4), bytes, (uInt)size);
    put_number(png, (uint32_t)size, 4, true);
    put(png, type, 4);
    put(png, bytes, size);
    put_number(png, (uint32_t)sum, 4, true);
}

// Black, or what `data` of a row's filter and samples holds.
static file make_png(uint32_t width, uint32_t height, bool is_interlaced, const file *data)
{
    file png = {0};
    file head = {0};
    put(&png, "\x89PNG\r\n\x1a\n", 8);
    put_number(&head, width, 4, true);
    put_number(&head, height, 4, true);
    put(&head, is_interlaced ? "\x08\x00\x00\x00\x01" : "\x08\x00\x00\x00\x00", 5);
    put_chunk(&png, "IHDR", head.bytes, head.size);
    if (data != NULL)
        put_chunk(&png, "IDAT", data->bytes, data->size);
    put_chunk(&png, "IEND", (const uint8_t *)"", 0);
    free(head.bytes);
    return png;
}

// A gray JPEG whose every coefficient is 0: each block is two codes of one bit, both 0.
static file make_jpeg(uint32_t width, uint32_t height, bool is_progressive)
{
    static const uint8_t table[] = {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    uint64_t blocks = (uint64_t)((width + 7) / 8) * ((height + 7) / 8);
    file jpeg = {0};
    put(&jpeg, "\xff\xd8\xff\xdb\x00\x43\x00", 7);
    for (int i = 0; i < 64; i++)
        put(&jpeg, "\x01", 1);
    put(&jpeg, is_progressive ? "\xff\xc2" : "\xff\xc0", 2);
    put(&jpeg, "\x00\x0b\x08", 3);
    put_number(&jpeg, height, 2, true);
    put_number(&jpeg, width, 2, true);
    put(&jpeg, "\x01\x01\x11\x00", 4);
    for (int i = 0; i < 2; i++) {
        put(&jpeg, i == 0 ? "\xff\xc4\x00\x14\x00" : "\xff\xc4\x00\x14\x10", 5);
        put(&jpeg, table + 1, sizeof table - 1);
    }
    put(&jpeg, is_progressive ? "\xff\xda\x00\x08\x01\x01\x00\x00\x00\x00"
                              : "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", 10);
    put(&jpeg, NULL, (size_t)(blocks * (is_progressive ? 1 : 2) / 8 + 1));
    put(&jpeg, "\xff\xd9", 2);
    return jpeg;
}

// One strip of all rows; `offset` of the directory that follows, 0: none.
static file make_tiff(uint32_t width, uint32_t height, uint32_t next, const file *data)
{
    const uint32_t tags[][2] = {{256, width}, {257, height}, {258, 8},   {259, 8},
                                {262, 1},     {273, 0},      {278, height}, {279, 0}};
    const uint32_t count = sizeof tags / sizeof tags[0];
    file tiff = {0};
    put(&tiff, "II*\0\x08\0\0\0", 8);
    put_number(&tiff, count, 2, false);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t value = tags[i][0] == 273   ? 8 + 2 + count * 12 + 4
                         : tags[i][0] == 279 ? (uint32_t)data->size
                                             : tags[i][1];
        put_number(&tiff, tags[i][0], 2, false);
        put_number(&tiff, 4, 2, false);
        put_number(&tiff, 1, 4, false);
        put_number(&tiff, value, 4, false);
    }
    put_number(&tiff, next, 4, false);
    put(&tiff, data->bytes, data->size);
    return tiff;
}

// ---- The tests ----------------------------------------------------------------------------------

static void check_file(const char *about, file made, vt_error wanted)
{
    uint8_t pixel[4] = {1, 1, 1, 1};
    harness_about("%s of %zu bytes", about, made.size);
    CHECK_EQUAL(show(made.bytes, made.size, pixel), wanted);
    if (wanted == VT_OK)
        CHECK(pixel[0] == pixel[1] && pixel[0] == pixel[2] && pixel[3] == 255);
    free(made.bytes);
}

static void sides_beyond_the_limit_are_refused(void)
{
    file few = pack_zeros(1000);
    check_file("png", make_png(40000, 40000, false, &few), VT_E_LIMIT);
    check_file("jpeg", make_jpeg(65500, 65500, false), VT_E_LIMIT);
    check_file("tiff", make_tiff(40000, 40000, 0, &few), VT_E_LIMIT);
    free(few.bytes);
}

static void large_pictures_are_shown_at_the_size_of_a_screen(void)
{
    file rows = pack_zeros((uint64_t)30001 * 20000);
    check_file("png", make_png(30000, 20000, false, &rows), VT_OK);
    free(rows.bytes);
    check_file("jpeg", make_jpeg(16384, 12288, false), VT_OK);
    file gray = pack_zeros((uint64_t)30000 * 20000);
    check_file("tiff", make_tiff(30000, 20000, 0, &gray), VT_OK);
    free(gray.bytes);
}

// Both need the whole picture at once.
static void what_does_not_fit_is_a_limit(void)
{
    file rows = pack_zeros((uint64_t)30001 * 2000);
    check_file("interlaced png", make_png(30000, 20000, true, &rows), VT_E_LIMIT);
    free(rows.bytes);
    check_file("progressive jpeg", make_jpeg(16384, 12288, true), VT_E_LIMIT);
}

// A profile of 256 MiB of zeros, packed into 256 KiB.
static void a_profile_that_unpacks_to_much_is_left_out(void)
{
    file rows = pack_zeros(16 * 17);
    file profile = {0};
    file zeros = pack_zeros((uint64_t)256 << 20);
    file png = {0};
    put(&profile, "x\0\0", 3);
    put(&profile, zeros.bytes, zeros.size);
    file plain = make_png(16, 16, false, &rows);
    put(&png, plain.bytes, 33); // signature and IHDR
    put_chunk(&png, "iCCP", profile.bytes, profile.size);
    put(&png, plain.bytes + 33, plain.size - 33);
    check_file("png with a profile", png, VT_OK);
    free(rows.bytes);
    free(profile.bytes);
    free(zeros.bytes);
    free(plain.bytes);
}

// Directories that lead back to themselves are one page.
static void directories_in_a_circle_end(void)
{
    file gray = pack_zeros(64 * 64);
    file tiff = make_tiff(64, 64, 8, &gray);
    vt_memory memory = {tiff.bytes, tiff.size};
    vt_source source = vt_source_memory(&memory);
    vt_document *document = NULL;
    CHECK_EQUAL(vt_document_open(&source, NULL, &document, NULL), VT_OK);
    CHECK(document != NULL && vt_document_describe(document).page_count == 1);
    vt_document_close(document);
    free(tiff.bytes);
    free(gray.bytes);
}

HARNESS_MAIN({"sides beyond the limit are refused", sides_beyond_the_limit_are_refused},
             {"large pictures are shown at the size of a screen",
              large_pictures_are_shown_at_the_size_of_a_screen},
             {"what does not fit is a limit", what_does_not_fit_is_a_limit},
             {"a profile that unpacks to much is left out",
              a_profile_that_unpacks_to_much_is_left_out},
             {"directories in a circle end", directories_in_a_circle_end})
