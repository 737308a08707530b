// SPDX-License-Identifier: Apache-2.0
// Hands the NAL units of one picture to libde265 and takes the planes. ISO/IEC 14496-15, 8.3.
#include "heif_hevc.h"

#include <libde265/de265.h>

#include "heif_arena.h"

#define CONFIG_HEAD_SIZE 22

typedef struct {
    heif_arena arena;
    const heif_coded *coded;
    heif_planes *planes;
    de265_decoder_context *decoder;
} hevc_work;

static uint32_t hevc_depth(heif_bytes config)
{
    heif_skip(&config, 17);
    uint32_t depth = (heif_take8(&config) & 7) + 8u;
    return config.is_short ? 0 : depth;
}

static vt_error push_unit(hevc_work *work, heif_bytes unit)
{
    if (unit.left < 2 || unit.left > INT32_MAX)
        return VT_E_CORRUPT;
    de265_error error = de265_push_NAL(work->decoder, unit.next, (int)unit.left, 0, NULL);
    return de265_isOK(error) ? VT_OK : VT_E_CORRUPT;
}

// The units of HEVCDecoderConfigurationRecord: parameter sets.
static vt_error push_config(hevc_work *work)
{
    heif_bytes config = work->coded->config;
    heif_skip(&config, CONFIG_HEAD_SIZE);
    uint8_t lists = heif_take8(&config);
    vt_error error = VT_OK;
    for (uint8_t i = 0; error == VT_OK && i < lists; i++) {
        heif_skip(&config, 1); // their type, which they tell themselves
        uint16_t count = heif_take16(&config);
        for (uint16_t j = 0; error == VT_OK && j < count; j++) {
            heif_bytes unit = heif_take_part(&config, heif_take16(&config));
            error = config.is_short ? VT_E_CORRUPT : push_unit(work, unit);
        }
    }
    return config.is_short ? VT_E_CORRUPT : error;
}

// The units of the picture, each behind its size. One that is cut off ends the picture there.
static vt_error push_picture(hevc_work *work)
{
    heif_bytes config = work->coded->config;
    heif_skip(&config, CONFIG_HEAD_SIZE - 1);
    size_t length_size = (heif_take8(&config) & 3) + 1u;
    heif_bytes data = {.next = work->coded->data, .left = work->coded->size};
    vt_error error = VT_OK;
    while (error == VT_OK && data.left > length_size) {
        uint64_t size = heif_take(&data, length_size);
        if (size > data.left)
            return VT_E_CORRUPT;
        error = push_unit(work, heif_take_part(&data, (size_t)size));
    }
    return error;
}

static vt_error take_planes(hevc_work *work, const struct de265_image *image)
{
    heif_planes *planes = work->planes;
    enum de265_chroma chroma = de265_get_chroma_format(image);
    int width = de265_get_image_width(image, 0);
    int height = de265_get_image_height(image, 0);
    int depth = de265_get_bits_per_pixel(image, 0);
    *planes = (heif_planes){
        .size = {(uint32_t)width, (uint32_t)height},
        .depth = (uint32_t)depth,
        .is_gray = chroma == de265_chroma_mono,
        .shift_x = chroma == de265_chroma_420 || chroma == de265_chroma_422,
        .shift_y = chroma == de265_chroma_420,
        .colours =
            {
                .primaries = (uint16_t)de265_get_image_colour_primaries(image),
                .transfer = (uint16_t)de265_get_image_transfer_characteristics(image),
                .matrix = (uint16_t)de265_get_image_matrix_coefficients(image),
                .is_full_range = de265_get_image_full_range_flag(image) != 0,
            },
    };
    if (width < 1 || height < 1 || planes->size.width > work->coded->size_max.width ||
        planes->size.height > work->coded->size_max.height)
        return VT_E_CORRUPT;
    if (depth < 8 || depth > 12)
        return VT_E_UNSUPPORTED;
    for (int i = 0; i < (planes->is_gray ? 1 : 3); i++) {
        int stride = 0;
        planes->planes[i] = de265_get_image_plane(image, i, &stride);
        planes->strides[i] = (size_t)stride;
        if (planes->planes[i] == NULL || de265_get_bits_per_pixel(image, i) != depth)
            return VT_E_UNSUPPORTED;
    }
    return heif_planes_keep(work->arena.document, planes);
}

// The first picture that comes out is the one; damage that libde265 conceals counts as damage.
static vt_error decode_picture(hevc_work *work)
{
    int more = 1;
    while (more != 0) {
        de265_error error = de265_decode(work->decoder, &more);
        const struct de265_image *image = de265_get_next_picture(work->decoder);
        if (image != NULL) {
            de265_error warning = de265_get_warning(work->decoder);
            return warning == DE265_OK ? take_planes(work, image) : VT_E_CORRUPT;
        }
        if (error != DE265_OK)
            return VT_E_CORRUPT;
    }
    return VT_E_CORRUPT;
}

static vt_error hevc_run(void *user)
{
    hevc_work *work = user;
    work->decoder = de265_new_decoder();
    if (work->decoder == NULL)
        return VT_E_INTERNAL;
    vt_error error = push_config(work);
    if (error == VT_OK)
        error = push_picture(work);
    if (error == VT_OK)
        error = de265_isOK(de265_flush_data(work->decoder)) ? VT_OK : VT_E_CORRUPT;
    if (error == VT_OK)
        error = decode_picture(work);
    de265_free_decoder(work->decoder);
    return error;
}

static vt_error hevc_decode(vt_document *document, const heif_coded *coded,
                            heif_planes *planes_out)
{
    hevc_work work = {.arena = {.document = document}, .coded = coded, .planes = planes_out};
    vt_error error = heif_arena_run(&work.arena, hevc_run, &work);
    heif_arena_drop(&work.arena);
    return error;
}

const heif_codec heif_codec_hevc = {
    .item_type = HEIF_TYPE('h', 'v', 'c', '1'),
    .config_type = HEIF_TYPE('h', 'v', 'c', 'C'),
    .depth = hevc_depth,
    .decode = hevc_decode,
};
