// SPDX-License-Identifier: Apache-2.0
// `vitrine hash`: SHA-256 of the RGBA pixels of a page at full size, to compare decoders.
#include <openssl/evp.h>
#include <stdio.h>

#include "commands.h"
#include "output.h"

#define SHA256_SIZE 32

static void print_line(const picture *image, const char *name)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    size_t size = (size_t)image->size.width * image->size.height * 4;
    if (EVP_Digest(image->rgba, size, digest, NULL, EVP_sha256(), NULL) != 1) {
        printf("error %s - %s\n", vt_error_name(VT_E_INTERNAL), name);
        return;
    }
    for (int i = 0; i < SHA256_SIZE; i++)
        printf("%02x", digest[i]);
    printf(" %ux%u %s\n", image->size.width, image->size.height, name);
}

static vt_error hash(input *file, vt_message *message)
{
    vt_size size;
    picture image;
    vt_error error = vt_page_measure(file->page, 1.0, &size);
    if (error == VT_OK)
        error = picture_render(&image, file, 1.0, (vt_region){0, 0, size.width, size.height},
                               message);
    if (error != VT_OK)
        return error;
    input_warn(file);
    print_line(&image, file->name);
    picture_free(&image);
    return VT_OK;
}

static int hash_file(const char *name, const arguments *options)
{
    input file;
    vt_message message;
    vt_error error = input_open(&file, name, options, &message);
    if (error == VT_OK) {
        error = hash(&file, &message);
        input_close(&file);
    }
    if (error == VT_OK)
        return STATUS_DONE;
    printf("error %s - %s\n", vt_error_name(error), name);
    return input_complain(name, error, message.text);
}

int command_hash(const arguments *options)
{
    int status = STATUS_DONE;
    for (int i = 0; i < options->file_count; i++) {
        int file_status = hash_file(options->files[i], options);
        if (status == STATUS_DONE)
            status = file_status;
    }
    return status;
}
