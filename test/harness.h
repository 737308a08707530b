// SPDX-License-Identifier: Apache-2.0
// What the C tests share: checks that tell what they saw, and running tests by name.
#ifndef VITRINE_TEST_HARNESS_H
#define VITRINE_TEST_HARNESS_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned harness_checks;
static unsigned harness_failures;
static char harness_case[256];

// Says which case the next checks are about; it is printed when one of them fails.
__attribute__((format(printf, 1, 2))) static inline void harness_about(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(harness_case, sizeof harness_case, format, arguments);
    va_end(arguments);
}

static inline bool harness_check(bool holds, const char *text, const char *file, int line)
{
    harness_checks++;
    if (!holds) {
        harness_failures++;
        (void)printf("%s:%d: %s%s%s\n", file, line, text, harness_case[0] == '\0' ? "" : "; ",
                     harness_case);
    }
    return holds;
}

static inline bool harness_equal(intmax_t seen, intmax_t wanted, const char *text, const char *file,
                                 int line)
{
    bool holds = harness_check(seen == wanted, text, file, line);
    if (!holds) {
        (void)printf("    seen %" PRIdMAX ", wanted %" PRIdMAX "\n", seen, wanted);
    }
    return holds;
}

static inline bool harness_text(const char *seen, const char *wanted, const char *text,
                                const char *file, int line)
{
    bool holds = seen != NULL && wanted != NULL && strcmp(seen, wanted) == 0;
    (void)harness_check(holds, text, file, line);
    if (!holds) {
        (void)printf("    seen \"%s\", wanted \"%s\"\n", seen == NULL ? "(null)" : seen,
                     wanted == NULL ? "(null)" : wanted);
    }
    return holds;
}

// Checks go on after a failure; their value tells whether they held.
#define CHECK(condition) harness_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_EQUAL(seen, wanted)                                                                  \
    harness_equal((intmax_t)(seen), (intmax_t)(wanted), #seen " == " #wanted, __FILE__, __LINE__)
#define CHECK_TEXT(seen, wanted)                                                                   \
    harness_text((seen), (wanted), #seen " is " #wanted, __FILE__, __LINE__)

typedef struct harness_test {
    const char *name;
    void (*run)(void);
} harness_test;

// The exit status. A program that checked nothing has failed.
static inline int harness_run(const harness_test *tests, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        unsigned failures_before = harness_failures;
        harness_case[0] = '\0';
        tests[index].run();
        (void)printf("%s %s\n", harness_failures == failures_before ? "ok  " : "FAIL",
                     tests[index].name);
    }
    (void)printf("%u checks, %u failed\n", harness_checks, harness_failures);
    return harness_failures == 0 && harness_checks > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

// HARNESS_MAIN({"name", function}, …) ends a test file.
#define HARNESS_MAIN(...)                                                                          \
    int main(void)                                                                                 \
    {                                                                                              \
        static const harness_test tests[] = {__VA_ARGS__};                                         \
        return harness_run(tests, sizeof tests / sizeof *tests);                                   \
    }

#endif
