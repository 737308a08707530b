// SPDX-License-Identifier: Apache-2.0
// Files that the page reads as they are, by number. They stay in the I/O worker with their token.
import { makeError } from "../bridge/errors.js";
import type { RemoteFile } from "../bridge/remote-file.js";

/** More than a page asks for at a time. */
const READ_SIZE_MAX = 16 * 2 ** 20;

export class OpenFiles {
  readonly #files = new Map<number, RemoteFile>();

  add(id: number, file: RemoteFile): void {
    this.#files.set(id, file);
  }

  /** Exactly `size` bytes. */
  async read(
    id: number,
    offset: number,
    size: number,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.#files.get(id);
    if (!file) throw makeError("E_CLOSED");
    if (size > READ_SIZE_MAX || offset + size > file.size) throw makeError("E_ARGUMENT");
    const target = new Uint8Array(size);
    for (let done = 0; done < size;) {
      const bytes = await file.read(offset + done, offset + size, signal);
      const part = bytes.subarray(0, size - done);
      target.set(part, done);
      done += part.length;
    }
    return target;
  }

  close(id: number): void {
    this.#files.get(id)?.close();
    this.#files.delete(id);
  }
}
