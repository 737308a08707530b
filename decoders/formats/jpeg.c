// SPDX-License-Identifier: Apache-2.0
// JPEG through libjpeg-turbo: as small as the DCT allows for the scale, and only the wanted region.
#include "jpeg_memory.h"

#include <jerror.h>
#include <setjmp.h>
#include <string.h>

#include "colour.h"
#include "exif.h"
#include "jpeg_profile.h"
#include "jpeg_rows.h"
#include "jpeg_source.h"
#include "rows.h"
#include "vt_format.h"
#include "vt_probe.h"

#define SCANS_MAX 500 // a real progressive file has some ten
#define EXIF_HEAD_SIZE 6

// What opening learns; the state of the document.
typedef struct {
    uint32_t width;
    uint32_t height;
    uint32_t bit_depth;
    uint32_t orientation;
    vt_colour *colour; // or NULL
} jpeg_header;

// One walk through the file. Everything that must survive a longjmp lives here, on the heap.
typedef struct {
    vt_document *document;
    struct jpeg_decompress_struct cinfo;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jpeg_source source;
    jpeg_header header;
    vt_error error; // why the walk ended early
    double scale;
    vt_rows_plan plan;
    vt_rows *rows;
    jpeg_rows reading;
    bool is_opening; // metadata is wanted
    bool is_created; // cinfo needs jpeg_destroy_decompress
    bool is_damaged; // a warning said that compressed data is missing or wrong
    jmp_buf jump;
} jpeg_work;

// ---- What libjpeg calls -------------------------------------------------------------------------

static jpeg_work *work_of(j_common_ptr cinfo)
{
    return (jpeg_work *)((char *)cinfo - offsetof(jpeg_work, cinfo));
}

static void message_from_library(jpeg_work *work)
{
    char text[JMSG_LENGTH_MAX];
    work->errors.format_message((j_common_ptr)&work->cinfo, text);
    (void)vt_document_fail(work->document, VT_OK, text);
}

static vt_error error_of_code(const jpeg_work *work)
{
    switch (work->errors.msg_code) {
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
    case JERR_IMAGE_TOO_BIG:
        return VT_E_UNSUPPORTED;
    default:
        return work->source.has_ended ? VT_E_TRUNCATED : VT_E_CORRUPT;
    }
}

_Noreturn static void on_error(j_common_ptr cinfo)
{
    jpeg_work *work = work_of(cinfo);
    if (work->error == VT_OK && work->source.error != VT_OK) {
        work->error = vt_document_fail(work->document, work->source.error,
                                       "The file could not be read further.");
    } else if (work->error == VT_OK && work->errors.msg_code == JERR_OUT_OF_MEMORY) {
        work->error = vt_document_fail_memory(work->document);
    } else if (work->error == VT_OK) {
        message_from_library(work);
        work->error = error_of_code(work);
    }
    longjmp(work->jump, 1);
}

static void on_message(j_common_ptr cinfo, int level)
{
    jpeg_work *work = work_of(cinfo);
    if (level >= 0)
        return;
    work->errors.num_warnings++;
    int code = work->errors.msg_code;
    bool is_harmless = code == JWRN_EXTRANEOUS_DATA || code == JWRN_ADOBE_XFORM ||
                       code == JWRN_JFIF_MAJOR || code == JWRN_NOT_SEQUENTIAL ||
                       code == JWRN_TOO_MUCH_DATA;
    if (is_harmless)
        return;
    work->is_damaged = true;
    if (code == JWRN_JPEG_EOF)
        (void)vt_document_fail(work->document, VT_OK, "The file ends early.");
    else
        message_from_library(work);
}

static void on_output_message(j_common_ptr cinfo)
{
    (void)cinfo;
}

static void on_progress(j_common_ptr common)
{
    jpeg_work *work = work_of(common);
    struct jpeg_decompress_struct *cinfo = &work->cinfo;
    if (cinfo->input_scan_number > SCANS_MAX)
        work->error =
            vt_document_fail_number(work->document, VT_E_LIMIT,
                                    "The image has more scans than the limit ", SCANS_MAX);
    const struct jpeg_progress_mgr *progress = &work->progress;
    uint64_t passes = progress->total_passes > 0 ? (uint64_t)progress->total_passes : 1;
    uint64_t limit = (uint64_t)progress->pass_limit;
    uint64_t total = limit * passes;
    uint64_t done = limit * (uint64_t)progress->completed_passes + (uint64_t)progress->pass_counter;
    if (work->error == VT_OK)
        work->error = vt_document_progress(work->document, done, total);
    if (work->error != VT_OK)
        on_error(common);
}

// The only setjmp of this file: runs `step`, and answers how it ended.
static vt_error jpeg_guard(jpeg_work *work, void (*step)(jpeg_work *work))
{
    work->error = VT_OK;
    if (setjmp(work->jump) == 0)
        step(work);
    return work->error;
}

// ---- The start of a walk ------------------------------------------------------------------------

static uint32_t markers_orientation(j_decompress_ptr cinfo)
{
    static const uint8_t exif[EXIF_HEAD_SIZE] = {'E', 'x', 'i', 'f', 0, 0};
    for (jpeg_saved_marker_ptr marker = cinfo->marker_list; marker != NULL; marker = marker->next) {
        bool is_exif = marker->marker == JPEG_APP0 + 1 && marker->data_length > EXIF_HEAD_SIZE &&
                       memcmp(marker->data, exif, EXIF_HEAD_SIZE) == 0;
        if (is_exif)
            return vt_exif_orientation(marker->data + EXIF_HEAD_SIZE,
                                       marker->data_length - EXIF_HEAD_SIZE);
    }
    return 1;
}

static void step_start(jpeg_work *work)
{
    struct jpeg_decompress_struct *cinfo = &work->cinfo;
    cinfo->err = jpeg_std_error(&work->errors);
    work->errors.error_exit = on_error;
    work->errors.emit_message = on_message;
    work->errors.output_message = on_output_message;
    jpeg_memory_use(cinfo, &work->document->heap);
    work->is_created = true;
    jpeg_create_decompress(cinfo);
    work->progress.progress_monitor = on_progress;
    cinfo->progress = &work->progress;
    jpeg_source_init(&work->source, cinfo, &work->document->source);
    if (work->is_opening) {
        jpeg_save_markers(cinfo, JPEG_APP0 + 1, 0xffff);
        jpeg_save_markers(cinfo, JPEG_APP0 + 2, 0xffff);
    }
    (void)jpeg_read_header(cinfo, TRUE);
    work->header = (jpeg_header){
        .width = cinfo->image_width,
        .height = cinfo->image_height,
        .bit_depth = (uint32_t)cinfo->data_precision,
        .orientation = markers_orientation(cinfo),
    };
}

static jpeg_work *work_new(vt_document *document)
{
    jpeg_work *work = vt_heap_allocate_array(&document->heap, 1, sizeof *work);
    if (work != NULL)
        work->document = document;
    return work;
}

static void work_free(jpeg_work *work)
{
    if (work->is_created)
        jpeg_destroy_decompress(&work->cinfo);
    vt_rows_close(work->rows);
    vt_heap_release(&work->document->heap, work);
}

// ---- Rendering ----------------------------------------------------------------------------------

static void step_prepare(jpeg_work *work)
{
    jpeg_rows_prepare(&work->reading, &work->cinfo, work->scale, work->document->as_stored);
    work->plan.source = (vt_size){work->cinfo.output_width, work->cinfo.output_height};
}

static void step_decompress(jpeg_work *work)
{
    struct jpeg_decompress_struct *cinfo = &work->cinfo;
    (void)jpeg_start_decompress(cinfo);
    jpeg_rows_begin(&work->reading, work->rows);
    while (jpeg_rows_is_going_on(&work->reading)) {
        // A cut-off file without passes has nothing from here on; libjpeg would give gray.
        uint32_t end = cinfo->output_height;
        if (work->source.has_ended && !jpeg_has_multiple_scans(cinfo))
            end = (work->source.end_row + 1) * jpeg_rows_of_imcu(cinfo);
        if (cinfo->output_scanline >= end && !work->document->as_stored)
            break;
        jpeg_rows_read(&work->reading);
    }
    if (cinfo->output_scanline == cinfo->output_height)
        (void)jpeg_finish_decompress(cinfo);
}

// Damage after the start of the image is not an error: what came is shown.
static vt_error work_settle(jpeg_work *work, vt_error error)
{
    bool is_damage = error == VT_E_TRUNCATED || error == VT_E_CORRUPT;
    if (error != VT_OK && (!is_damage || work->cinfo.output_scanline == 0))
        return error;
    if (error != VT_OK || work->is_damaged)
        vt_document_warn_partial(work->document, work->document->message.text);
    vt_rows_finish(work->rows);
    return VT_OK;
}

static vt_error work_render(jpeg_work *work)
{
    vt_error error = jpeg_guard(work, step_start);
    if (error != VT_OK)
        return error;
    error = jpeg_guard(work, step_prepare);
    if (error != VT_OK)
        return error;
    if (vt_rows_open(&work->plan, &work->rows) != VT_OK)
        return vt_document_fail_memory(work->document);
    return work_settle(work, jpeg_guard(work, step_decompress));
}

// ---- The format ---------------------------------------------------------------------------------

static vt_error jpeg_open(vt_document *document, const char *password)
{
    (void)password;
    jpeg_work *work = work_new(document);
    jpeg_header *header = vt_heap_allocate_array(&document->heap, 1, sizeof *header);
    vt_error error = VT_OK;
    if (work == NULL || header == NULL) {
        error = vt_document_fail_memory(document);
    } else {
        work->is_opening = true;
        error = jpeg_guard(work, step_start);
    }
    if (error == VT_OK)
        error = vt_document_check_pixels(document, work->header.width, work->header.height);
    if (error == VT_OK)
        error = jpeg_tail_check(document, jpeg_source_position(&work->source));
    if (error == VT_OK && !document->as_stored)
        error = jpeg_profile_open(document, &work->cinfo, &work->header.colour);
    if (error == VT_OK) {
        *header = work->header;
        document->state = header;
        document->info.page_count = 1;
    } else {
        vt_heap_release(&document->heap, header);
    }
    if (work != NULL)
        work_free(work);
    return error;
}

static void jpeg_close(vt_document *document)
{
    jpeg_header *header = document->state;
    vt_colour_close(&document->heap, header->colour);
    vt_heap_release(&document->heap, header);
}

static vt_error jpeg_page_open(vt_page *page)
{
    const jpeg_header *header = page->document->state;
    vt_page_set_image(page, (vt_size){header->width, header->height}, header->orientation);
    page->info.bit_depth = header->bit_depth;
    return VT_OK;
}

static void jpeg_page_close(vt_page *page)
{
    (void)page;
}

static vt_error jpeg_render(vt_page *page, double scale, vt_size size, vt_region region,
                            vt_target target)
{
    vt_document *document = page->document;
    const jpeg_header *header = document->state;
    jpeg_work *work = work_new(document);
    if (work == NULL)
        return vt_document_fail_memory(document);
    work->scale = scale;
    work->plan = (vt_rows_plan){
        .heap = &document->heap,
        .page = size,
        .region = region,
        .orientation = vt_page_turn(page),
        .is_opaque = true,
        .colour = header->colour,
        .target = target,
    };
    vt_error error = work_render(work);
    work_free(work);
    return error;
}

const vt_format vt_format_jpeg = {
    .name = "jpeg",
    .media_type = "image/jpeg",
    .probe = vt_probe_jpeg,
    .open = jpeg_open,
    .close = jpeg_close,
    .page_open = jpeg_page_open,
    .page_close = jpeg_page_close,
    .render = jpeg_render,
};
