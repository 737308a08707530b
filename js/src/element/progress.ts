// SPDX-License-Identifier: Apache-2.0
// The bar that tells how far the work is. It appears only when it is worth it: most files are there
// in a blink.
import type { Progress } from "../workers/messages.js";

const DELAY_MS = 150;

export class ProgressBar {
  readonly #bar: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bar: HTMLElement) {
    this.#bar = bar;
  }

  start(name: () => string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#bar.hidden = false;
      this.#bar.classList.add("is-unknown");
      this.#bar.setAttribute("aria-label", name());
    }, DELAY_MS);
  }

  show({ done, total }: Progress): void {
    const isKnown = total > 0;
    this.#bar.classList.toggle("is-unknown", !isKnown);
    if (!isKnown) return;
    const share = Math.min(1, done / total);
    this.#bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    if (this.#bar.firstElementChild instanceof HTMLElement) {
      this.#bar.firstElementChild.style.transform = `scaleX(${share})`;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#bar.hidden = true;
    this.#bar.removeAttribute("aria-valuenow");
  }
}
