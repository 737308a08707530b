// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over files and folders of inputs, without libFuzzer: each input as it is, and
// cut and changed at every REPLAY_STEP-th byte of its beginning, so that a few seeds go a long way.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#ifndef REPLAY_STEP
#define REPLAY_STEP 1
#endif

enum { INPUT_MAX = 1 << 24, POSITIONS_MAX = 2048 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// A copy of exactly that size, so that a sanitizer sees every step past the end.
static void run_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, bytes, size);
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void run_variants(uint8_t *bytes, size_t size)
{
    static const uint8_t changes[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
    run_copy(bytes, size);
    for (size_t index = 0; index < size && index / REPLAY_STEP < POSITIONS_MAX;
         index += REPLAY_STEP) {
        uint8_t kept = bytes[index];
        run_copy(bytes, index);
        for (size_t change = 0; change < sizeof changes; change++) {
            bytes[index] = changes[change];
            run_copy(bytes, size);
        }
        bytes[index] = kept ^ 0x20;
        run_copy(bytes, size);
        bytes[index] = kept;
    }
}

static int run_file(const char *name)
{
    FILE *file = fopen(name, "rb");
    uint8_t *bytes = malloc(INPUT_MAX);
    if (file == NULL || bytes == NULL) {
        (void)fprintf(stderr, "cannot read %s\n", name);
        exit(EXIT_FAILURE);
    }
    size_t size = fread(bytes, 1, INPUT_MAX, file);
    (void)fclose(file);
    run_variants(bytes, size);
    free(bytes);
    return 1;
}

static int run_path(const char *name)
{
    struct stat status;
    if (stat(name, &status) != 0) {
        (void)fprintf(stderr, "there is no %s\n", name);
        exit(EXIT_FAILURE);
    }
    if (!S_ISDIR(status.st_mode)) {
        return run_file(name);
    }
    int count = 0;
    DIR *folder = opendir(name);
    for (const struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s", name, entry->d_name);
        count += entry->d_name[0] == '.' ? 0 : run_path(path);
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return count;
}

int main(int argument_count, char **arguments)
{
    int count = 0;
    for (int index = 1; index < argument_count; index++) {
        count += run_path(arguments[index]);
    }
    (void)printf("%d inputs and their variants\n", count);
    return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
