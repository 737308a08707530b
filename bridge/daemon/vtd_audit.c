// SPDX-License-Identifier: Apache-2.0
// Appends to the audit log through the descriptor that was opened at start.
#include "vtd_audit.h"

#include "vtd_complain.h"
#include "vtd_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// Finds the head in the last line. False when the file does not end with a whole line.
static bool read_last_line(int descriptor, off_t size, vtb_audit_head *out)
{
    static char text[VTB_AUDIT_LINE_MAX + 2]; // the line, its feed and the one before it
    off_t start = size > (off_t)sizeof text ? size - (off_t)sizeof text : 0;
    ssize_t taken = pread(descriptor, text, sizeof text, start);
    if (taken != size - start || taken < 1 || text[taken - 1] != '\n') {
        return false;
    }
    size_t end = (size_t)taken - 1;
    const char *feed = end == 0 ? NULL : memrchr(text, '\n', end);
    const char *line = feed == NULL ? text : feed + 1;
    return vtb_audit_read_head(line, end - (size_t)(line - text), out);
}

// An empty log goes on after the one that was moved to FILE.1, as logrotate does.
static bool follow_rotated(const char *file, vtb_audit_head *head)
{
    char rotated[4096];
    struct stat status;
    if ((size_t)snprintf(rotated, sizeof rotated, "%s.1", file) >= sizeof rotated) {
        return true;
    }
    int descriptor = open(rotated, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) {
        return errno == ENOENT || vtd_complain(rotated, strerror(errno));
    }
    bool done = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
                (status.st_size == 0 || read_last_line(descriptor, status.st_size, head));
    close(descriptor);
    return done || vtd_complain(rotated, "this audit log, which the new one would go on after, "
                                         "does not end with a line of ours");
}

static bool find_head(const char *file, int descriptor, vtb_audit_head *head)
{
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        return vtd_complain(file, strerror(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        return vtd_complain(file, "the audit log must be a regular file");
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return vtd_complain(file, "another process writes this audit log");
    }
    if (status.st_size == 0) {
        return follow_rotated(file, head);
    }
    if (!read_last_line(descriptor, status.st_size, head)) {
        return vtd_complain(file, "the audit log does not end with a line of ours: keep it "
                                  "elsewhere, and a new one is begun");
    }
    return true;
}

bool vtd_audit_start(vtd_audit *audit, const char *file)
{
    vtb_audit_begin(&audit->head);
    if (file == NULL) {
        return true;
    }
    int descriptor =
        open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (!find_head(file, descriptor, &audit->head)) {
        if (descriptor >= 0) {
            close(descriptor);
        }
        return false;
    }
    audit->descriptor = descriptor;
    vtd_audit_write(audit, "start", json_object());
    return !audit->is_torn || vtd_complain(file, "the audit log cannot be written");
}

static bool append(vtd_audit *audit, const char *line, size_t size)
{
    if (audit->is_torn && write(audit->descriptor, "\n", 1) != 1) {
        return false;
    }
    return write(audit->descriptor, line, size) == (ssize_t)size;
}

static bool seal_and_append(vtd_audit *audit, const char *object)
{
    vtb_audit_head head = audit->head;
    size_t size = strlen(object);
    char *line = malloc(size + VTB_AUDIT_SEAL_SIZE);
    size_t line_size = line == NULL ? 0 : vtb_audit_seal(&head, object, size, line);
    bool done = line_size > 0 && append(audit, line, line_size);
    free(line);
    if (done) {
        audit->head = head;
    }
    return done;
}

void vtd_audit_write(vtd_audit *audit, const char *event, json_t *fields)
{
    char time_text[VTD_LOG_TIME_SIZE];
    if (audit->descriptor < 0) {
        json_decref(fields);
        return;
    }
    vtd_log_time(time_text);
    json_t *object =
        json_pack("{s:I, s:s, s:s}", "seq", (json_int_t)audit->head.sequence + 1, "time", time_text,
                  "event", event);
    bool done = object != NULL && fields != NULL && json_object_update(object, fields) == 0;
    char *text = done ? json_dumps(object, JSON_COMPACT) : NULL;
    bool is_written = text != NULL && seal_and_append(audit, text);
    if (!is_written) {
        audit->failures++;
        vtd_log("error", "audit failed", "{s:s}", "reason",
                text == NULL ? "out of memory" : strerror(errno));
    }
    audit->is_torn = !is_written;
    free(text);
    json_decref(object);
    json_decref(fields);
}

void vtd_audit_stop(vtd_audit *audit)
{
    if (audit->descriptor >= 0) {
        vtd_audit_write(audit, "stop", json_object());
        close(audit->descriptor);
        audit->descriptor = -1;
    }
}
