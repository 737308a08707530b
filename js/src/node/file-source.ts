// SPDX-License-Identifier: Apache-2.0
// A file of the machine as the bytes of a decoder, read where the decoder asks.
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { VitrineError } from "../wasm/errors.js";
import { checkRange, type SyncByteSource } from "../wasm/source.js";

export class FileSource implements SyncByteSource {
  readonly size: number;
  #descriptor: number | undefined;

  /**
   * Opens a regular file; throws what node:fs throws, and E_IO for what is none. Does not wait for
   * the other end of a pipe. close() closes it.
   */
  constructor(path: string) {
    this.#descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(this.#descriptor);
    if (!status.isFile()) {
      this.close();
      throw ioError("It is not a regular file.");
    }
    this.size = status.size;
  }

  read(offset: number, target: Uint8Array): void {
    checkRange(this, offset, target.length);
    let done = 0;
    while (done < target.length) {
      const count = this.#readOnce(target, done, offset + done);
      if (count === 0) throw ioError("the file has shrunk");
      done += count;
    }
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #readOnce(target: Uint8Array, start: number, position: number): number {
    if (this.#descriptor === undefined) throw ioError("the file is closed");
    try {
      return readSync(this.#descriptor, target, start, target.length - start, position);
    } catch (cause) {
      throw ioError(cause instanceof Error ? cause.message : "", cause);
    }
  }
}

function ioError(detail: string, cause?: unknown): VitrineError {
  return new VitrineError("E_IO", "The file could not be read.", { detail, cause });
}
