// SPDX-License-Identifier: Apache-2.0
// The field of the toolbar that tells the page, and takes the number of another.
import { element } from "../parts.js";
import type { Words } from "../words.js";

export class PageField {
  readonly root = element("form", "page-field");
  readonly #input = element("input");
  readonly #total = element("span", "text");
  readonly #words: Words;
  #page = 0;
  #count = 0;

  constructor(words: Words, goTo: (page: number) => void) {
    this.#words = words;
    this.root.hidden = true;
    this.#input.type = "text";
    this.#input.inputMode = "numeric";
    this.#input.autocomplete = "off";
    this.root.append(this.#input, this.#total);
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      const page = Math.trunc(Number(this.#input.value)) - 1;
      if (page >= 0 && page < this.#count) goTo(page);
      this.#input.value = String(this.#page + 1);
      this.#input.select();
    });
    this.#input.addEventListener("focus", () => this.#input.select());
    this.#input.addEventListener("blur", () => (this.#input.value = String(this.#page + 1)));
  }

  open(count: number): void {
    this.#count = count;
    this.root.hidden = count < 2;
    this.#input.setAttribute("aria-label", this.#words.text("pageNumber"));
    this.#input.style.width = `${String(count).length + 2}ch`;
    this.#total.textContent = this.#words.text("pagesInAll", { count });
    this.show(0);
  }

  close(): void {
    this.root.hidden = true;
  }

  show(page: number): void {
    this.#page = page;
    if (!this.#isTyping) this.#input.value = String(page + 1);
  }

  /** A number that is being typed is not overwritten. */
  get #isTyping(): boolean {
    const root = this.root.getRootNode();
    return root instanceof ShadowRoot && root.activeElement === this.#input;
  }
}
