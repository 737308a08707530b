// SPDX-License-Identifier: Apache-2.0
// The border to WebAssembly (wasm/vtw.h): the only file that touches a module's exports and memory.
// What comes out of a module is checked here; a trap ends the instance, and leaves as an error.
import { INTERNAL_SENTENCE, VitrineError } from "./errors.js";
import type { ManifestModule } from "./manifest.js";

const ABI_VERSION = 3;
const PAGE_SIZE = 65536;
const PAGES_MAX = 65536;
const STRING_SIZE_MAX = 65536;

/** A compiled module and what is needed to start it; may be sent to a Worker as it is. */
export interface CompiledModule {
  name: string;
  wasm: WebAssembly.Module;
  /** Pages of 64 KiB at the start. */
  memoryPages: number;
}

/** Compiles bytes that have been checked against the manifest. */
export async function compileModule(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  entry: ManifestModule,
): Promise<CompiledModule> {
  return { name, wasm: await WebAssembly.compile(bytes), memoryPages: entry.memoryPages };
}

/** The same at once, for Workers and Node. */
export function compileModuleSync(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  entry: ManifestModule,
): CompiledModule {
  return { name, wasm: new WebAssembly.Module(bytes), memoryPages: entry.memoryPages };
}

/** An address in a module's memory. */
export type Pointer = number;

/** The functions of wasm/vtw.h and wasm/vtw_encode.h. */
export type ExportName =
  | "vtw_abi_version"
  | "vtw_constants"
  | "vtw_allocate"
  | "vtw_release"
  | "vtw_error"
  | "vtw_message"
  | "vtw_probe"
  | `vtw_document_${"open" | "close" | "format" | "media_type" | "page_count" | "is_paged"}`
  | `vtw_document_${"is_partial" | "has_password" | "message"}`
  | `vtw_page_${"open" | "close" | "width" | "height"}`
  | `vtw_page_${"orientation" | "bit_depth" | "has_alpha" | "duration"}`
  | `vtw_page_${"measure_width" | "measure_height" | "render" | "text" | "search" | "links"}`
  | `vtw_document_${"outline" | "properties"}`
  | "vtw_items"
  | `vtw_png_${"encode" | "bytes" | "size"}`;

/** What a module may call. Addresses and sizes come as signed 32-bit numbers. */
export type ModuleImports = Record<"read" | "progress" | "asset", (...values: number[]) => number>;

const NO_IMPORTS: ModuleImports = { read: () => -1, progress: () => 0, asset: () => -1 };

export interface InstanceOptions {
  /** Bytes that the instance may have in all; it cannot grow beyond. */
  memoryMax: number;
}

/** A fresh instance of a module, with nothing but its five imports. */
export class ModuleInstance {
  readonly #memory: WebAssembly.Memory;
  readonly #exports: WebAssembly.Exports;
  #fault: VitrineError | undefined;

  constructor(module: CompiledModule, options: InstanceOptions, imports = NO_IMPORTS) {
    this.#memory = createMemory(module, options.memoryMax);
    const abort = (text: number, size: number): never => this.#abort(text, size >>> 0);
    const env = { memory: this.#memory, ...imports, abort };
    this.#exports = new WebAssembly.Instance(module.wasm, { env }).exports;
    this.#start();
    if (this.call("vtw_abi_version") !== ABI_VERSION) {
      throw fault(`module ${module.name} speaks another version of the interface`);
    }
  }

  /** Whether a trap has ended the instance. */
  get isDead(): boolean {
    return this.#fault !== undefined;
  }

  /** Calls an export. A trap makes this and all later calls throw E_INTERNAL. */
  call(name: ExportName, ...values: number[]): number {
    return this.#callRaw(name, values);
  }

  /** The same for exports that answer an address or an unsigned number. */
  callUnsigned(name: ExportName, ...values: number[]): number {
    return this.#callRaw(name, values) >>> 0;
  }

  /** The terminated UTF-8 text at an address; undefined at 0. */
  string(pointer: Pointer): string | undefined {
    const address = pointer >>> 0;
    if (address === 0) return undefined;
    const bytes = new Uint8Array(this.#memory.buffer);
    const limit = Math.min(bytes.length, address + STRING_SIZE_MAX);
    const end = bytes.subarray(0, limit).indexOf(0, address);
    if (end < 0) throw fault("a text of the module has no end");
    return new TextDecoder().decode(bytes.subarray(address, end));
  }

  /** A view of the module's memory, valid until the next call. */
  view(pointer: Pointer, size: number): Uint8Array<ArrayBuffer> {
    const address = pointer >>> 0;
    if (address === 0 || size > this.#memory.buffer.byteLength - address) {
      throw fault("the module names memory that it does not have");
    }
    return new Uint8Array(this.#memory.buffer as ArrayBuffer, address, size);
  }

  /** Runs `body` with `size` bytes of the module's memory, and gives them back. */
  withMemory<Result>(size: number, body: (pointer: Pointer) => Result): Result {
    const isPossible = size < PAGES_MAX * PAGE_SIZE;
    const pointer = isPossible ? this.callUnsigned("vtw_allocate", Math.max(size, 1)) : 0;
    if (pointer === 0) throw noMemory(`${size} bytes were asked for`);
    try {
      this.view(pointer, size);
      return body(pointer);
    } finally {
      if (!this.isDead) this.call("vtw_release", pointer);
    }
  }

  /** Runs `body` with a copy of `bytes` in the module's memory. */
  withBytes<Result>(
    bytes: Uint8Array | Uint8ClampedArray,
    body: (pointer: Pointer) => Result,
  ): Result {
    return this.withMemory(bytes.length, (pointer) => {
      this.view(pointer, bytes.length).set(bytes);
      return body(pointer);
    });
  }

  /** Runs `body` with the terminated UTF-8 form of `text`, or 0 where there is none. */
  withString<Result>(text: string | undefined, body: (pointer: Pointer) => Result): Result {
    if (text === undefined) return body(0);
    return this.withBytes(new TextEncoder().encode(`${text.replaceAll("\0", "")}\0`), body);
  }

  #callRaw(name: string, values: number[]): number {
    if (this.#fault !== undefined) throw this.#fault;
    const exported = this.#exports[name];
    if (typeof exported !== "function") throw fault(`the module has no ${name}`);
    try {
      return Number(exported(...values));
    } catch (cause) {
      this.#fault = fault(cause instanceof Error ? cause.message : String(cause), cause);
      throw this.#fault;
    }
  }

  /** Runs what the C library must do first; modules without such a need do not export it. */
  #start(): void {
    if ("_initialize" in this.#exports) this.#callRaw("_initialize", []);
  }

  #abort(pointer: Pointer, size: number): never {
    const text = new TextDecoder().decode(this.view(pointer, Math.min(size, STRING_SIZE_MAX)));
    throw new Error(`the module stopped itself: ${text}`);
  }
}

function createMemory(module: CompiledModule, memoryMax: number): WebAssembly.Memory {
  const maximum = Math.min(Math.floor(memoryMax / PAGE_SIZE), PAGES_MAX);
  if (maximum < module.memoryPages) {
    throw noMemory(`module ${module.name} starts with ${module.memoryPages * PAGE_SIZE} bytes`);
  }
  try {
    return new WebAssembly.Memory({ initial: module.memoryPages, maximum });
  } catch (cause) {
    throw noMemory(`no memory of up to ${maximum * PAGE_SIZE} bytes is to be had`, cause);
  }
}

function noMemory(detail: string, cause?: unknown): VitrineError {
  const sentence = "There is not enough memory to show this file.";
  return new VitrineError("E_NOMEM", sentence, { detail, cause });
}

function fault(detail: string, cause?: unknown): VitrineError {
  return new VitrineError("E_INTERNAL", INTERNAL_SENTENCE, { detail, cause });
}
