// SPDX-License-Identifier: Apache-2.0
// Different documents used by different threads at once give what one thread gives.
#include <pthread.h>

#include "harness.h"
#include "samples.h"

#define THREAD_COUNT 4
#define ROUNDS 4

static uint32_t expected[SAMPLE_COUNT];

// FNV-1a over the pixels; 0 when the sample could not be rendered.
static uint32_t digest(const sample *from)
{
    vt_options options = sample_options(from);
    vt_region whole = {0, 0, 0, 0};
    vt_error error;
    uint8_t *pixels = render_memory(&from->memory, &options, 0, 0.8, &whole, &error);
    if (pixels == NULL)
        return 0;
    uint32_t value = 2166136261u;
    size_t size = (size_t)whole.width * whole.height * 4;
    for (size_t i = 0; i < size; i++)
        value = (value ^ pixels[i]) * 16777619u;
    free(pixels);
    return value;
}

// Each thread begins with another sample, so that different formats meet. Answers how often the
// pixels were other than expected.
static void *work(void *user)
{
    size_t *wrong = user;
    size_t first = *wrong;
    *wrong = 0;
    for (size_t i = 0; i < (size_t)ROUNDS * SAMPLE_COUNT; i++) {
        size_t index = (first + i) % SAMPLE_COUNT;
        if (digest(&samples[index]) != expected[index])
            ++*wrong;
    }
    return NULL;
}

static void threads_do_not_meet(void)
{
    pthread_t threads[THREAD_COUNT];
    size_t wrong[THREAD_COUNT];
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        expected[i] = digest(&samples[i]);
        CHECK(expected[i] != 0);
    }
    for (size_t i = 0; i < THREAD_COUNT; i++) {
        wrong[i] = i * 7;
        CHECK_EQUAL(pthread_create(&threads[i], NULL, work, &wrong[i]), 0);
    }
    for (size_t i = 0; i < THREAD_COUNT; i++) {
        CHECK_EQUAL(pthread_join(threads[i], NULL), 0);
        CHECK_EQUAL(wrong[i], 0);
    }
}

HARNESS_MAIN({"samples load", samples_load},
             {"threads do not meet", threads_do_not_meet})
