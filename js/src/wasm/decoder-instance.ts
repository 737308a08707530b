// SPDX-License-Identifier: Apache-2.0
// An instance of a decoder module: its imports answered by a host, its errors told in words.
import { type Constants, errorByNumber, errorNumber, parseConstants } from "./constants.js";
import { VitrineError } from "./errors.js";
import {
  type CompiledModule,
  type InstanceOptions,
  ModuleInstance,
  type Pointer,
} from "./module.js";

const ASSET_NAME_SIZE_MAX = 256;
const NOT_THERE = -1;

/** What an instance may ask for. Every function may throw; a VitrineError keeps its code. */
export interface DecoderHost {
  read(handle: number, offset: number, target: Uint8Array): void;
  /** Answers true to stop the work. */
  progress(done: number, total: number): boolean;
  assetSize(name: string): number | undefined;
  assetRead(name: string, target: Uint8Array): void;
}

export class DecoderInstance extends ModuleInstance {
  readonly constants: Constants;
  readonly #host: DecoderHost;
  /** What the host threw last while the module called it: the cause of the module's own error. */
  #hostError: unknown;

  constructor(module: CompiledModule, host: DecoderHost, options: InstanceOptions) {
    super(module, options, {
      read: (handle = 0, offset = 0, pointer = 0, size = 0) =>
        this.#read(handle, offset, pointer, size >>> 0),
      progress: (done = 0, total = 0) => this.#progress(done, total),
      asset: (name = 0, nameSize = 0, pointer = 0, size = 0) =>
        this.#asset(name, nameSize >>> 0, pointer, size >>> 0),
    });
    this.#host = host;
    this.constants = parseConstants(this.string(this.call("vtw_constants")) ?? "");
  }

  /** The error of the last call that failed, as the module tells it. */
  lastError(): VitrineError {
    const number = this.call("vtw_error");
    return this.#error(number, this.string(this.call("vtw_message")) ?? "");
  }

  /** An error of the table, for what is wrong on this side of the border. */
  errorByName(name: string, detail = ""): VitrineError {
    const { text } = errorByNumber(this.constants, errorNumber(this.constants, name));
    return new VitrineError(name, text, { detail });
  }

  /** Forgets what the host threw, before a call whose failure shall name its own cause. */
  forgetHostError(): void {
    this.#hostError = undefined;
  }

  /** What the host threw is the error itself where the module only passes it on. */
  #error(number: number, detail: string): VitrineError {
    const { name, text } = errorByNumber(this.constants, number);
    const cause = this.#hostError;
    if (cause instanceof VitrineError && (name === "E_IO" || name === cause.code)) return cause;
    return new VitrineError(name, text, { detail, cause });
  }

  #read(handle: number, offset: number, pointer: Pointer, size: number): number {
    try {
      this.#host.read(handle, offset, this.view(pointer, size));
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
      if (nameSize > ASSET_NAME_SIZE_MAX) return NOT_THERE;
      const name = new TextDecoder().decode(this.view(namePointer, nameSize));
      if (size === 0) return this.#host.assetSize(name) ?? NOT_THERE;
      this.#host.assetRead(name, this.view(pointer, size));
      return size;
    } catch {
      return NOT_THERE;
    }
  }

  #numberOf(error: unknown): number {
    const name = error instanceof VitrineError ? error.code : "E_IO";
    const known = this.constants.errors.find((entry) => entry.name === name);
    return known?.number ?? errorNumber(this.constants, "E_IO");
  }
}
