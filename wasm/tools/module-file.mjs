// SPDX-License-Identifier: Apache-2.0
// Reads what a .wasm file declares: its imports with the limits of their memory, and its exports.
import { readFileSync } from "node:fs";

const IMPORT_SECTION = 2;
const MEMORY_KIND = 2;
const HAS_MAXIMUM = 1;

/** {imports: ["env.read"…], exports: ["vtw_probe"…], memory: {initial, maximum} in pages} */
export function describeModule(path) {
  const bytes = readFileSync(path);
  const module = new WebAssembly.Module(bytes);
  return {
    imports: WebAssembly.Module.imports(module).map((entry) => `${entry.module}.${entry.name}`),
    exports: WebAssembly.Module.exports(module).map((entry) => entry.name),
    memory: importedMemory(bytes),
  };
}

/** WebAssembly's JavaScript interface does not tell the limits of an import: read them. */
function importedMemory(bytes) {
  const reader = new Reader(bytes, 8);
  while (!reader.isAtEnd) {
    const section = reader.byte();
    const size = reader.number();
    if (section === IMPORT_SECTION) return memoryOfImports(reader);
    reader.skip(size);
  }
  return undefined;
}

function memoryOfImports(reader) {
  for (let count = reader.number(); count > 0; count--) {
    reader.skip(reader.number());
    reader.skip(reader.number());
    const kind = reader.byte();
    if (kind === MEMORY_KIND) return reader.limits();
    if (kind !== 0) throw new Error(`an import of kind ${kind} comes before the memory`);
    reader.number();
  }
  return undefined;
}

/** Walks through the bytes of a module. */
export class Reader {
  #bytes;
  #position;

  constructor(bytes, position) {
    this.#bytes = bytes;
    this.#position = position;
  }

  get isAtEnd() {
    return this.#position >= this.#bytes.length;
  }

  byte() {
    return this.#bytes[this.#position++];
  }

  skip(size) {
    this.#position += size;
  }

  /** Unsigned LEB128 (WebAssembly specification, 5.2.2). */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  limits() {
    const flags = this.byte();
    const initial = this.number();
    return { initial, maximum: flags & HAS_MAXIMUM ? this.number() : undefined };
  }
}
