// SPDX-License-Identifier: Apache-2.0
// A native subject of js/bench: decodes a file in memory whenever it is told to, and says how long.
#ifndef BENCH_SUBJECT_H
#define BENCH_SUBJECT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
    unsigned char *bytes;
    size_t size;
    double scale;
} bench_input;

// Decodes once and throws the pixels away; answers 0 when that worked.
typedef int (*bench_work)(const bench_input *input);

static double bench_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int bench_read(const char *path, bench_input *input)
{
    FILE *stream = fopen(path, "rb");
    long size = -1;
    if (stream != NULL && fseek(stream, 0, SEEK_END) == 0)
        size = ftell(stream);
    if (size > 0 && fseek(stream, 0, SEEK_SET) == 0)
        input->bytes = malloc((size_t)size);
    if (input->bytes != NULL)
        input->size = fread(input->bytes, 1, (size_t)size, stream);
    if (stream != NULL)
        fclose(stream);
    return input->size > 0 ? 0 : 1;
}

// usage: PROGRAM FILE SCALE. For each line of standard input a line with milliseconds comes back.
static int bench_main(int argc, char **argv, bench_work work)
{
    bench_input input = {NULL, 0, argc > 2 ? strtod(argv[2], NULL) : 1.0};
    char line[64];
    if (argc != 3 || bench_read(argv[1], &input) != 0) {
        fprintf(stderr, "usage: %s FILE SCALE\n", argv[0]);
        return 2;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        double start = bench_now();
        if (work(&input) != 0) {
            fprintf(stderr, "%s: %s cannot be decoded\n", argv[0], argv[1]);
            return 1;
        }
        printf("%.3f\n", bench_now() - start);
        fflush(stdout);
    }
    free(input.bytes);
    return 0;
}

#endif
