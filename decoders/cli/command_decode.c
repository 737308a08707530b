// SPDX-License-Identifier: Apache-2.0
// `vitrine decode`: renders a page, or a part of it, into a file.
#include <stdio.h>

#include "commands.h"
#include "output.h"

// The scale at which the page fits; a picture is not made larger than it is.
static double scale_to_fit(const input *file, vt_size fit)
{
    vt_page_info page = vt_page_describe(file->page);
    double across = fit.width / page.width;
    double down = fit.height / page.height;
    double scale = across < down ? across : down;
    bool is_paged = vt_document_describe(file->document).is_paged;
    return !is_paged && scale > 1.0 ? 1.0 : scale;
}

static vt_error decode(input *file, const arguments *options, picture *image, vt_message *message)
{
    double scale = options->fit.width > 0 ? scale_to_fit(file, options->fit) : options->scale;
    vt_size size;
    vt_error error = vt_page_measure(file->page, scale, &size);
    if (error != VT_OK)
        return error;
    vt_region region = {0, 0, size.width, size.height};
    if (options->has_region)
        region = options->region;
    return picture_render(image, file, scale, region, message);
}

int command_decode(const arguments *options)
{
    const char *name = options->files[0];
    if (!picture_can_write(options->output)) {
        fprintf(stderr, "vitrine: %s: The name must end in .png, .ppm or .rgba.\n",
                options->output);
        return STATUS_USAGE;
    }
    input file;
    picture image;
    vt_message message;
    vt_error error = input_open(&file, name, options, &message);
    if (error != VT_OK)
        return input_complain(name, error, message.text);
    error = decode(&file, options, &image, &message);
    int status = STATUS_DONE;
    if (error != VT_OK) {
        status = input_complain(name, error, message.text);
    } else {
        input_warn(&file);
        if (!picture_write(&image, options->output))
            status = STATUS_IO;
        picture_free(&image);
    }
    input_close(&file);
    return status;
}
