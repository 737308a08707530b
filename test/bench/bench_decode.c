// SPDX-License-Identifier: Apache-2.0
// Our own decoders, natively: opens the file and renders its first page.
#include "assets_folder.h"
#include "subject.h"
#include "vt.h"

static vt_error render(vt_document *document, double scale)
{
    vt_page *page = NULL;
    vt_size size;
    vt_error error = vt_page_open(document, 0, &page);
    if (error != VT_OK)
        return error;
    error = vt_page_measure(page, scale, &size);
    if (error == VT_OK) {
        size_t stride = (size_t)size.width * 4;
        vt_target target = {malloc(stride * size.height), stride, stride * size.height};
        error = target.pixels == NULL ? VT_E_NOMEM
                                      : vt_page_render(page, scale,
                                                       (vt_region){0, 0, size.width, size.height},
                                                       target);
        free(target.pixels);
    }
    vt_page_close(page);
    return error;
}

static int decode(const bench_input *input)
{
    vt_memory memory = {input->bytes, input->size};
    vt_source source = vt_source_memory(&memory);
    vt_options options = vt_options_default();
    vt_document *document = NULL;
    options.assets = assets_folder(NULL); // where the environment's VITRINE_ASSETS says
    vt_error error = vt_document_open(&source, &options, &document, NULL);
    if (error == VT_OK)
        error = render(document, input->scale);
    vt_document_close(document);
    return error == VT_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
    return bench_main(argc, argv, decode);
}
