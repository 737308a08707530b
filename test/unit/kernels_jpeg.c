// SPDX-License-Identifier: Apache-2.0
// The JPEG kernels equal the scalar truth: for all sizes and alignments, all colours, and any
// coefficients, also those that only damage makes.
#include <stdio.h>

#include <jpeglib.h>

#include "harness.h"
#include "jpeg_kernels.h"

#define WIDTH_MAX 70
#define GUARD 0xa5

// libjpeg's own, which its public header leaves out.
void jpeg_idct_islow(j_decompress_ptr cinfo, jpeg_component_info *component, JCOEFPTR coefficients,
                     JSAMPARRAY rows, JDIMENSION column);

static uint32_t state = 1;

static uint32_t next_random(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static void fill(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint32_t value = next_random();
        bytes[i] = value % 5 == 0 ? 0 : value % 5 == 1 ? 255 : (uint8_t)(value >> 8);
    }
}

// ---- Rows ---------------------------------------------------------------------------------------

static uint8_t samples[3][WIDTH_MAX + 16];
static uint8_t wanted[4 * WIDTH_MAX + 32];
static uint8_t seen[4 * WIDTH_MAX + 32];

static void start(size_t width, size_t shift)
{
    harness_about("width %zu, alignment %zu", width, shift);
    for (int i = 0; i < 3; i++)
        fill(samples[i], sizeof samples[i]);
    memset(wanted, GUARD, sizeof wanted);
    memset(seen, GUARD, sizeof seen);
}

static void check_same(void)
{
    CHECK(memcmp(wanted, seen, sizeof seen) == 0);
}

static void test_widen(void)
{
    for (size_t width = 1; width <= WIDTH_MAX; width++) {
        for (size_t shift = 0; shift < 16; shift++) {
            start(width, shift);
            vt_jpeg_widen_scalar(samples[0] + shift, 0, width, wanted + shift);
            vt_jpeg_widen(samples[0] + shift, width, seen + shift);
            check_same();
            start(width, shift);
            vt_jpeg_widen_between_scalar(samples[0] + shift, samples[1] + 15 - shift, 0, width,
                                         wanted + shift);
            vt_jpeg_widen_between(samples[0] + shift, samples[1] + 15 - shift, width,
                                  seen + shift);
            check_same();
        }
    }
}

static void test_colours_of_all_sizes(void)
{
    for (size_t width = 0; width <= WIDTH_MAX; width++) {
        for (size_t shift = 0; shift < 16; shift++) {
            start(width, shift);
            const uint8_t *cb = samples[1] + 15 - shift;
            vt_jpeg_rgba_scalar(samples[0] + shift, cb, samples[2], 0, width, wanted + shift);
            vt_jpeg_rgba(samples[0] + shift, cb, samples[2], width, seen + shift);
            check_same();
            memset(seen, GUARD, sizeof seen);
            vt_jpeg_rgb(samples[0] + shift, cb, samples[2], width, seen + shift);
            for (size_t x = 0; x < width; x++)
                CHECK(memcmp(seen + shift + 3 * x, wanted + shift + 4 * x, 3) == 0);
            CHECK_EQUAL(seen[shift + 3 * width], GUARD);
        }
    }
}

static void test_all_colours(void)
{
    uint8_t y[256], cb[256], cr[256];
    uint8_t rgba[2][4 * 256];
    harness_about("all colours");
    for (int i = 0; i < 256; i++)
        y[i] = (uint8_t)i;
    for (int c = 0; c < 256 * 256; c++) {
        memset(cb, c & 255, sizeof cb);
        memset(cr, c >> 8, sizeof cr);
        vt_jpeg_rgba_scalar(y, cb, cr, 0, 256, rgba[0]);
        vt_jpeg_rgba(y, cb, cr, 256, rgba[1]);
        if (memcmp(rgba[0], rgba[1], sizeof rgba[0]) != 0)
            CHECK(!"the same colour");
    }
    CHECK_EQUAL(rgba[0][3], 255);
}

// The numbers of T.871: white, black and the three pure colours come out as themselves.
static void test_known_colours(void)
{
    static const uint8_t known[][6] = {{255, 128, 128, 255, 255, 255}, {0, 128, 128, 0, 0, 0},
                                       {76, 85, 255, 254, 0, 0},       {150, 44, 21, 0, 255, 1},
                                       {29, 255, 107, 0, 0, 254}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        uint8_t pixel[4];
        harness_about("known colour %zu", i);
        vt_jpeg_rgba(known[i], known[i] + 1, known[i] + 2, 1, pixel);
        for (int c = 0; c < 3; c++)
            CHECK_EQUAL(pixel[c], known[i][3 + c]);
    }
}

// ---- Blocks -------------------------------------------------------------------------------------

static JSAMPLE limits[1408];

// The part of libjpeg's table of limits (its jdmaster.c) that the inverse transform looks at.
static JSAMPLE *make_limits(void)
{
    for (int i = 0; i < 1024; i++) {
        int value = (i < 512 ? i : i - 1024) + 128;
        limits[128 + i] = (JSAMPLE)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
    return limits;
}

typedef struct {
    JCOEF coefficients[64];
    int16_t steps[64];
} block;

// Kinds 0 to 3 are what files hold; the further ones what damage makes.
static void make_block(block *block_out, int kind)
{
    static const int ranges[] = {16, 300, 1024, 2047, 32768, 32768};
    int used = kind == 0 ? 1 : 1 + (int)(next_random() % 64);
    int step_range = kind < 4 ? 255 / (kind * kind * kind + 1) + 1 : kind == 4 ? 4 : 65536;
    memset(block_out, 0, sizeof *block_out);
    for (int i = 0; i < 64; i++) {
        int range = ranges[kind];
        if (i < used)
            block_out->coefficients[i] = (JCOEF)((int)(next_random() % (2u * range)) - range);
        block_out->steps[i] = (int16_t)(next_random() % (uint32_t)step_range);
    }
}

// Answers whether the kernel took the block.
static bool check_block(j_decompress_ptr cinfo, block *subject)
{
    JSAMPLE pixels[2][8][32];
    JSAMPROW rows[2][8];
    memset(pixels, GUARD, sizeof pixels);
    for (int i = 0; i < 2; i++)
        for (int y = 0; y < 8; y++)
            rows[i][y] = pixels[i][y];
    jpeg_component_info component = {.dct_table = subject->steps};
    JDIMENSION column = next_random() % 24;
    if (!vt_jpeg_inverse_8x8(subject->coefficients, subject->steps, rows[1], column)) {
        CHECK_EQUAL(pixels[1][0][column], GUARD);
        return false;
    }
    jpeg_idct_islow(cinfo, &component, subject->coefficients, rows[0], column);
    CHECK(memcmp(pixels[0], pixels[1], sizeof pixels[0]) == 0);
    return true;
}

static void test_blocks(void)
{
    struct jpeg_decompress_struct cinfo = {.sample_range_limit = make_limits()};
    for (int kind = 0; kind < 6; kind++) {
        int taken = 0;
        for (int round = 0; round < 20000; round++) {
            block subject;
            harness_about("kind %d, round %d", kind, round);
            make_block(&subject, kind);
            taken += check_block(&cinfo, &subject);
        }
        harness_about("kind %d", kind);
#if defined(__SSE2__) || defined(__wasm_simd128__)
        CHECK(kind > 0 || taken == 20000);
        CHECK(kind == 5 ? taken < 20000 : taken > 0);
#endif
    }
}

// At the ends of 16 bits, where a number just fits or just does not.
static void test_blocks_at_the_ends(void)
{
    static const int ends[] = {-32768, -32767, -16384, -8192, -4096,
                               4095,   8191,   16383,  32766, 32767};
    struct jpeg_decompress_struct cinfo = {.sample_range_limit = make_limits()};
    for (int a = 0; a < 10; a++) {
        for (int place = 0; place < 64; place++) {
            for (int b = 0; b < 10; b++) {
                block subject = {.coefficients = {0}};
                harness_about("%d at %d, %d before", ends[a], place, ends[b]);
                for (int i = 0; i < 64; i++)
                    subject.steps[i] = 1;
                subject.coefficients[0] = (JCOEF)ends[b];
                subject.coefficients[place] = (JCOEF)ends[a];
                (void)check_block(&cinfo, &subject);
            }
        }
    }
}

// ---- Coefficients that are not zero -------------------------------------------------------------

static void test_nonzero(void)
{
    static const int16_t values[] = {1, -1, 256, -256, INT16_MAX, INT16_MIN};
    for (int round = 0; round < 2000; round++) {
        int16_t block[64] = {0};
        harness_about("round %d", round);
        for (int i = 0; i < 64; i++) {
            bool is_set = round < 64 ? i == round : next_random() % 64 < (uint32_t)round % 65;
            block[i] = is_set ? values[next_random() % 6] : 0;
        }
        CHECK(vt_jpeg_nonzero(block) == vt_jpeg_nonzero_scalar(block));
    }
    int16_t second_row[64] = {0};
    second_row[8] = 5; // the third along the zigzag
    CHECK(vt_jpeg_nonzero(second_row) == 4);
}

HARNESS_MAIN({"coefficients that are not zero", test_nonzero},
             {"rows are widened alike", test_widen},
             {"colours of all sizes are alike", test_colours_of_all_sizes},
             {"all colours are alike", test_all_colours},
             {"known colours come out", test_known_colours},
             {"blocks are alike", test_blocks},
             {"blocks at the ends of 16 bits are alike", test_blocks_at_the_ends})
