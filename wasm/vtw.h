// SPDX-License-Identifier: Apache-2.0
// The whole border between a WebAssembly module and JavaScript: five imports, the exports below.
// All addresses are offsets into the imported memory; sizes are bytes; 64-bit numbers travel as
// doubles (exact up to 2^53). JavaScript checks everything that comes out of a module.
#ifndef VTW_H
#define VTW_H

#include <stdint.h>

#define VTW_ABI_VERSION 3

// X(name, JSON name, bit): the flags of vtw_document_open.
#define VTW_OPTIONS(X) X(AS_STORED, "asStored", 1)

enum {
#define VTW_OPTION_ENUM(name, json_name, bit) VTW_##name = bit,
    VTW_OPTIONS(VTW_OPTION_ENUM)
#undef VTW_OPTION_ENUM
};

#define VTW_IMPORT(name) __attribute__((import_module("env"), import_name(#name)))
#define VTW_EXPORT(name) __attribute__((export_name(#name)))

// ---- Imports: all that a module can reach, with `env.memory` ------------------------------------

// Fills `size` bytes from `offset` of the file that `handle` stands for. Answers a vt_error number.
VTW_IMPORT(read) int32_t vtw_import_read(int32_t handle, double offset, void *destination,
                                         uint32_t size);

// Says how far the work is (total 0: not known). Not 0 means: stop.
VTW_IMPORT(progress) int32_t vtw_import_progress(double done, double total);

// With size 0: the size of the asset `name` (not terminated), or -1 where there is none. Else fills
// exactly `size` bytes and answers size, or -1.
VTW_IMPORT(asset) int32_t vtw_import_asset(const char *name, uint32_t name_size, void *destination,
                                           uint32_t size);

// Throws in JavaScript; does not return. `text` says where. The instance is dead afterwards.
VTW_IMPORT(abort) _Noreturn void vtw_import_abort(const char *text, uint32_t text_size);

// ---- Exports ------------------------------------------------------------------------------------

typedef struct vtw_document vtw_document;
typedef struct vtw_page vtw_page;

VTW_EXPORT(vtw_abi_version) uint32_t vtw_abi_version(void);

// Terminated JSON, made from the C tables so that JavaScript never repeats a number: {"errors":
// [{"name","number","grpc","text"}…], "formats": [name…], "options": {flag: bit}, "limits":
// {"pixelsMax","targetPixelsMax","memoryMax"}}. Static.
VTW_EXPORT(vtw_constants) const char *vtw_constants(void);

// Memory for strings and pixels that JavaScript passes in; 0 where there is none left.
VTW_EXPORT(vtw_allocate) void *vtw_allocate(uint32_t size);
VTW_EXPORT(vtw_release) void vtw_release(void *pointer);

// The vt_error number of the last call that could fail, and its terminated message (UTF-8).
VTW_EXPORT(vtw_error) int32_t vtw_error(void);
VTW_EXPORT(vtw_message) const char *vtw_message(void);

// The name of the format that the bytes look like, terminated and static, or 0. See vt_probe.
VTW_EXPORT(vtw_probe) const char *vtw_probe(const void *head, uint32_t size);

// Opens the file `handle` of `size` bytes. `flags`: bits of vtw_constants().options. A limit of 0
// means the default. `password`: terminated UTF-8 or 0. Answers 0 on error.
VTW_EXPORT(vtw_document_open)
vtw_document *vtw_document_open(int32_t handle, double size, uint32_t flags, double pixels_max,
                                double memory_max, const char *password);
VTW_EXPORT(vtw_document_close) void vtw_document_close(vtw_document *document);

// Members of vt_document_info.
VTW_EXPORT(vtw_document_format) const char *vtw_document_format(const vtw_document *document);
VTW_EXPORT(vtw_document_media_type)
const char *vtw_document_media_type(const vtw_document *document);
VTW_EXPORT(vtw_document_page_count) uint32_t vtw_document_page_count(const vtw_document *document);
VTW_EXPORT(vtw_document_is_paged) uint32_t vtw_document_is_paged(const vtw_document *document);
VTW_EXPORT(vtw_document_is_partial) uint32_t vtw_document_is_partial(const vtw_document *document);
VTW_EXPORT(vtw_document_has_password)
uint32_t vtw_document_has_password(const vtw_document *document);
VTW_EXPORT(vtw_document_message) const char *vtw_document_message(const vtw_document *document);

// 0 on error.
VTW_EXPORT(vtw_page_open) vtw_page *vtw_page_open(vtw_document *document, uint32_t index);
VTW_EXPORT(vtw_page_close) void vtw_page_close(vtw_page *page);

// Members of vt_page_info.
VTW_EXPORT(vtw_page_width) double vtw_page_width(const vtw_page *page);
VTW_EXPORT(vtw_page_height) double vtw_page_height(const vtw_page *page);
VTW_EXPORT(vtw_page_orientation) uint32_t vtw_page_orientation(const vtw_page *page);
VTW_EXPORT(vtw_page_bit_depth) uint32_t vtw_page_bit_depth(const vtw_page *page);
VTW_EXPORT(vtw_page_has_alpha) uint32_t vtw_page_has_alpha(const vtw_page *page);
VTW_EXPORT(vtw_page_duration) uint32_t vtw_page_duration(const vtw_page *page);

// The size at a scale; -1 on error.
VTW_EXPORT(vtw_page_measure_width)
double vtw_page_measure_width(const vtw_page *page, double scale);
VTW_EXPORT(vtw_page_measure_height)
double vtw_page_measure_height(const vtw_page *page, double scale);

// Renders into `pixels` (4 * width * height bytes, from vtw_allocate). Answers a vt_error number.
VTW_EXPORT(vtw_page_render)
int32_t vtw_page_render(vtw_page *page, double scale, uint32_t x, uint32_t y, uint32_t width,
                        uint32_t height, void *pixels);

// ---- Contents: lists of vt.h --------------------------------------------------------------------

// Each answers how many items there are, or -1 on error; vtw_items tells where they are. An item is
// a row of 32-bit words in the order of its members in vt.h, addresses and float numbers included:
// a character has 10, a part of a hit 9, a link 7, an item of the outline 5, a property 2. They are
// borrowed as vt.h says.
VTW_EXPORT(vtw_page_text) int32_t vtw_page_text(vtw_page *page);
VTW_EXPORT(vtw_page_search) int32_t vtw_page_search(vtw_page *page, const char *needle);
VTW_EXPORT(vtw_page_links) int32_t vtw_page_links(vtw_page *page);
VTW_EXPORT(vtw_document_outline) int32_t vtw_document_outline(vtw_document *document);
VTW_EXPORT(vtw_document_properties) int32_t vtw_document_properties(vtw_document *document);

// The items of the last of these calls; 0 where there are none.
VTW_EXPORT(vtw_items) const void *vtw_items(void);

#endif
