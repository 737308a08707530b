// SPDX-License-Identifier: Apache-2.0
// Bounds of reading, and the buffered reader.
#include "harness.h"
#include "source.h"

#define SIZE 50000

static uint8_t content[SIZE];

static void ranges_are_checked(void)
{
    vt_memory memory = {content, SIZE};
    vt_source source = vt_source_memory(&memory);
    uint8_t bytes[10];
    CHECK_EQUAL(vt_source_read(&source, SIZE - 10, bytes, 10), VT_OK);
    CHECK_EQUAL(vt_source_read(&source, SIZE - 9, bytes, 10), VT_E_TRUNCATED);
    CHECK_EQUAL(vt_source_read(&source, UINT64_MAX, bytes, 10), VT_E_TRUNCATED);
    CHECK_EQUAL(vt_source_read(&source, 0, bytes, SIZE_MAX), VT_E_TRUNCATED);
    CHECK_EQUAL(vt_source_read(&source, SIZE, bytes, 0), VT_OK);
}

static void the_reader_gives_every_byte_once(void)
{
    static const size_t steps[] = {1, 3, 4096, 16384, 16385, 7};
    vt_memory memory = {content, SIZE};
    vt_source source = vt_source_memory(&memory);
    vt_reader reader;
    vt_reader_init(&reader, &source, 0);
    size_t position = 0;
    uint8_t bytes[20000];
    for (size_t i = 0; position + steps[i % 6] <= SIZE; i++) {
        CHECK_EQUAL(vt_reader_position(&reader), position);
        CHECK_EQUAL(vt_reader_read(&reader, bytes, steps[i % 6]), VT_OK);
        CHECK(memcmp(bytes, content + position, steps[i % 6]) == 0);
        position += steps[i % 6];
    }
    CHECK_EQUAL(vt_reader_read(&reader, bytes, sizeof bytes), VT_E_TRUNCATED);
    CHECK(reader.is_at_end);
}

static void skipping_moves_within_and_beyond_the_buffer(void)
{
    vt_memory memory = {content, SIZE};
    vt_source source = vt_source_memory(&memory);
    vt_reader reader;
    uint8_t byte = 0;
    vt_reader_init(&reader, &source, 5);
    vt_reader_skip(&reader, 10);
    CHECK_EQUAL(vt_reader_read(&reader, &byte, 1), VT_OK);
    CHECK_EQUAL(byte, content[15]);
    vt_reader_skip(&reader, 100);
    vt_reader_skip(&reader, 30000);
    CHECK_EQUAL(vt_reader_read(&reader, &byte, 1), VT_OK);
    CHECK_EQUAL(byte, content[30116]);
    vt_reader_skip(&reader, UINT64_MAX);
    CHECK_EQUAL(vt_reader_read(&reader, &byte, 1), VT_E_TRUNCATED);
}

static void taking_lends_the_rest_of_the_buffer(void)
{
    vt_memory memory = {content, 20000};
    vt_source source = vt_source_memory(&memory);
    vt_reader reader;
    const uint8_t *bytes = NULL;
    size_t size = 0;
    size_t position = 0;
    vt_reader_init(&reader, &source, 0);
    while (vt_reader_take(&reader, &bytes, &size) == VT_OK) {
        CHECK(size > 0 && memcmp(bytes, content + position, size) == 0);
        position += size;
    }
    CHECK_EQUAL(position, 20000);
    CHECK(reader.is_at_end);
}

static void content_is_made(void)
{
    for (int i = 0; i < SIZE; i++)
        content[i] = (uint8_t)(i * 7 + i / 256);
}

HARNESS_MAIN({"content is made", content_is_made},
             {"ranges are checked", ranges_are_checked},
             {"the reader gives every byte once", the_reader_gives_every_byte_once},
             {"skipping moves on", skipping_moves_within_and_beyond_the_buffer},
             {"taking lends the rest of the buffer", taking_lends_the_rest_of_the_buffer})
