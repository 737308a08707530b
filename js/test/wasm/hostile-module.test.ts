// SPDX-License-Identifier: Apache-2.0
// What a module answers is not believed: wild addresses, lies about sizes, traps, recursion.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type OpenOptions, SyncDocument } from "../../src/wasm/decoder.js";
import { VitrineError } from "../../src/wasm/errors.js";
import { compileModuleSync, type CompiledModule } from "../../src/wasm/module.js";
import { MemorySource } from "../../src/wasm/source.js";
import { answer, assemble, recurse, type TinyFunction, trap } from "./tiny-module.js";

const constants = JSON.stringify({
  errors: [
    { name: "OK", number: 0, grpc: 0, text: "No error." },
    { name: "E_ARGUMENT", number: 1, grpc: 3, text: "The request is not valid." },
    { name: "E_NOMEM", number: 2, grpc: 8, text: "There is not enough memory." },
    { name: "E_IO", number: 5, grpc: 14, text: "The file could not be read." },
  ],
  formats: ["png"],
  probes: ["png"],
  options: { asStored: 1 },
  limits: {},
});

/** A module that behaves, but for what `changes` say. Texts are at 1024, pixels at 8192. */
function behaving(changes: Record<string, number[]>): CompiledModule {
  const bodies: Record<string, number[]> = {
    vtw_abi_version: answer(3),
    vtw_constants: answer(1024),
    vtw_allocate: answer(8192),
    vtw_release: answer(0),
    vtw_error: answer(1),
    vtw_message: answer(1024),
    vtw_document_open: answer(16),
    vtw_document_format: answer(1024),
    vtw_document_media_type: answer(1024),
    vtw_document_page_count: answer(1),
    vtw_document_is_paged: answer(0),
    vtw_document_has_password: answer(0),
    vtw_document_is_partial: answer(0),
    vtw_document_message: answer(1024),
    vtw_page_open: answer(32),
    vtw_page_close: answer(0),
    vtw_page_width: answer(4),
    vtw_page_height: answer(4),
    vtw_page_orientation: answer(1),
    vtw_page_bit_depth: answer(8),
    vtw_page_has_alpha: answer(0),
    vtw_page_duration: answer(0),
    vtw_page_measure_width: answer(4),
    vtw_page_measure_height: answer(4),
    vtw_page_render: answer(0),
    vtw_page_text: answer(0),
    vtw_document_outline: answer(0),
    vtw_items: answer(0),
    ...changes,
  };
  const functions = Object.entries(bodies).map(([name, body]): [string, TinyFunction] => [
    name,
    { parameters: parametersOf(name), body },
  ]);
  const bytes = assemble(Object.fromEntries(functions), constants);
  const formats = ["png"];
  const entry = { file: "", size: 0, sha256: "", memoryPages: 1, formats, probes: formats };
  return compileModuleSync("tiny", bytes, entry);
}

/** The parameters of wasm/vtw.h where they are other than addresses and 32-bit numbers. */
function parametersOf(name: string): ("i32" | "f64")[] {
  if (name === "vtw_document_open") return ["i32", "f64", "i32", "f64", "f64", "i32"];
  if (name.startsWith("vtw_page_measure")) return ["i32", "f64"];
  if (name === "vtw_page_render") return ["i32", "f64", "i32", "i32", "i32", "i32", "i32"];
  if (name === "vtw_page_open") return ["i32", "i32"];
  return /abi_version|constants|error|vtw_message|vtw_items/.test(name) ? [] : ["i32"];
}

function open(changes: Record<string, number[]>, options: OpenOptions = {}): SyncDocument {
  return SyncDocument.open(behaving(changes), new MemorySource(new Uint8Array(8)), options);
}

function fails(work: () => unknown, code = "E_INTERNAL"): void {
  assert.throws(work, (error) => error instanceof VitrineError && error.code === code);
}

test("a module that behaves is believed", () => {
  const document = open({});
  assert.equal(document.pageCount, 1);
  const pixels = document.page(0).render();
  assert.deepEqual([pixels.width, pixels.height, pixels.data.length], [4, 4, 64]);
});

test("texts outside the memory or without an end are refused", () => {
  fails(() => open({ vtw_document_format: answer(-1) }));
  fails(() => open({ vtw_document_format: answer(65536) }));
  fails(() => open({ vtw_constants: answer(65535) }), "E_INTERNAL");
});

test("another version of the interface is refused", () => {
  fails(() => open({ vtw_abi_version: answer(1) }));
});

test("pixels outside the memory are refused", () => {
  for (const address of [65535, 65536 - 63, -64, 2 ** 31 - 1]) {
    fails(() =>
      open({ vtw_allocate: answer(address) })
        .page(0)
        .render(),
    );
  }
});

test("sizes that are none are refused", () => {
  fails(
    () =>
      open({ vtw_page_measure_width: answer(0) })
        .page(0)
        .render(),
    "E_ARGUMENT",
  );
  fails(
    () =>
      open({ vtw_page_measure_height: answer(-1) })
        .page(0)
        .render(),
    "E_ARGUMENT",
  );
});

test("lists outside the memory are refused", () => {
  const text = (changes: Record<string, number[]>) => () => open(changes).page(0).text();
  assert.deepEqual(text({})(), []);
  fails(text({ vtw_page_text: answer(1) }));
  fails(text({ vtw_page_text: answer(1), vtw_items: answer(65536 - 36) }));
  fails(text({ vtw_page_text: answer(2 ** 31 - 1), vtw_items: answer(1024) }));
  fails(text({ vtw_page_text: answer(-1) }), "E_ARGUMENT");
  // Titles whose addresses are nonsense: the JSON at 1024 taken for items.
  const outline = { vtw_document_outline: answer(8), vtw_items: answer(1024) };
  fails(() => open(outline).outline());
});

test("a page larger than the memory is refused before it is rendered", () => {
  const huge = { vtw_page_measure_width: answer(40000), vtw_page_measure_height: answer(40000) };
  fails(
    () =>
      open({ ...huge, vtw_page_render: trap() })
        .page(0)
        .render(),
    "E_NOMEM",
  );
});

test("no memory left is an error, not a crash", () => {
  fails(
    () =>
      open({ vtw_allocate: answer(0) })
        .page(0)
        .render(),
    "E_NOMEM",
  );
});

test("a trap ends the instance, and a fresh one works", () => {
  const document = open({ vtw_page_render: trap() });
  const page = document.page(0);
  fails(() => page.render());
  fails(() => document.page(0));
  fails(() => document.isPartial);
  document.close();
  assert.equal(open({}).page(0).render().width, 4);
});

test("endless recursion ends the instance only", () => {
  const own = 24; // vtw_page_render is the last function
  const document = open({
    vtw_page_render: [
      0x20,
      0,
      0x20,
      1,
      ...[2, 3, 4, 5, 6].flatMap((index) => [0x20, index]),
      ...recurse(own),
    ],
  });
  fails(() => document.page(0).render());
  assert.equal(open({}).page(0).render().width, 4);
});

test("an unknown error number is an internal error", () => {
  fails(() => open({ vtw_document_open: answer(0), vtw_error: answer(99) }));
});

test("a module that wants more memory than it may have does not start", () => {
  fails(() => open({}, { instanceMemoryMax: 1000 }), "E_NOMEM");
});
