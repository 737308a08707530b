// SPDX-License-Identifier: Apache-2.0
// Formats log lines with jansson, which escapes whatever a client put into them.
#include "vtd_log.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static bool is_plain;

void vtd_log_time(char text[VTD_LOG_TIME_SIZE])
{
    struct timeval now;
    struct tm parts;
    gettimeofday(&now, NULL);
    gmtime_r(&now.tv_sec, &parts);
    size_t size = strftime(text, VTD_LOG_TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &parts);
    (void)snprintf(text + size, VTD_LOG_TIME_SIZE - size, ".%03dZ", (int)(now.tv_usec / 1000));
}

void vtd_log_plainly(bool is_wanted)
{
    is_plain = is_wanted;
}

static void print_plain(const char *time_text, const char *level, const char *event,
                        json_t *fields)
{
    const char *name = NULL;
    json_t *value = NULL;
    (void)fprintf(stderr, "%s %s %s", time_text, level, event);
    json_object_foreach (fields, name, value) {
        char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        (void)fprintf(stderr, " %s=%s", name, text == NULL ? "" : text);
        free(text);
    }
    (void)fputc('\n', stderr);
}

void vtd_log(const char *level, const char *event, const char *format, ...)
{
    char time_text[VTD_LOG_TIME_SIZE];
    vtd_log_time(time_text);
    json_t *line = json_pack("{s:s, s:s, s:s}", "time", time_text, "level", level, "event", event);
    va_list arguments;
    va_start(arguments, format);
    json_error_t reason;
    json_t *fields = json_vpack_ex(&reason, 0, format, arguments);
    va_end(arguments);
    if (line != NULL && fields != NULL) {
        (void)json_object_update(line, fields);
    }
    if (is_plain) {
        print_plain(time_text, level, event, fields);
        json_decref(fields);
        json_decref(line);
        return;
    }
    char *text = line == NULL ? NULL : json_dumps(line, JSON_COMPACT);
    (void)fprintf(stderr, "%s\n", text == NULL ? "{\"event\":\"log failed\"}" : text);
    free(text);
    json_decref(fields);
    json_decref(line);
}
