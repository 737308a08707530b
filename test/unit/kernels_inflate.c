// SPDX-License-Identifier: Apache-2.0
// Our inflate gives what zlib's gives: for whole, cut and changed streams, however they are fed.
#include <zlib.h>

#include "harness.h"
#include "inflate.h"

#define PLAIN_SIZE 70000
#define GUARD 0xa5

static uint8_t plain[PLAIN_SIZE];
static uint8_t packed[2 * PLAIN_SIZE];
static uint8_t wanted[4 * PLAIN_SIZE];
static uint8_t seen[4 * PLAIN_SIZE + VT_INFLATE_BEYOND + 16];
static vt_inflate inflate_state;
static uint32_t state = 7;

static uint32_t next_random(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

// Numbers, the small ones more often, between repeats of all distances and lengths.
static void make_plain(uint32_t values, uint32_t repeats)
{
    size_t at = 0;
    while (at < PLAIN_SIZE) {
        size_t size = 1 + next_random() % 300;
        size_t distance = 1 + next_random() % (next_random() % 2 == 0 ? 40 : 32768);
        bool is_repeat = next_random() % 100 < repeats;
        for (; size > 0 && at < PLAIN_SIZE; size--, at++)
            plain[at] = is_repeat && distance <= at
                            ? plain[at - distance]
                            : (uint8_t)(next_random() % (1 + next_random() % values));
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
    bool has_ended;
    bool is_damaged;
    size_t out;
} outcome;

static outcome unpack_by_zlib(size_t size)
{
    z_stream stream = {0};
    CHECK_EQUAL(inflateInit(&stream), Z_OK);
    stream.next_in = packed;
    stream.avail_in = (uInt)size;
    stream.next_out = wanted;
    stream.avail_out = sizeof wanted;
    int result = inflate(&stream, Z_SYNC_FLUSH);
    bool is_check = result == Z_DATA_ERROR && strcmp(stream.msg, "incorrect data check") == 0;
    bool is_damaged = (result == Z_DATA_ERROR && !is_check) || result == Z_NEED_DICT;
    outcome end = {result == Z_STREAM_END || is_check, is_damaged, stream.total_out};
    (void)inflateEnd(&stream);
    return end;
}

// Feeds at most `feed` new bytes at a time, behind what was left, and gives `room` of output.
static outcome unpack(size_t size, size_t feed, size_t room)
{
    size_t fed = feed < size ? feed : size;
    vt_inflate_span span = {packed, packed + fed, fed == size, seen, seen, seen};
    vt_inflate_result result = VT_INFLATE_WANTS_ROOM;
    vt_inflate_start(&inflate_state);
    memset(seen, GUARD, sizeof seen);
    while (result == VT_INFLATE_WANTS_ROOM || !span.is_last) {
        if (result == VT_INFLATE_WANTS_ROOM) {
            size_t left = 4 * (size_t)PLAIN_SIZE - (size_t)(span.next_out - seen);
            span.end_out = span.next_out + (room < left ? room : left);
        } else if (result == VT_INFLATE_WANTS_INPUT) {
            fed += feed < size - fed ? feed : size - fed;
            span.end_in = packed + fed;
            span.is_last = fed == size;
        } else {
            break;
        }
        result = vt_inflate_run(&inflate_state, &span);
        CHECK(span.next_in <= span.end_in);
        CHECK(span.next_out < span.end_out + VT_INFLATE_BEYOND);
    }
    CHECK_EQUAL(seen[sizeof seen - 1], GUARD);
    return (outcome){result == VT_INFLATE_ENDED, result == VT_INFLATE_DAMAGED,
                     (size_t)(span.next_out - seen)};
}

static void check_alike(size_t size)
{
    static const size_t feeds[] = {1, 7, 64, 4096, sizeof packed};
    static const size_t rooms[] = {1, 300, 5761, 4 * PLAIN_SIZE};
    outcome truth = unpack_by_zlib(size);
    for (size_t i = 0; i < 5; i++) {
        outcome end = unpack(size, feeds[i], rooms[i % 4]);
        CHECK_EQUAL(end.has_ended, truth.has_ended);
        CHECK_EQUAL(end.is_damaged, truth.is_damaged);
        CHECK_EQUAL(end.out, truth.out);
        CHECK(memcmp(seen, wanted, truth.out) == 0);
    }
}

static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FILTERED, Z_RLE, Z_HUFFMAN_ONLY, Z_FIXED};

static void whole_streams_are_alike(void)
{
    for (uint32_t values = 1; values <= 256; values *= 4) {
        for (uint32_t repeats = 0; repeats <= 60; repeats += 30) {
            make_plain(values, repeats);
            for (int i = 0; i < 5; i++) {
                harness_about("%u values, %u %% repeats, strategy %d", values, repeats,
                              strategies[i]);
                check_alike(pack(6, strategies[i]));
                CHECK(memcmp(seen, plain, PLAIN_SIZE) == 0);
            }
        }
    }
    check_alike(pack(0, Z_DEFAULT_STRATEGY));
    CHECK(memcmp(seen, plain, PLAIN_SIZE) == 0);
}

static void damaged_streams_are_alike(void)
{
    make_plain(60, 40);
    for (int i = 0; i < 5; i++) {
        size_t size = pack(6, strategies[i]);
        for (int round = 0; round < 60; round++) {
            size_t at = 2 + next_random() % (round % 2 == 0 ? 300 : size - 2);
            uint8_t before = packed[at];
            packed[at] ^= (uint8_t)(1u << next_random() % 8);
            harness_about("strategy %d, changed at %zu", strategies[i], at);
            check_alike(size);
            packed[at] = before;
            harness_about("strategy %d, cut at %zu", strategies[i], at);
            check_alike(at);
        }
    }
}

static void heads_are_alike(void)
{
    make_plain(60, 40);
    size_t size = pack(6, Z_DEFAULT_STRATEGY);
    for (int first = 0; first < 256; first += 8) {
        for (int second = 0; second < 256; second++) {
            harness_about("head %d %d", first | 8, second);
            packed[0] = (uint8_t)(first | 8);
            packed[1] = (uint8_t)second;
            // A smaller window makes zlib refuse distances that are allowed here.
            if (first >> 4 == 7 || unpack_by_zlib(size).out == 0)
                CHECK_EQUAL(unpack(size, size, 300).is_damaged, unpack_by_zlib(size).is_damaged);
        }
    }
    (void)pack(6, Z_DEFAULT_STRATEGY);
    for (size_t cut = 0; cut < 700; cut++) {
        harness_about("cut at %zu", cut);
        check_alike(cut);
    }
}

HARNESS_MAIN({"whole streams are alike", whole_streams_are_alike},
             {"damaged streams are alike", damaged_streams_are_alike},
             {"heads are alike", heads_are_alike})
