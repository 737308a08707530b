// SPDX-License-Identifier: Apache-2.0
// The border to WebAssembly (wasm/vtw.h): the only file that touches a module's exports and memory.
// What comes out of a module is checked here; a trap ends the instance and never leaves this file raw.
import { type Constants, errorByNumber, errorNumber, parseConstants } from "./constants.js";
import { INTERNAL_SENTENCE, VitrineError } from "./errors.js";
import type { Manifest, ManifestModule } from "./manifest.js";

const ABI_VERSION = 1;
const PAGE_SIZE = 65536;
const PAGES_MAX = 65536;
const STRING_SIZE_MAX = 65536;
const ASSET_NAME_SIZE_MAX = 256;

/** A compiled module and what is needed to start it; may be sent to a Worker as it is. */
export interface DecoderModule {
  name: string;
  wasm: WebAssembly.Module;
  /** Pages of 64 KiB at the start. */
  memoryPages: number;
}

/** What an instance may call. Every function may throw; a VitrineError keeps its code. */
export interface DecoderHost {
  read(handle: number, offset: number, target: Uint8Array): void;
  /** Answers true to stop the work. */
  progress(done: number, total: number): boolean;
  assetSize(name: string): number | undefined;
  assetRead(name: string, target: Uint8Array): void;
}

/** Compiles bytes that have been checked against the manifest. */
export async function compileModule(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  entry: ManifestModule,
): Promise<DecoderModule> {
  return { name, wasm: await WebAssembly.compile(bytes), memoryPages: entry.memoryPages };
}

/** The same at once, for Workers and Node. */
export function compileModuleSync(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  entry: ManifestModule,
): DecoderModule {
  return { name, wasm: new WebAssembly.Module(bytes), memoryPages: entry.memoryPages };
}

/** Names of the modules that decode something, in the order in which to ask them what a file is. */
export function decoderNames(manifest: Manifest): string[] {
  return Object.keys(manifest.modules).filter((name) => manifest.modules[name]?.formats.length);
}

export interface InstanceOptions {
  /** Bytes that the instance may have in all; it cannot grow beyond. */
  memoryMax: number;
}

/** An address in the module's memory. */
export type Pointer = number;

/** The functions of wasm/vtw.h. */
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
  | `vtw_page_${"open" | "close" | "width" | "height" | "orientation" | "bit_depth" | "has_alpha"}`
  | `vtw_page_${"measure_width" | "measure_height" | "render"}`
  | "vtw_png_encode"
  | "vtw_png_size";

/** A fresh instance of a module, with nothing but its five imports. */
export class DecoderInstance {
  readonly constants: Constants;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: WebAssembly.Exports;
  readonly #host: DecoderHost;
  #fault: VitrineError | undefined;
  /** What the host threw last while the module called it: the cause of the module's own error. */
  #hostError: unknown;

  constructor(module: DecoderModule, host: DecoderHost, options: InstanceOptions) {
    this.#host = host;
    this.#memory = createMemory(module, options.memoryMax);
    this.#exports = this.#instantiate(module);
    if (this.call("vtw_abi_version") !== ABI_VERSION) {
      throw fault(`module ${module.name} speaks another version of the interface`);
    }
    this.constants = parseConstants(this.string(this.call("vtw_constants")) ?? "");
  }

  /** Whether a trap has ended the instance. */
  get isDead(): boolean {
    return this.#fault !== undefined;
  }

  /** Calls an export. A trap makes this and all later calls throw E_INTERNAL. */
  call(name: ExportName, ...values: number[]): number {
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

  /** The same for exports that answer an address or an unsigned number. */
  callUnsigned(name: ExportName, ...values: number[]): number {
    return this.call(name, ...values) >>> 0;
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
  view(pointer: Pointer, size: number): Uint8ClampedArray<ArrayBuffer> {
    const address = pointer >>> 0;
    if (address === 0 || size > this.#memory.buffer.byteLength - address) {
      throw fault("the module names memory that it does not have");
    }
    return new Uint8ClampedArray(this.#memory.buffer as ArrayBuffer, address, size);
  }

  /** Runs `body` with `size` bytes of the module's memory, and gives them back. */
  withMemory<Result>(size: number, body: (pointer: Pointer) => Result): Result {
    const pointer = size < 2 ** 32 ? this.callUnsigned("vtw_allocate", size) : 0;
    if (pointer === 0) throw this.error(errorNumber(this.constants, "E_NOMEM"));
    try {
      this.view(pointer, size);
      return body(pointer);
    } finally {
      if (this.#fault === undefined) this.call("vtw_release", pointer);
    }
  }

  /** Runs `body` with a copy of `bytes` in the module's memory. */
  withBytes<Result>(bytes: Uint8Array, body: (pointer: Pointer) => Result): Result {
    return this.withMemory(Math.max(bytes.length, 1), (pointer) => {
      this.view(pointer, bytes.length).set(bytes);
      return body(pointer);
    });
  }

  /** Runs `body` with the terminated UTF-8 form of `text`, or 0 where there is none. */
  withString<Result>(text: string | undefined, body: (pointer: Pointer) => Result): Result {
    if (text === undefined) return body(0);
    return this.withBytes(new TextEncoder().encode(`${text.replaceAll("\0", "")}\0`), body);
  }

  /** The error of the last call that failed, as the module tells it. */
  lastError(): VitrineError {
    const number = this.call("vtw_error");
    return this.error(number, this.string(this.call("vtw_message")) ?? "");
  }

  /** Forgets what the host threw, before a call whose failure shall name its own cause. */
  forgetHostError(): void {
    this.#hostError = undefined;
  }

  /** The error that `number` of the table stands for. What the host threw is its cause. */
  error(number: number, detail = ""): VitrineError {
    const { name, text } = errorByNumber(this.constants, number);
    const cause = this.#hostError;
    if (cause instanceof VitrineError && (name === "E_IO" || name === cause.code)) return cause;
    return new VitrineError(name, text, { detail, cause });
  }

  errorByName(name: string, detail = ""): VitrineError {
    return this.error(errorNumber(this.constants, name), detail);
  }

  #instantiate(module: DecoderModule): WebAssembly.Exports {
    const imports = {
      memory: this.#memory,
      read: (handle: number, offset: number, pointer: number, size: number) =>
        this.#read(handle, offset, pointer, size >>> 0),
      progress: (done: number, total: number) => this.#progress(done, total),
      asset: (name: number, nameSize: number, pointer: number, size: number) =>
        this.#asset(name, nameSize >>> 0, pointer, size >>> 0),
      abort: (text: number, textSize: number) => this.#abort(text, textSize >>> 0),
    };
    return new WebAssembly.Instance(module.wasm, { env: imports }).exports;
  }

  #read(handle: number, offset: number, pointer: Pointer, size: number): number {
    try {
      this.#host.read(handle, offset, this.#bytes(pointer, size));
      return errorNumber(this.constants, "OK");
    } catch (error) {
      this.#hostError = error;
      return this.#numberOf(error);
    }
  }

  #progress(done: number, total: number): number {
    try {
      return this.#host.progress(done, total) ? 1 : 0;
    } catch (error) {
      this.#hostError = error;
      return 1;
    }
  }

  #asset(namePointer: Pointer, nameSize: number, pointer: Pointer, size: number): number {
    try {
      if (nameSize > ASSET_NAME_SIZE_MAX) return -1;
      const name = new TextDecoder().decode(this.view(namePointer, nameSize));
      if (size === 0) return this.#host.assetSize(name) ?? -1;
      this.#host.assetRead(name, this.#bytes(pointer, size));
      return size;
    } catch {
      return -1;
    }
  }

  #abort(pointer: Pointer, size: number): never {
    const text = new TextDecoder().decode(this.view(pointer, Math.min(size, STRING_SIZE_MAX)));
    throw new Error(`the module stopped itself: ${text}`);
  }

  #bytes(pointer: Pointer, size: number): Uint8Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.view(pointer, size);
    return new Uint8Array(buffer, byteOffset, size);
  }

  #numberOf(error: unknown): number {
    const name = error instanceof VitrineError ? error.code : "E_IO";
    const known = this.constants.errors.find((entry) => entry.name === name);
    return known?.number ?? errorNumber(this.constants, "E_IO");
  }
}

function createMemory(module: DecoderModule, memoryMax: number): WebAssembly.Memory {
  const maximum = Math.min(Math.floor(memoryMax / PAGE_SIZE), PAGES_MAX);
  if (maximum < module.memoryPages) {
    throw new VitrineError("E_NOMEM", "There is not enough memory to show this file.", {
      detail: `module ${module.name} starts with ${module.memoryPages * PAGE_SIZE} bytes`,
    });
  }
  try {
    return new WebAssembly.Memory({ initial: module.memoryPages, maximum });
  } catch (cause) {
    throw new VitrineError("E_NOMEM", "There is not enough memory to show this file.", { cause });
  }
}

function fault(detail: string, cause?: unknown): VitrineError {
  return new VitrineError("E_INTERNAL", INTERNAL_SENTENCE, { detail, cause });
}
