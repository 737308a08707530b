// SPDX-License-Identifier: Apache-2.0
// Blocks of one file that have come, bounded in bytes: the least recently used go first.

/** Bytes of a block; reads from the bridge are aligned to it. */
export const BLOCK_SIZE = 65536;

export class BlockCache {
  readonly #blocks = new Map<number, Uint8Array>();
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  has(block: number): boolean {
    return this.#blocks.has(block);
  }

  get(block: number): Uint8Array | undefined {
    const bytes = this.#blocks.get(block);
    if (bytes === undefined) return undefined;
    this.#blocks.delete(block);
    this.#blocks.set(block, bytes);
    return bytes;
  }

  set(block: number, bytes: Uint8Array): void {
    this.#bytes += bytes.length - (this.#blocks.get(block)?.length ?? 0);
    this.#blocks.delete(block);
    this.#blocks.set(block, bytes);
    for (const [oldest, old] of this.#blocks) {
      if (this.#bytes <= this.#bytesMax || oldest === block) break;
      this.#blocks.delete(oldest);
      this.#bytes -= old.length;
    }
  }
}
