// SPDX-License-Identifier: Apache-2.0
// Opens files for the decoders: regular files by pread, standard input read whole.
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "assets_folder.h"

#define STDIN_MAX ((size_t)1 << 30)
#define PASSWORD_MAX 1024

static vt_error file_read(void *user, uint64_t offset, void *destination, size_t size)
{
    const input *file = user;
    uint8_t *next = destination;
    while (size > 0) {
        ssize_t count = pread(file->descriptor, next, size, (off_t)offset);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return VT_E_IO; // 0: the file has become shorter
        next += count;
        offset += (uint64_t)count;
        size -= (size_t)count;
    }
    return VT_OK;
}

static double clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool is_too_late(void *user, uint64_t done, uint64_t total)
{
    const input *file = user;
    (void)done;
    (void)total;
    return file->deadline > 0 && clock_now() > file->deadline;
}

static vt_error fail(vt_message *message, vt_error error, const char *text)
{
    snprintf(message->text, sizeof message->text, "%s", text);
    return error;
}

static vt_error open_file(input *file, vt_message *message)
{
    file->descriptor = open(file->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->descriptor < 0)
        return fail(message, VT_E_IO, strerror(errno));
    struct stat status;
    if (fstat(file->descriptor, &status) != 0)
        return fail(message, VT_E_IO, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fail(message, VT_E_IO, "It is not a regular file.");
    file->source = (vt_source){(uint64_t)status.st_size, file_read, file};
    return VT_OK;
}

static vt_error read_standard_input(input *file, vt_message *message)
{
    size_t room = 1 << 16;
    size_t size = 0;
    uint8_t *content = malloc(room);
    while (content != NULL) {
        size_t count = fread(content + size, 1, room - size, stdin);
        size += count;
        if (size < room)
            break;
        room *= 2;
        uint8_t *larger = room <= STDIN_MAX ? realloc(content, room) : NULL;
        if (larger == NULL)
            free(content);
        content = larger;
    }
    if (content == NULL)
        return fail(message, VT_E_NOMEM, "Standard input is too large.");
    file->content = content;
    if (ferror(stdin))
        return fail(message, VT_E_IO, "Standard input could not be read.");
    file->memory = (vt_memory){content, size};
    file->source = vt_source_memory(&file->memory);
    return VT_OK;
}

// The first line of a file, without its end.
static vt_error read_password(const char *name, char password[PASSWORD_MAX], vt_message *message)
{
    FILE *stream = fopen(name, "re");
    if (stream == NULL)
        return fail(message, VT_E_IO, "The password file could not be opened.");
    bool is_read = fgets(password, PASSWORD_MAX, stream) != NULL;
    fclose(stream);
    if (!is_read)
        return fail(message, VT_E_IO, "The password file could not be read.");
    password[strcspn(password, "\r\n")] = '\0';
    return VT_OK;
}

static vt_error open_document(input *file, const arguments *options, vt_message *message)
{
    char password[PASSWORD_MAX] = "";
    vt_options settings = vt_options_default();
    settings.as_stored = options->as_stored;
    settings.assets = assets_folder(options->assets);
    settings.password = options->password;
    settings.progress = is_too_late;
    settings.progress_user = file;
    if (options->timeout > 0)
        file->deadline = clock_now() + options->timeout;
    if (options->password_file != NULL) {
        vt_error error = read_password(options->password_file, password, message);
        if (error != VT_OK)
            return error;
        settings.password = password;
    }
    vt_error error = vt_document_open(&file->source, &settings, &file->document, message);
    explicit_bzero(password, sizeof password);
    return error;
}

vt_error input_open(input *file, const char *name, const arguments *options, vt_message *message)
{
    *file = (input){.name = name, .descriptor = -1};
    message->text[0] = '\0';
    vt_error error = strcmp(name, "-") == 0 ? read_standard_input(file, message)
                                            : open_file(file, message);
    if (error == VT_OK)
        error = open_document(file, options, message);
    if (error == VT_OK) {
        uint32_t number = options->page > 0 ? options->page : 1;
        error = vt_page_open(file->document, number - 1, &file->page);
        if (error != VT_OK)
            fail(message, error, vt_document_message(file->document));
    }
    if (error != VT_OK)
        input_close(file);
    return error;
}

void input_close(input *file)
{
    vt_page_close(file->page);
    vt_document_close(file->document);
    if (file->descriptor >= 0)
        close(file->descriptor);
    free(file->content);
    *file = (input){.descriptor = -1};
}

int input_complain(const char *name, vt_error error, const char *message)
{
    if (message[0] != '\0')
        fprintf(stderr, "vitrine: %s: %s (%s)\n", name, vt_error_text(error), message);
    else
        fprintf(stderr, "vitrine: %s: %s\n", name, vt_error_text(error));
    return error == VT_E_IO ? STATUS_IO : STATUS_FILE;
}

void input_warn(const input *file)
{
    const char *message = vt_document_message(file->document);
    if (vt_document_describe(file->document).is_partial)
        fprintf(stderr, "vitrine: %s: Shown as far as it goes. (%s)\n", file->name,
                message[0] != '\0' ? message : "The file is damaged.");
    else if (message[0] != '\0')
        fprintf(stderr, "vitrine: %s: %s\n", file->name, message);
}
