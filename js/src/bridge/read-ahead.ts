// SPDX-License-Identifier: Apache-2.0
// How much to fetch beyond what was asked for: nothing while reads jump, more and more while they
// go straight on, and at once much for files that are read from end to end.

export interface ReadAheadOptions {
  /** Bytes at the start, and after a jump. */
  initial: number;
  /** Bytes at most. */
  max: number;
}

export class ReadAhead {
  readonly #options: ReadAheadOptions;
  #window: number;
  #expected = 0;

  constructor(options: ReadAheadOptions) {
    this.#options = options;
    this.#window = options.initial;
  }

  /** Bytes to have on the way beyond the read position. */
  get window(): number {
    return this.#window;
  }

  /** Takes note of a read; `waited` when its bytes were not there yet. */
  note(offset: number, end: number, waited: boolean): void {
    const isSequential = offset <= this.#expected && end >= this.#expected;
    if (!isSequential) this.#window = this.#options.initial;
    else if (waited) this.#window = Math.min(this.#options.max, Math.max(65536, this.#window * 2));
    this.#expected = end;
  }
}
