// SPDX-License-Identifier: Apache-2.0
// Where a decoder's bytes come from: an interface that answers at once, and what needs no bridge.
import { VitrineError } from "./errors.js";

/** The bytes of a file, for synchronous readers (a Worker that may wait, or Node). */
export interface SyncByteSource {
  /** Bytes. */
  readonly size: number;
  /** Fills all of `target` from `offset`, or throws a VitrineError. Must not keep the target. */
  read(offset: number, target: Uint8Array): void;
  /** Called when the document that was opened on it is closed. */
  close?(): void;
}

/** Throws unless `size` bytes from `offset` lie within the source. */
export function checkRange(source: SyncByteSource, offset: number, size: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0 || size > source.size - offset) {
    throw new VitrineError("E_IO", "The file could not be read.", {
      detail: `bytes ${offset} to ${offset + size} of ${source.size} were asked for`,
    });
  }
}

export class MemorySource implements SyncByteSource {
  readonly size: number;
  readonly #bytes: Uint8Array;

  /** Borrows `bytes`. */
  constructor(bytes: Uint8Array | ArrayBuffer) {
    this.#bytes = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
    this.size = this.#bytes.length;
  }

  read(offset: number, target: Uint8Array): void {
    checkRange(this, offset, target.length);
    target.set(this.#bytes.subarray(offset, offset + target.length));
  }
}

/** What FileReaderSync is in a Worker. */
export interface SyncBlobReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** A File or Blob, read piece by piece inside a Worker. */
export class BlobSource implements SyncByteSource {
  readonly size: number;
  readonly #blob: Blob;
  readonly #reader: SyncBlobReader;

  constructor(blob: Blob, reader: SyncBlobReader = newFileReaderSync()) {
    this.#blob = blob;
    this.#reader = reader;
    this.size = blob.size;
  }

  read(offset: number, target: Uint8Array): void {
    checkRange(this, offset, target.length);
    const bytes = this.#readSlice(offset, offset + target.length);
    if (bytes.length !== target.length) {
      throw new VitrineError("E_IO", "The file could not be read.", {
        detail: "the file has shrunk",
      });
    }
    target.set(bytes);
  }

  #readSlice(start: number, end: number): Uint8Array {
    try {
      return new Uint8Array(this.#reader.readAsArrayBuffer(this.#blob.slice(start, end)));
    } catch (cause) {
      throw new VitrineError("E_IO", "The file could not be read.", { cause });
    }
  }
}

function newFileReaderSync(): SyncBlobReader {
  const constructor = (globalThis as { FileReaderSync?: new () => SyncBlobReader }).FileReaderSync;
  if (constructor === undefined) {
    throw new VitrineError("E_UNSUPPORTED", "Local files can only be read inside a Worker.");
  }
  return new constructor();
}
