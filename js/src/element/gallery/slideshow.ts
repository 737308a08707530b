// SPDX-License-Identifier: Apache-2.0
// One file after another: when one has been on screen for a while, the page is asked for the next.

const SHOWN_MS = 5000;

export class Slideshow {
  readonly #next: () => boolean;
  readonly #onChange: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;

  /** `next` answers false when there is none. */
  constructor(next: () => boolean, onChange: () => void) {
    this.#next = next;
    this.#onChange = onChange;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  start(): void {
    this.#isRunning = true;
    this.shown();
    this.#onChange();
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#onChange();
  }

  /** A file, or the reason why it is not shown, is on screen: its time begins. */
  shown(): void {
    clearTimeout(this.#timer);
    if (this.#isRunning) this.#timer = setTimeout(() => this.#next() || this.stop(), SHOWN_MS);
  }
}
