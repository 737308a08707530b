// SPDX-License-Identifier: Apache-2.0
// A render that was stopped, by the caller, a read or the memory, leaves no trace: the same page,
// rendered again, is what it is in a fresh document.
#include "harness.h"
#include "samples.h"

#define STEPS_MAX 400
#define SCALE 1.5

// Stops once, at step `at` (counted from 1), with `error`.
typedef struct {
    vt_source source;
    vt_error error;
    uint32_t at;
    uint32_t step;
    bool is_armed;
} stopper;

static bool stop_now(stopper *stop)
{
    if (!stop->is_armed || ++stop->step != stop->at)
        return false;
    stop->is_armed = false;
    return true;
}

static vt_error stopping_read(void *user, uint64_t offset, void *destination, size_t size)
{
    stopper *stop = user;
    if (stop->error != VT_E_CANCELLED && stop->error != VT_E_NOMEM && stop_now(stop))
        return stop->error;
    return stop->source.read(stop->source.user, offset, destination, size);
}

static bool stopping_progress(void *user, uint64_t done, uint64_t total)
{
    stopper *stop = user;
    (void)done;
    (void)total;
    return stop->error == VT_E_CANCELLED && stop_now(stop);
}

static void *stopping_allocate(void *user, size_t size)
{
    stopper *stop = user;
    return stop->error == VT_E_NOMEM && stop_now(stop) ? NULL : malloc(size);
}

static void *stopping_reallocate(void *user, void *pointer, size_t size)
{
    stopper *stop = user;
    return stop->error == VT_E_NOMEM && stop_now(stop) ? NULL : realloc(pointer, size);
}

static void plain_release(void *user, void *pointer)
{
    (void)user;
    free(pointer);
}

// The whole page into `pixels` of `size` bytes.
static vt_error render(vt_page *page, uint8_t *pixels, size_t size)
{
    vt_size full;
    vt_error error = vt_page_measure(page, SCALE, &full);
    memset(pixels, 0x5a, size);
    if (error != VT_OK)
        return error;
    vt_region region = {0, 0, full.width, full.height};
    return vt_page_render(page, SCALE, region, (vt_target){pixels, (size_t)4 * full.width, size});
}

// Answers whether the work lasted until the step at which it is stopped.
static bool check_stopped_at(const sample *from, vt_error error, uint32_t at,
                             const uint8_t *expected, uint8_t *pixels, size_t size)
{
    stopper stop = {.source = vt_source_memory(&from->memory), .error = error, .at = at};
    vt_source source = {from->memory.size, stopping_read, &stop};
    vt_options options = sample_options(from);
    options.allocator =
        (vt_allocator){stopping_allocate, stopping_reallocate, plain_release, &stop};
    options.progress = stopping_progress;
    options.progress_user = &stop;
    vt_document *document = NULL;
    vt_page *page = NULL;
    vt_page *other = NULL;
    CHECK_EQUAL(vt_document_open(&source, &options, &document, NULL), VT_OK);
    CHECK_EQUAL(vt_page_open(document, 0, &page), VT_OK);
    stop.is_armed = true;
    vt_error stopped = render(page, pixels, size);
    bool was_stopped = !stop.is_armed;
    stop.is_armed = false;
    // A library may do without a block that it cannot have.
    CHECK(stopped == (was_stopped ? error : VT_OK) || (error == VT_E_NOMEM && stopped == VT_OK));
    CHECK_EQUAL(vt_page_open(document, 0, &other), VT_OK);
    CHECK_EQUAL(render(page, pixels, size), VT_OK);
    CHECK(memcmp(pixels, expected, size) == 0);
    CHECK_EQUAL(render(other, pixels, size), VT_OK);
    CHECK(memcmp(pixels, expected, size) == 0);
    vt_page_close(page);
    vt_page_close(other);
    vt_document_close(document);
    return was_stopped;
}

static void check_stops(vt_error error)
{
    uint32_t stops = 0;
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        vt_options options = sample_options(&samples[i]);
        vt_region whole = {0, 0, 0, 0};
        vt_error opened;
        uint8_t *expected =
            render_memory(&samples[i].memory, &options, 0, SCALE, &whole, &opened);
        CHECK_EQUAL(opened, VT_OK);
        if (expected == NULL)
            continue;
        size_t size = (size_t)4 * whole.width * whole.height;
        uint8_t *pixels = malloc(size);
        // Every step at first, then some: the work of large samples has thousands.
        for (uint32_t at = 1; at <= STEPS_MAX; at += 1 + at / 16) {
            harness_about("%s, step %u", samples[i].name, (unsigned)at);
            if (!check_stopped_at(&samples[i], error, at, expected, pixels, size))
                break;
            stops++;
        }
        free(pixels);
        free(expected);
    }
    CHECK(stops >= SAMPLE_COUNT / 2);
}

static void cancelled_work_can_be_done_again(void)
{
    check_stops(VT_E_CANCELLED);
}

static void work_that_waits_for_bytes_can_be_done_again(void)
{
    check_stops(VT_E_AGAIN);
}

static void work_whose_read_failed_can_be_done_again(void)
{
    check_stops(VT_E_IO);
}

static void work_without_memory_can_be_done_again(void)
{
    check_stops(VT_E_NOMEM);
}

HARNESS_MAIN({"samples load", samples_load},
             {"cancelled work can be done again", cancelled_work_can_be_done_again},
             {"work that waits for bytes can be done again",
              work_that_waits_for_bytes_can_be_done_again},
             {"work whose read failed can be done again", work_whose_read_failed_can_be_done_again},
             {"work without memory can be done again", work_without_memory_can_be_done_again})
