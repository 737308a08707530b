// SPDX-License-Identifier: Apache-2.0
// Walks the central directory of a ZIP archive. Every number is checked against the file's size.
#include "cbz_zip.h"

#include <string.h>

#include "cbz_name.h"

#define END_SIZE 22u
#define END_SEARCHED (END_SIZE + 65535u) // the end record, and the longest comment behind it
#define LOCATOR_SIZE 20u
#define END64_SIZE 56u
#define CENTRAL_SIZE 46u
#define LOCAL_SIZE 30u
#define NAME_SIZE_MAX 1024u
#define EXTRA_SIZE_MAX 4096u
#define FLAG_ENCRYPTED 1u
#define FLAG_SIZED_BEHIND 8u // sizes stand behind the entry
#define DIRECTORY_SIZE_MAX (UINT64_C(64) << 20)

static uint16_t load16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static uint32_t load32(const uint8_t *bytes)
{
    return load16(bytes) | (uint32_t)load16(bytes + 2) << 16;
}

static uint64_t load64(const uint8_t *bytes)
{
    return load32(bytes) | (uint64_t)load32(bytes + 4) << 32;
}

static vt_error corrupt(vt_document *document)
{
    return vt_document_fail(document, VT_E_CORRUPT, "The archive's directory is damaged.");
}

// ---- The end record -----------------------------------------------------------------------------

typedef struct {
    uint64_t offset;
    uint64_t size;
    uint64_t count;
} directory_place;

// Large archives say where their directory is in a record in front of the end record.
static vt_error find_large(vt_document *document, uint64_t end_offset, directory_place *place)
{
    uint8_t locator[LOCATOR_SIZE];
    uint8_t record[END64_SIZE];
    if (end_offset < LOCATOR_SIZE)
        return corrupt(document);
    const vt_source *source = &document->source;
    vt_error error = vt_source_read(source, end_offset - LOCATOR_SIZE, locator, sizeof locator);
    if (error != VT_OK)
        return error;
    uint64_t at = load64(locator + 8);
    if (load32(locator) != 0x07064B50 || source->size < END64_SIZE ||
        at > source->size - END64_SIZE)
        return corrupt(document);
    error = vt_source_read(source, at, record, sizeof record);
    if (error == VT_OK && load32(record) != 0x06064B50)
        error = corrupt(document);
    *place = (directory_place){load64(record + 48), load64(record + 40), load64(record + 32)};
    return error;
}

static vt_error find_in_tail(vt_document *document, const uint8_t *tail, size_t size,
                             directory_place *place, bool *is_there)
{
    for (size_t at = size - END_SIZE + 1; at-- > 0;) {
        const uint8_t *end = tail + at;
        if (load32(end) != 0x06054B50 || load16(end + 20) > size - at - END_SIZE)
            continue;
        *is_there = true;
        *place = (directory_place){load32(end + 16), load32(end + 12), load16(end + 10)};
        bool is_large = place->offset == UINT32_MAX || place->size == UINT32_MAX ||
                        place->count == UINT16_MAX;
        return is_large ? find_large(document, document->source.size - size + at, place) : VT_OK;
    }
    return VT_OK;
}

static vt_error find_directory(vt_document *document, directory_place *place, bool *is_there)
{
    uint64_t file_size = document->source.size;
    size_t size = file_size < END_SEARCHED ? (size_t)file_size : END_SEARCHED;
    if (size < END_SIZE)
        return vt_document_fail(document, VT_E_TRUNCATED, "The archive's directory is missing.");
    uint8_t *tail = vt_heap_allocate(&document->heap, size);
    if (tail == NULL)
        return vt_document_fail_memory(document);
    vt_error error = vt_source_read(&document->source, file_size - size, tail, size);
    if (error == VT_OK)
        error = find_in_tail(document, tail, size, place, is_there);
    vt_heap_release(&document->heap, tail);
    if (error == VT_OK && (place->size > file_size || place->offset > file_size - place->size))
        error = corrupt(document);
    if (error == VT_OK && place->size > DIRECTORY_SIZE_MAX)
        error = vt_document_fail_number(document, VT_E_LIMIT,
                                        "The archive's directory is larger than ",
                                        DIRECTORY_SIZE_MAX);
    return error;
}

// ---- Entries ------------------------------------------------------------------------------------

// Sizes that do not fit into 32 bits stand in an extra field, in this order.
static void take_large(zip_entry *entry, const uint8_t *extra, size_t size)
{
    uint64_t *numbers[] = {&entry->size, &entry->packed, &entry->header};
    while (size >= 4) {
        uint16_t length = load16(extra + 2);
        if (length > size - 4)
            return;
        const uint8_t *at = extra + 4;
        size_t left = load16(extra) == 1 ? length : 0;
        for (size_t i = 0; i < 3; i++) {
            if (*numbers[i] != UINT32_MAX || left < 8)
                continue;
            *numbers[i] = load64(at);
            at += 8;
            left -= 8;
        }
        extra += 4 + length;
        size -= 4 + (size_t)length;
    }
}

static vt_error add_entry(vt_document *document, zip_directory *directory, zip_entry entry,
                          const char *name, uint16_t flags)
{
    uint64_t file_size = document->source.size;
    bool is_wanted = name_is_picture(name) && (flags & FLAG_ENCRYPTED) == 0 && entry.size > 0 &&
                     (entry.method == ZIP_STORED || entry.method == ZIP_DEFLATED);
    if (!is_wanted || entry.packed > file_size || entry.header > file_size - entry.packed)
        return VT_OK;
    if (directory->entries.count >= document->limits.pages_max)
        return vt_document_fail_number(document, VT_E_LIMIT,
                                       "The archive has more pictures than the limit ",
                                       document->limits.pages_max);
    entry.name = vt_texts_add(&document->heap, &directory->names, name);
    if (entry.name != NULL &&
        vt_list_add(&document->heap, &directory->entries, &entry, sizeof entry))
        return VT_OK;
    return vt_document_fail_memory(document);
}

static vt_error read_entry(vt_document *document, vt_reader *reader, zip_directory *directory)
{
    uint8_t head[CENTRAL_SIZE];
    char name[NAME_SIZE_MAX + 1];
    uint8_t extra[EXTRA_SIZE_MAX];
    vt_error error = vt_reader_read(reader, head, sizeof head);
    if (error != VT_OK)
        return error;
    size_t name_size = load16(head + 28);
    size_t extra_size = load16(head + 30);
    if (load32(head) != 0x02014B50 || name_size > NAME_SIZE_MAX || extra_size > EXTRA_SIZE_MAX)
        return corrupt(document);
    error = vt_reader_read(reader, name, name_size);
    if (error == VT_OK)
        error = vt_reader_read(reader, extra, extra_size);
    if (error != VT_OK)
        return error;
    name[name_size] = '\0';
    vt_reader_skip(reader, load16(head + 32));
    zip_entry entry = {load32(head + 42), load32(head + 20), load32(head + 24),
                       load16(head + 10), NULL};
    take_large(&entry, extra, extra_size);
    return add_entry(document, directory, entry, name, load16(head + 8));
}

// ---- An archive that ends early has no directory, but a head before each entry ------------------

// The entry at `*at`, cut to what came; moves to the next. *is_over_out: there is none.
static vt_error read_local(vt_document *document, zip_directory *directory, uint64_t *at,
                           bool *is_over_out)
{
    uint8_t head[LOCAL_SIZE];
    char name[NAME_SIZE_MAX + 1];
    uint64_t size = document->source.size;
    *is_over_out = true;
    if (*at > size || size - *at <= LOCAL_SIZE)
        return VT_OK;
    vt_error error = vt_source_read(&document->source, *at, head, sizeof head);
    if (error != VT_OK)
        return error;
    zip_entry entry = {*at, load32(head + 18), load32(head + 22), load16(head + 8), NULL};
    size_t name_size = load16(head + 26);
    uint64_t data = *at + LOCAL_SIZE + name_size + load16(head + 28);
    bool is_sized = (load16(head + 6) & FLAG_SIZED_BEHIND) == 0 && entry.packed != UINT32_MAX;
    if (load32(head) != 0x04034B50 || name_size > NAME_SIZE_MAX || data >= size || !is_sized)
        return VT_OK;
    error = vt_source_read(&document->source, *at + LOCAL_SIZE, name, name_size);
    if (error != VT_OK)
        return error;
    name[name_size] = '\0';
    *at = data + entry.packed;
    if (entry.packed > size - data) {
        entry.packed = size - data;
        if (entry.method == ZIP_STORED)
            entry.size = entry.packed;
    }
    *is_over_out = false;
    return add_entry(document, directory, entry, name, load16(head + 6));
}

static vt_error walk_heads(vt_document *document, zip_directory *directory)
{
    uint64_t at = 0;
    bool is_over = false;
    vt_error error = VT_OK;
    while (error == VT_OK && !is_over) {
        error = read_local(document, directory, &at, &is_over);
        if (error == VT_OK)
            error = vt_document_progress(document, at, document->source.size);
    }
    if (error != VT_OK)
        return error;
    if (directory->entries.count == 0)
        return vt_document_fail(document, VT_E_TRUNCATED, "The archive's directory is missing.");
    vt_document_warn_partial(document, "The archive ends early; the pages that came are shown.");
    return VT_OK;
}

vt_error zip_read(vt_document *document, zip_directory *directory)
{
    directory_place place = {0, 0, 0};
    bool is_there = false;
    vt_error error = find_directory(document, &place, &is_there);
    if (error != VT_OK)
        return error;
    if (!is_there)
        return walk_heads(document, directory);
    vt_reader *reader = vt_heap_allocate(&document->heap, sizeof *reader);
    if (reader == NULL)
        return vt_document_fail_memory(document);
    vt_reader_init(reader, &document->source, place.offset);
    uint64_t end = place.offset + place.size;
    for (uint64_t i = 0; i < place.count && error == VT_OK; i++) {
        if (vt_reader_position(reader) + CENTRAL_SIZE > end)
            error = corrupt(document);
        else
            error = read_entry(document, reader, directory);
        if (error == VT_OK && i % 256 == 0)
            error = vt_document_progress(document, i, place.count);
    }
    vt_heap_release(&document->heap, reader);
    if (error == VT_E_CORRUPT && directory->entries.count > 0) {
        vt_document_warn_partial(document, "The archive's directory is damaged.");
        return VT_OK;
    }
    return error;
}

void zip_clear(vt_document *document, zip_directory *directory)
{
    vt_list_clear(&document->heap, &directory->entries);
    vt_texts_clear(&document->heap, &directory->names);
}

vt_error zip_locate(vt_document *document, const zip_entry *entry, uint64_t *offset_out)
{
    uint8_t head[LOCAL_SIZE];
    vt_error error = vt_source_read(&document->source, entry->header, head, sizeof head);
    if (error != VT_OK)
        return error;
    uint64_t offset = entry->header + LOCAL_SIZE + load16(head + 26) + load16(head + 28);
    uint64_t size = document->source.size;
    if (load32(head) != 0x04034B50 || offset > size || entry->packed > size - offset)
        return vt_document_fail(document, VT_E_CORRUPT, "The page is not where it should be.");
    *offset_out = offset;
    return VT_OK;
}
