// SPDX-License-Identifier: Apache-2.0
// The bytes of a file as they are, without a decoder: for text, for the first bytes of what cannot
// be shown, and for downloads.
import { makeError } from "../bridge/errors.js";
import { throwIfAborted } from "../errors.js";
import type { Progress } from "../workers/messages.js";
import { callIo, newId } from "../workers/start.js";
import { type Located, locate, type Source } from "./source.js";

const PIECE_SIZE = 4 * 2 ** 20;

/** A file that is open for reading. Close it when done. */
export class Bytes {
  /** Bytes of the file. */
  readonly size: number;
  readonly #located: Located;
  readonly #id: number;

  /** Rejects with a VitrineError. */
  static async open(source: Source, signal?: AbortSignal): Promise<Bytes> {
    const located = locate(source);
    const { blob, file, ownBridge } = located;
    const id = newId();
    try {
      if (!file) return new Bytes(located, id, blob?.size ?? 0);
      const { size } = await callIo("openBytes", { ...file, id }, { signal });
      return new Bytes(located, id, size);
    } catch (error) {
      ownBridge?.close();
      throw error;
    }
  }

  private constructor(located: Located, id: number, size: number) {
    this.#located = located;
    this.#id = id;
    this.size = size;
  }

  /** The bytes from `offset`, at most `size` of them: fewer only at the end of the file. */
  async read(offset: number, size: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { blob } = this.#located;
    const wanted = Math.max(0, Math.min(size, this.size - offset));
    if (wanted === 0) return new Uint8Array(0);
    if (!blob) return callIo("readBytes", { id: this.#id, offset, size: wanted }, { signal });
    try {
      return new Uint8Array(await blob.slice(offset, offset + wanted).arrayBuffer());
    } catch (cause) {
      throw makeError("E_IO", "", cause);
    }
  }

  /** All of it; the browser keeps it where it likes, on the disk too. */
  async toBlob(signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<Blob> {
    const { blob } = this.#located;
    if (blob) return blob;
    const pieces: Blob[] = [];
    for (let offset = 0; offset < this.size; offset += PIECE_SIZE) {
      throwIfAborted(signal);
      pieces.push(new Blob([await this.read(offset, PIECE_SIZE, signal)]));
      onProgress?.({ done: Math.min(this.size, offset + PIECE_SIZE), total: this.size });
    }
    return new Blob(pieces, { type: "application/octet-stream" });
  }

  close(): void {
    const { file, ownBridge } = this.#located;
    if (file) callIo("closeBytes", { id: this.#id }).catch(() => undefined);
    ownBridge?.close();
  }
}

/** Fetches a file, with the token that its bridge holds, and hands it to the browser to keep. */
export async function download(
  source: Source,
  name: string,
  signal?: AbortSignal,
  onProgress?: (progress: Progress) => void,
): Promise<void> {
  const bytes = await Bytes.open(source, signal);
  try {
    const address = URL.createObjectURL(await bytes.toBlob(signal, onProgress));
    const link = globalThis.document.createElement("a");
    link.href = address;
    link.download = name || "download";
    link.click();
    // The browser has the blob by then; an address that stays would hold it for ever.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } finally {
    bytes.close();
  }
}
