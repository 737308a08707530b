// SPDX-License-Identifier: Apache-2.0
// The changed inner loop of inflate gives what zlib's plain loop gives, whole or damaged.
#include <zlib.h>

#include "harness.h"

#define PLAIN_SIZE 20000
#define CHUNK_PLAIN 200 // less than the 258 bytes that the inner loop wants: it is never entered

static uint8_t plain[PLAIN_SIZE];
static uint8_t packed[2 * PLAIN_SIZE];
static uint8_t seen[2][PLAIN_SIZE + 600];
static uint32_t state = 7;

static uint32_t next_random(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

// Numbers between, and repeats of all distances and lengths.
static void make_plain(uint32_t values)
{
    size_t at = 0;
    while (at < PLAIN_SIZE) {
        size_t size = 1 + next_random() % 300;
        size_t distance = 1 + next_random() % (next_random() % 2 == 0 ? 40 : PLAIN_SIZE);
        bool is_repeat = at > 0 && next_random() % 2 == 0;
        for (; size > 0 && at < PLAIN_SIZE; size--, at++)
            plain[at] = is_repeat && distance <= at ? plain[at - distance]
                                                    : (uint8_t)(next_random() % values);
    }
}

static size_t pack(int level, int strategy)
{
    z_stream stream = {0};
    CHECK_EQUAL(deflateInit2(&stream, level, Z_DEFLATED, 15, 8, strategy), Z_OK);
    stream.next_in = plain;
    stream.avail_in = PLAIN_SIZE;
    stream.next_out = packed;
    stream.avail_out = sizeof packed;
    CHECK_EQUAL(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t size = stream.total_out;
    (void)deflateEnd(&stream);
    return size;
}

typedef struct {
    int result;
    size_t in;
    size_t out;
} outcome;

// Unpacks with `chunk` bytes of room at a time, and at most `feed` bytes of input.
static outcome unpack(size_t size, size_t chunk, size_t feed, uint8_t *out)
{
    z_stream stream = {0};
    outcome end = {0};
    CHECK_EQUAL(inflateInit(&stream), Z_OK);
    stream.next_in = packed;
    memset(out, 0, sizeof seen[0]);
    do {
        size_t left = size - stream.total_in;
        size_t room = sizeof seen[0] - stream.total_out;
        stream.avail_in = (uInt)(left < feed ? left : feed);
        stream.avail_out = (uInt)(room < chunk ? room : chunk);
        stream.next_out = out + stream.total_out;
        const uint8_t *behind = stream.next_out + stream.avail_out;
        end.result = inflate(&stream, Z_NO_FLUSH);
        for (size_t i = 0; i < 16 && behind + i < out + sizeof seen[0]; i++)
            CHECK_EQUAL(behind[i], 0);
    } while (end.result == Z_OK);
    end.in = stream.total_in;
    end.out = stream.total_out;
    (void)inflateEnd(&stream);
    return end;
}

static void check_alike(size_t size)
{
    static const size_t chunks[] = {258, 273, 300, 1000, 5761, sizeof seen[0]};
    static const size_t feeds[] = {7, 64, sizeof packed};
    outcome wanted = unpack(size, CHUNK_PLAIN, sizeof packed, seen[0]);
    for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
        for (size_t f = 0; f < sizeof feeds / sizeof feeds[0]; f++) {
            outcome end = unpack(size, chunks[c], feeds[f], seen[1]);
            CHECK_EQUAL(end.result, wanted.result);
            CHECK_EQUAL(end.out, wanted.out);
            CHECK(end.result != Z_STREAM_END || end.in == wanted.in);
            CHECK(memcmp(seen[0], seen[1], wanted.out) == 0);
        }
    }
}

static void whole_streams_are_alike(void)
{
    static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FILTERED, Z_RLE, Z_HUFFMAN_ONLY,
                                     Z_FIXED};
    for (uint32_t values = 1; values <= 256; values *= 4) {
        make_plain(values);
        for (int i = 0; i < 5; i++) {
            harness_about("%u values, strategy %d", values, strategies[i]);
            size_t size = pack(6, strategies[i]);
            check_alike(size);
            CHECK(memcmp(seen[0], plain, PLAIN_SIZE) == 0);
        }
    }
}

static void damaged_streams_are_alike(void)
{
    make_plain(60);
    size_t size = pack(6, Z_DEFAULT_STRATEGY);
    for (int round = 0; round < 400; round++) {
        size_t at = 2 + next_random() % (size - 2);
        uint8_t before = packed[at];
        packed[at] ^= (uint8_t)(1u << next_random() % 8);
        harness_about("changed at %zu", at);
        check_alike(size);
        packed[at] = before;
        harness_about("cut at %zu", at);
        check_alike(at);
    }
}

HARNESS_MAIN({"whole streams are alike", whole_streams_are_alike},
             {"damaged streams are alike", damaged_streams_are_alike})
