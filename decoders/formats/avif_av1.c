// SPDX-License-Identifier: Apache-2.0
// Hands the OBUs of one picture to dav1d and takes the planes. AV1-ISOBMFF, clause 2.3.
#include "avif_av1.h"

#include <dav1d/dav1d.h>
#include <errno.h>

#include "heif_arena.h"

typedef struct {
    heif_arena arena;
    const heif_coded *coded;
    heif_planes *planes;
} av1_work;

static uint32_t av1_depth(heif_bytes config)
{
    heif_skip(&config, 2);
    uint8_t flags = heif_take8(&config);
    bool is_high = (flags & 0x40) != 0;
    bool is_twelve = (flags & 0x20) != 0;
    return config.is_short ? 0 : is_high && is_twelve ? 12 : is_high ? 10 : 8;
}

static vt_error take_planes(av1_work *work, const Dav1dPicture *picture)
{
    const Dav1dSequenceHeader *sequence = picture->seq_hdr;
    enum Dav1dPixelLayout layout = picture->p.layout;
    heif_planes *planes = work->planes;
    *planes = (heif_planes){
        .size = {(uint32_t)picture->p.w, (uint32_t)picture->p.h},
        .depth = (uint32_t)picture->p.bpc,
        .is_gray = layout == DAV1D_PIXEL_LAYOUT_I400,
        .shift_x = layout == DAV1D_PIXEL_LAYOUT_I420 || layout == DAV1D_PIXEL_LAYOUT_I422,
        .shift_y = layout == DAV1D_PIXEL_LAYOUT_I420,
        .colours =
            {
                .primaries = (uint16_t)sequence->pri,
                .transfer = (uint16_t)sequence->trc,
                .matrix = (uint16_t)sequence->mtrx,
                .is_full_range = sequence->color_range != 0,
            },
    };
    if (planes->size.width > work->coded->size_max.width ||
        planes->size.height > work->coded->size_max.height)
        return VT_E_CORRUPT;
    for (int i = 0; i < (planes->is_gray ? 1 : 3); i++) {
        planes->planes[i] = picture->data[i];
        planes->strides[i] = (size_t)picture->stride[i > 0];
    }
    return heif_planes_keep(work->arena.document, planes);
}

static void keep_data(const uint8_t *data, void *user)
{
    (void)data;
    (void)user; // whoever called has it
}

// The first picture that comes out; of one in layers, dav1d gives the highest.
static vt_error decode_picture(av1_work *work, Dav1dContext *decoder)
{
    Dav1dData data = {0};
    Dav1dPicture picture = {0};
    vt_error error = VT_E_CORRUPT;
    if (dav1d_data_wrap(&data, work->coded->data, work->coded->size, keep_data, NULL) != 0)
        return VT_E_CORRUPT;
    int sent = dav1d_send_data(decoder, &data);
    if (sent == 0 || sent == DAV1D_ERR(EAGAIN)) {
        int found = dav1d_get_picture(decoder, &picture);
        if (found == 0)
            error = take_planes(work, &picture);
        dav1d_picture_unref(&picture);
    }
    dav1d_data_unref(&data);
    return error;
}

static vt_error av1_run(void *user)
{
    av1_work *work = user;
    uint64_t pixels = (uint64_t)work->coded->size_max.width * work->coded->size_max.height;
    Dav1dSettings settings;
    Dav1dContext *decoder = NULL;
    dav1d_default_settings(&settings);
    settings.n_threads = 1;
    settings.max_frame_delay = 1;
    settings.all_layers = 0;
    settings.frame_size_limit = pixels < UINT32_MAX ? (unsigned)pixels : UINT32_MAX;
    if (work->coded->size == 0 || dav1d_open(&decoder, &settings) != 0)
        return VT_E_CORRUPT;
    vt_error error = decode_picture(work, decoder);
    dav1d_close(&decoder);
    return error;
}

static vt_error av1_decode(vt_document *document, const heif_coded *coded,
                           heif_planes *planes_out)
{
    av1_work work = {.arena = {.document = document}, .coded = coded, .planes = planes_out};
    vt_error error = heif_arena_run(&work.arena, av1_run, &work);
    heif_arena_drop(&work.arena);
    return error;
}

const heif_codec heif_codec_av1 = {
    .item_type = HEIF_TYPE('a', 'v', '0', '1'),
    .config_type = HEIF_TYPE('a', 'v', '1', 'C'),
    .depth = av1_depth,
    .decode = av1_decode,
};
