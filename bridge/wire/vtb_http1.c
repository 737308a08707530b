// SPDX-License-Identifier: Apache-2.0
// Parses request heads and chunked bodies; no I/O, no state outside its arguments.
#include "vtb_http1.h"

#include <string.h>
#include <strings.h>

enum {
    CHUNK_SIZE_DIGITS_MAX = 8,
    CHUNK_LINE_MAX = 256,
    TRAILER_SIZE_MAX = 4096,
};
#define CHUNK_SIZE_MAX 0x7FFFFFFFU

enum chunk_state {
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_SIZE_FEED,
    CHUNK_DATA,
    CHUNK_DATA_RETURN,
    CHUNK_DATA_FEED,
    TRAILER_START,
    TRAILER_LINE,
    TRAILER_LINE_FEED,
    TRAILER_LAST_FEED,
};

// The position behind the empty line that ends the head; 0 when it has not come yet. A line feed
// or carriage return on its own, or a NUL, makes the head malformed: `*malformed_out`.
static size_t head_end(const char *bytes, size_t size, bool *malformed_out)
{
    size_t line_start = 0;
    *malformed_out = false;
    for (size_t index = 0; index < size; index++) {
        char byte = bytes[index];
        bool return_is_alone = byte == '\r' && index + 1 < size && bytes[index + 1] != '\n';
        bool feed_is_alone = byte == '\n' && (index == 0 || bytes[index - 1] != '\r');
        if (byte == '\0' || return_is_alone || feed_is_alone) {
            *malformed_out = true;
            return 0;
        }
        if (byte == '\n') {
            if (index - line_start == 1) {
                return index + 1;
            }
            line_start = index + 1;
        }
    }
    return 0;
}

static vtb_http_status parse_request_line(const char *line, size_t size, vtb_request *request)
{
    const char *first = memchr(line, ' ', size);
    if (first == NULL) {
        return 400;
    }
    size_t method_size = (size_t)(first - line);
    const char *target = first + 1;
    const char *second = memchr(target, ' ', size - method_size - 1);
    if (second == NULL) {
        return 400;
    }
    const char *version = second + 1;
    size_t version_size = size - (size_t)(version - line);
    if (version_size != 8 || memcmp(version, "HTTP/", 5) != 0) {
        return 400;
    }
    if (memcmp(version, "HTTP/1.1", 8) != 0) {
        return 505;
    }
    vtb_http_status status = vtb_request_set_method(request, line, method_size);
    return status != 0 ? status
                       : vtb_request_set_target(request, target, (size_t)(second - target));
}

static vtb_http_status parse_header_line(const char *line, size_t size, vtb_request *request)
{
    // A line that begins with white space continues the one before (obs-fold): its first
    // character is no token character, so that vtb_request_add refuses it.
    const char *colon = memchr(line, ':', size);
    if (colon == NULL) {
        return 400;
    }
    const char *value = colon + 1;
    const char *end = line + size;
    while (value < end && (*value == ' ' || *value == '\t')) {
        value++;
    }
    while (end > value && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    return vtb_request_add(request, line, (size_t)(colon - line), value, (size_t)(end - value));
}

static bool parse_content_length(const char *text, uint64_t *size_out)
{
    uint64_t value = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits] != '\0') {
        return false;
    }
    for (size_t index = 0; index < digits; index++) {
        value = value * 10 + (uint64_t)(text[index] - '0');
    }
    *size_out = value;
    return true;
}

// RFC 9112 section 6: exactly one of Content-Length and "chunked".
static vtb_http_status judge_body(const vtb_request *request, vtb_http1_head *head)
{
    const char *length = vtb_request_header(request, "content-length");
    const char *coding = vtb_request_header(request, "transfer-encoding");
    if (coding != NULL) {
        if (length != NULL) {
            return 400;
        }
        head->body = VTB_BODY_CHUNKED;
        return strcasecmp(coding, "chunked") == 0 ? 0 : 501;
    }
    if (length == NULL) {
        return 0;
    }
    if (!parse_content_length(length, &head->body_size)) {
        return 400;
    }
    head->body = head->body_size > 0 ? VTB_BODY_LENGTH : VTB_BODY_NONE;
    return 0;
}

static vtb_http_status judge_head(vtb_request *request, vtb_http1_head *head)
{
    const char *host = vtb_request_header(request, "host");
    if (host == NULL || strlen(host) > 255) {
        return 400;
    }
    // The copy moves into the request's own storage, which may move: take the size first.
    char authority[256];
    size_t host_size = strlen(host);
    memcpy(authority, host, host_size);
    vtb_http_status status = vtb_request_set_authority(request, authority, host_size);
    if (status != 0) {
        return status;
    }
    const char *expect = vtb_request_header(request, "expect");
    if (expect != NULL && strcasecmp(expect, "100-continue") != 0) {
        return 417;
    }
    const char *connection = vtb_request_header(request, "connection");
    head->expects_continue = expect != NULL;
    head->keep_alive = connection == NULL || !vtb_header_has_token(connection, "close");
    return judge_body(request, head);
}

vtb_http_status vtb_http1_parse(const char *bytes, size_t size, vtb_request *request,
                                vtb_http1_head *head_out)
{
    bool malformed = false;
    size_t window = size < VTB_REQUEST_HEAD_MAX ? size : VTB_REQUEST_HEAD_MAX;
    size_t end = head_end(bytes, window, &malformed);
    if (malformed) {
        return 400;
    }
    if (end == 0) {
        return size >= VTB_REQUEST_HEAD_MAX ? 431 : VTB_HTTP1_MORE;
    }
    *head_out = (vtb_http1_head){.size = end};
    const char *line = bytes;
    const char *last = bytes + end - 2; // the empty line
    vtb_http_status status = 0;
    for (bool is_first = true; status == 0 && line < last; is_first = false) {
        const char *feed = memchr(line, '\n', (size_t)(last - line));
        size_t line_size = (size_t)(feed - line) - 1;
        status = is_first ? parse_request_line(line, line_size, request)
                          : parse_header_line(line, line_size, request);
        line = feed + 1;
    }
    if (status == 0 && vtb_request_method(request)[0] == '\0') {
        return 400; // the head was only an empty line
    }
    return status != 0 ? status : judge_head(request, head_out);
}

static vtb_http_status read_counted(vtb_http1_body *body, const char *bytes, size_t size,
                                    size_t *used_out, const char **piece_out,
                                    size_t *piece_size_out)
{
    size_t taken = body->left < size ? (size_t)body->left : size;
    body->left -= taken;
    *used_out = taken;
    *piece_out = bytes;
    *piece_size_out = taken;
    return 0;
}

static int hex_digit(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    char lower = (char)(character | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static vtb_http_status chunk_size_byte(vtb_http1_body *body, char byte)
{
    int digit = hex_digit(byte);
    if (digit >= 0) {
        body->left = body->left * 16 + (uint64_t)digit;
        body->digits++;
        return body->digits > CHUNK_SIZE_DIGITS_MAX || body->left > CHUNK_SIZE_MAX ? 413 : 0;
    }
    if (body->digits == 0 || (byte != ';' && byte != '\r')) {
        return 400;
    }
    body->state = byte == '\r' ? CHUNK_SIZE_FEED : CHUNK_EXTENSION;
    return 0;
}

static vtb_http_status expect_byte(vtb_http1_body *body, char byte, char wanted, int next_state)
{
    body->state = next_state;
    return byte == wanted ? 0 : 400;
}

static vtb_http_status line_byte(vtb_http1_body *body, char byte, int feed_state)
{
    if (byte == '\n' || byte == '\0') {
        return 400;
    }
    body->state = byte == '\r' ? feed_state : body->state;
    return 0;
}

// One byte of the framing around chunks.
static vtb_http_status chunk_framing_byte(vtb_http1_body *body, char byte)
{
    switch ((enum chunk_state)body->state) {
    case CHUNK_SIZE:
        return chunk_size_byte(body, byte);
    case CHUNK_EXTENSION:
        return ++body->line_size > CHUNK_LINE_MAX ? 400 : line_byte(body, byte, CHUNK_SIZE_FEED);
    case CHUNK_SIZE_FEED:
        return expect_byte(body, byte, '\n', body->left > 0 ? CHUNK_DATA : TRAILER_START);
    case CHUNK_DATA_RETURN:
        return expect_byte(body, byte, '\r', CHUNK_DATA_FEED);
    case CHUNK_DATA_FEED:
        body->digits = 0;
        body->line_size = 0;
        return expect_byte(body, byte, '\n', CHUNK_SIZE);
    case TRAILER_START:
        body->state = byte == '\r' ? TRAILER_LAST_FEED : TRAILER_LINE;
        return byte == '\n' || byte == '\0' ? 400 : 0;
    case TRAILER_LINE:
        return line_byte(body, byte, TRAILER_LINE_FEED);
    case TRAILER_LINE_FEED:
        return expect_byte(body, byte, '\n', TRAILER_START);
    case TRAILER_LAST_FEED:
        body->done = true;
        return byte == '\n' ? 0 : 400;
    case CHUNK_DATA:
        break;
    }
    return 400;
}

static vtb_http_status read_chunked(vtb_http1_body *body, const char *bytes, size_t size,
                                    size_t *used_out, const char **piece_out,
                                    size_t *piece_size_out)
{
    size_t index = 0;
    *piece_size_out = 0;
    while (index < size && !body->done && body->state != CHUNK_DATA) {
        bool is_trailer = body->state >= TRAILER_START;
        body->trailer_size += is_trailer ? 1 : 0;
        vtb_http_status status = body->trailer_size > TRAILER_SIZE_MAX
                                     ? 400
                                     : chunk_framing_byte(body, bytes[index]);
        if (status != 0) {
            return status;
        }
        index++;
    }
    if (body->state == CHUNK_DATA && index < size) {
        size_t used = 0;
        (void)read_counted(body, bytes + index, size - index, &used, piece_out, piece_size_out);
        index += used;
        body->state = body->left == 0 ? CHUNK_DATA_RETURN : CHUNK_DATA;
    }
    *used_out = index;
    return 0;
}

vtb_http_status vtb_http1_body_read(vtb_http1_body *body, const char *bytes, size_t size,
                                    size_t *used_out, const char **piece_out,
                                    size_t *piece_size_out)
{
    *used_out = 0;
    *piece_out = bytes;
    *piece_size_out = 0;
    if (body->kind == VTB_BODY_CHUNKED) {
        return read_chunked(body, bytes, size, used_out, piece_out, piece_size_out);
    }
    if (body->kind == VTB_BODY_LENGTH) {
        (void)read_counted(body, bytes, size, used_out, piece_out, piece_size_out);
        body->done = body->left == 0;
    } else {
        body->done = true;
    }
    return 0;
}
