// SPDX-License-Identifier: Apache-2.0
// Looks up files and symbols in the FileDescriptorSet that protoc made of bridge/proto. The numbers
// of its fields stand in protobuf's own google/protobuf/descriptor.proto.
#include "vtb_reflection.h"

#include "vtb_fields.h"

#include <string.h>

extern const unsigned char vtb_descriptors[]; // generated
extern const size_t vtb_descriptors_size;

enum {
    // google.protobuf.FileDescriptorProto and what is in it
    FILE_NAME = 1,
    FILE_PACKAGE = 2,
    FILE_MESSAGE = 4,
    FILE_ENUM = 5,
    FILE_SERVICE = 6,
    NAME = 1,
    INNER_FIRST = 2, // fields or methods; 3: nested messages; 4: enums
    INNER_LAST = 4,
    INNER_DEPTH_MAX = 8,
    // grpc.reflection.v1
    ASK_FILE = 3,
    ASK_SYMBOL = 4,
    ASK_EXTENSION = 5,
    ASK_EXTENSIONS = 6,
    ASK_SERVICES = 7,
    ANSWER_REQUEST = 2,
    ANSWER_FILE = 4,
    ANSWER_SERVICES = 6,
    ANSWER_ERROR = 7,
    HEADS_MAX = 256,
    NOT_FOUND = 5,
};

typedef struct text {
    const uint8_t *bytes;
    size_t size;
} text;

static text text_field(const vtb_field *thing, uint32_t number)
{
    vtb_fields fields = vtb_fields_of(thing->bytes, thing->size);
    vtb_field field;
    while (vtb_fields_next(&fields, &field)) {
        if (field.number == number && !field.is_number) {
            return (text){field.bytes, field.size};
        }
    }
    return (text){(const uint8_t *)"", 0};
}

static bool text_is(text one, text other)
{
    return one.size == other.size && memcmp(one.bytes, other.bytes, one.size) == 0;
}

// Takes "name" or "name." from the beginning of a symbol. False when it does not begin so.
static bool take_name(text *symbol, text name)
{
    if (symbol->size < name.size || memcmp(symbol->bytes, name.bytes, name.size) != 0) {
        return false;
    }
    bool is_whole = symbol->size == name.size;
    bool goes_on = symbol->size > name.size + 1 && symbol->bytes[name.size] == '.';
    if (!is_whole && !goes_on) {
        return false;
    }
    size_t taken = name.size + (is_whole ? 0 : 1);
    *symbol = (text){symbol->bytes + taken, symbol->size - taken};
    return true;
}

// Whether the symbol names a message, an enum or a service, or something within it.
static bool has_symbol(const vtb_field *thing, text symbol, unsigned depth)
{
    text name = text_field(thing, NAME);
    if (name.size == 0 || !take_name(&symbol, name)) {
        return false;
    }
    vtb_fields fields = vtb_fields_of(thing->bytes, thing->size);
    vtb_field inner;
    bool is_found = symbol.size == 0;
    while (!is_found && depth < INNER_DEPTH_MAX && vtb_fields_next(&fields, &inner)) {
        is_found = !inner.is_number && inner.number >= INNER_FIRST && inner.number <= INNER_LAST &&
                   has_symbol(&inner, symbol, depth + 1);
    }
    return is_found;
}

static bool file_has_symbol(const vtb_field *file, text symbol)
{
    vtb_fields fields = vtb_fields_of(file->bytes, file->size);
    vtb_field thing;
    bool is_found = false;
    if (!take_name(&symbol, text_field(file, FILE_PACKAGE)) || symbol.size == 0) {
        return false;
    }
    while (!is_found && vtb_fields_next(&fields, &thing)) {
        is_found = !thing.is_number && thing.number >= FILE_MESSAGE &&
                   thing.number <= FILE_SERVICE && has_symbol(&thing, symbol, 0);
    }
    return is_found;
}

static bool find_file(text wanted, bool is_symbol, vtb_field *out)
{
    vtb_fields files = vtb_fields_of(vtb_descriptors, vtb_descriptors_size);
    while (vtb_fields_next(&files, out)) {
        if (is_symbol ? file_has_symbol(out, wanted)
                      : text_is(text_field(out, FILE_NAME), wanted)) {
            return true;
        }
    }
    return false;
}

static uint8_t *put(uint8_t *out, const void *bytes, size_t size)
{
    memcpy(out, bytes, size);
    return out + size;
}

static uint8_t *put_file(uint8_t *out, const vtb_field *file)
{
    uint8_t head[16];
    size_t head_size = (size_t)(vtb_field_bytes_write(head, 1, file->size) - head);
    out = vtb_field_bytes_write(out, ANSWER_FILE, head_size + file->size);
    return put(put(out, head, head_size), file->bytes, file->size);
}

static uint8_t *put_error(uint8_t *out)
{
    static const char sentence[] = "There is no such file or symbol.";
    size_t size = sizeof sentence - 1;
    out = vtb_field_bytes_write(out, ANSWER_ERROR, 2 + 2 + size);
    out = vtb_field_number_write(out, 1, NOT_FOUND);
    return put(vtb_field_bytes_write(out, 2, size), sentence, size);
}

// Calls `take` for the full name of each service until it says true.
static bool each_service(bool (*take)(text package, text name, void *argument), void *argument)
{
    vtb_fields files = vtb_fields_of(vtb_descriptors, vtb_descriptors_size);
    vtb_field file;
    vtb_field service;
    while (vtb_fields_next(&files, &file)) {
        vtb_fields things = vtb_fields_of(file.bytes, file.size);
        while (vtb_fields_next(&things, &service)) {
            if (service.number == FILE_SERVICE &&
                take(text_field(&file, FILE_PACKAGE), text_field(&service, NAME), argument)) {
                return true;
            }
        }
    }
    return false;
}

static size_t size_of_service(size_t name_size)
{
    uint8_t head[32];
    uint8_t *end = vtb_field_bytes_write(head, NAME, name_size);
    return (size_t)(end - head) + name_size;
}

static bool add_size(text package, text name, void *argument)
{
    size_t size = size_of_service(package.size + 1 + name.size);
    uint8_t head[16];
    *(size_t *)argument += (size_t)(vtb_field_bytes_write(head, 1, size) - head) + size;
    return false;
}

static bool put_service(text package, text name, void *argument)
{
    uint8_t **out = argument;
    size_t size = package.size + 1 + name.size;
    *out = vtb_field_bytes_write(*out, 1, size_of_service(size));
    *out = vtb_field_bytes_write(*out, NAME, size);
    *out = put(put(put(*out, package.bytes, package.size), ".", 1), name.bytes, name.size);
    return false;
}

static uint8_t *put_services(uint8_t *out)
{
    size_t size = 0;
    (void)each_service(add_size, &size);
    out = vtb_field_bytes_write(out, ANSWER_SERVICES, size);
    (void)each_service(put_service, &out);
    return out;
}

static bool is_service(text package, text name, void *argument)
{
    text wanted = *(const text *)argument;
    return take_name(&wanted, package) && text_is(wanted, name);
}

bool vtb_reflection_has_service(const char *name, size_t size)
{
    text wanted = {(const uint8_t *)name, size};
    return each_service(is_service, &wanted);
}

size_t vtb_reflection_size_max(size_t size)
{
    return size + vtb_descriptors_size + HEADS_MAX;
}

vtb_error vtb_reflection_answer(const uint8_t *request, size_t size, uint8_t *out,
                                size_t *size_out)
{
    vtb_fields fields = vtb_fields_of(request, size);
    vtb_field field;
    vtb_field asked = {0};
    vtb_field file;
    while (vtb_fields_next(&fields, &field)) {
        asked = field.number >= ASK_FILE && field.number <= ASK_SERVICES ? field : asked;
    }
    if (fields.is_malformed || asked.is_number) {
        return VTB_E_MESSAGE;
    }
    uint8_t *end = put(vtb_field_bytes_write(out, ANSWER_REQUEST, size), request, size);
    bool is_symbol = asked.number == ASK_SYMBOL;
    if (asked.number == ASK_SERVICES) {
        end = put_services(end);
    } else if ((is_symbol || asked.number == ASK_FILE) &&
               find_file((text){asked.bytes, asked.size}, is_symbol, &file)) {
        end = put_file(end, &file);
    } else {
        end = put_error(end); // nothing here has extensions
    }
    *size_out = (size_t)(end - out);
    return VTB_OK;
}
