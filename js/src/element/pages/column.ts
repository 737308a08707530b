// SPDX-License-Identifier: Apache-2.0
// Where the pages of a document lie below each other, in CSS pixels. No DOM. Sizes that are not
// known yet are taken to be those of a page that is.
import type { Region, Size } from "../../wasm/decoder.js";
import { turnSize } from "../layout.js";

const GAP = 16;
/** Browsers lay out no more than about 2^25 device pixels; longer documents come in parts. */
const HEIGHT_MAX = 12_000_000;

/** A place that stays the same while sizes change: a share of a page's height and width. */
export interface Spot {
  index: number;
  x: number;
  y: number;
}

export class Column {
  readonly count: number;
  readonly #sizes = new Map<number, Size>();
  #usual: Size = { width: 1, height: 1 };
  #zoom = 1;
  #turns = 0;
  /** The pages that are laid out: all, or a part of a very long document. */
  #first = 0;
  #last: number;
  #tops: Float64Array = new Float64Array(1);
  #width = 0;

  constructor(count: number) {
    this.count = count;
    this.#last = count - 1;
  }

  /** Says how large a page is at zoom 1, upright. Answers whether that was news. */
  learn(index: number, size: Size): boolean {
    const known = this.#sizes.get(index);
    if (known && known.width === size.width && known.height === size.height) return false;
    if (this.#sizes.size === 0) this.#usual = size;
    this.#sizes.set(index, size);
    return true;
  }

  /** Lays the pages out, in a window `room` wide, so that page `wanted` is among them. */
  lay(zoom: number, turns: number, room: number, wanted: number): void {
    [this.#zoom, this.#turns] = [zoom, turns];
    const usual = turnSize(this.#usual, turns).height * zoom + GAP;
    const most = Math.max(1, Math.floor(HEIGHT_MAX / usual));
    this.#first = this.count <= most ? 0 : Math.floor(wanted / most) * most;
    this.#last = Math.min(this.count, this.#first + most) - 1;
    this.#tops = new Float64Array(this.#last - this.#first + 2);
    let top = GAP;
    this.#width = room;
    for (let index = this.#first; index <= this.#last; index++) {
      const { width, height } = this.size(index);
      this.#tops[index - this.#first] = top;
      this.#width = Math.max(this.#width, width);
      top += height + GAP;
    }
    this.#tops[this.#last - this.#first + 1] = top;
  }

  get height(): number {
    return this.#tops.at(-1) ?? 0;
  }

  get width(): number {
    return this.#width;
  }

  holds(index: number): boolean {
    return index >= this.#first && index <= this.#last;
  }

  /** The size of a page as it is shown. */
  size(index: number): Size {
    const { width, height } = turnSize(this.#sizes.get(index) ?? this.#usual, this.#turns);
    return { width: width * this.#zoom, height: height * this.#zoom };
  }

  box(index: number): Region {
    const { width, height } = this.size(index);
    const y = this.#tops[index - this.#first] ?? 0;
    return { x: (this.#width - width) / 2, y, width, height };
  }

  /** The page at a height; that above, where there is none. */
  at(y: number): number {
    let [low, high] = [0, this.#last - this.#first];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#tops[middle] ?? 0) <= y) low = middle;
      else high = middle - 1;
    }
    return this.#first + low;
  }

  /** The pages of which anything lies between two heights. */
  between(top: number, bottom: number): number[] {
    const first = this.at(top);
    const { y, height } = this.box(first);
    const start = y + height < top && this.holds(first + 1) ? first + 1 : first;
    const end = Math.max(start, this.at(bottom));
    return Array.from({ length: end - start + 1 }, (_, index) => start + index);
  }

  spotAt(x: number, y: number): Spot {
    const index = this.at(y);
    const box = this.box(index);
    return { index, x: (x - box.x) / box.width, y: (y - box.y) / box.height };
  }

  /** Where a spot lies now. */
  find({ index, x, y }: Spot): { x: number; y: number } {
    const box = this.box(index);
    return { x: box.x + x * box.width, y: box.y + y * box.height };
  }
}
