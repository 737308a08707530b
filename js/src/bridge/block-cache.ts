// SPDX-License-Identifier: Apache-2.0
// Blocks of one file that have come, bounded in bytes: the least recently used go first.
import { Lru } from "../lru.js";

/** Bytes of a block; reads from the bridge are aligned to it. */
export const BLOCK_SIZE = 65536;

export class BlockCache extends Lru<number, Uint8Array> {
  constructor(bytesMax: number) {
    super({ weightMax: bytesMax, weigh: ({ length }) => length });
  }
}
