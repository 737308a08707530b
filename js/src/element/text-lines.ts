// SPDX-License-Identifier: Apache-2.0
// Text as lines, kept as UTF-8 with the places where lines begin: a file of millions of lines costs
// its bytes and four more for each line. Long lines are folded.
import type { Encoding } from "./plain-text.js";

export const LINE_BYTES_MAX = 2000;

export class TextLines {
  /** Bytes and lines that are kept; the rest of the file is not. */
  readonly #bytesMax: number;
  readonly #linesMax: number;
  readonly #decoder: TextDecoder | undefined;
  #bytes = new Uint8Array(65536);
  #size = 0;
  #starts = new Uint32Array(4096);
  #count = 0;
  #isCut = false;

  constructor(encoding: Encoding, bytesMax: number, linesMax: number) {
    this.#bytesMax = bytesMax;
    this.#linesMax = linesMax;
    this.#decoder = encoding === "utf-8" ? undefined : new TextDecoder(encoding);
    this.#begin(0);
  }

  get count(): number {
    return this.#count;
  }

  /** Whether there was more than is kept. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Adds the next bytes of the file; answers false when nothing more is taken. */
  add(piece: Uint8Array): boolean {
    const bytes = this.#decoder
      ? new TextEncoder().encode(this.#decoder.decode(piece, { stream: true }))
      : piece;
    const room = this.#bytesMax - this.#size;
    if (bytes.length > room) this.#isCut = true;
    this.#append(bytes.subarray(0, room));
    return !this.#isCut;
  }

  /** A line, counted from 0, without its end. */
  line(index: number): string {
    if (index < 0 || index >= this.#count) return "";
    const start = this.#starts[index] ?? 0;
    const end = index + 1 < this.#count ? (this.#starts[index + 1] ?? 0) : this.#size;
    const text = new TextDecoder().decode(this.#bytes.subarray(start, end));
    return text.replace(/\r?\n$/, "");
  }

  /** All of it. */
  text(): string {
    return new TextDecoder().decode(this.#bytes.subarray(0, this.#size));
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(this.#size + bytes.length);
    this.#bytes.set(bytes, this.#size);
    const end = this.#size + bytes.length;
    let start = this.#starts[this.#count - 1] ?? 0;
    for (let at = this.#size; at < end; at++) {
      const byte = this.#bytes[at] ?? 0;
      const isLong = at - start >= LINE_BYTES_MAX && (byte & 0xc0) !== 0x80 && byte !== 10;
      if (isLong) this.#begin((start = at));
      if (byte === 10) this.#begin((start = at + 1));
      if (this.#count >= this.#linesMax) {
        this.#isCut = true;
        this.#size = at + 1;
        return;
      }
    }
    this.#size = end;
  }

  #begin(start: number): void {
    if (this.#count === this.#starts.length) {
      const larger = new Uint32Array(this.#count * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#starts[this.#count++] = start;
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.min(this.#bytesMax, Math.max(size, this.#bytes.length * 2)));
    larger.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = larger;
  }
}
