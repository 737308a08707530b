// SPDX-License-Identifier: Apache-2.0
// The bar in which words to find are typed.
import { element } from "../parts.js";
import type { Words } from "../words.js";
import type { FindState } from "./find.js";
import { iconButton, nameButton } from "./icons.js";

const TYPING_MS = 200;

export interface FindCommands {
  search(words: string): void;
  step(direction: 1 | -1): void;
  close(): void;
}

export class FindBar {
  readonly root = element("form", "find");
  readonly #words: Words;
  readonly #input = element("input");
  readonly #count = element("span", "text");
  readonly #previous = iconButton("findPrevious");
  readonly #next = iconButton("findNext");
  readonly #close = iconButton("closePanel");
  readonly #commands: FindCommands;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #searched = "";

  constructor(words: Words, commands: FindCommands) {
    this.#words = words;
    this.#commands = commands;
    this.root.setAttribute("role", "search");
    this.root.hidden = true;
    this.#input.type = "text";
    this.#input.autocomplete = "off";
    this.#input.spellcheck = false;
    this.#input.maxLength = 80;
    this.#count.setAttribute("role", "status");
    this.root.append(this.#input, this.#count, this.#previous, this.#next, this.#close);
    this.#bind();
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  open(): void {
    this.#label();
    this.root.hidden = false;
    this.#input.focus();
    this.#input.select();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.root.hidden = true;
    this.#searched = "";
  }

  clear(): void {
    this.close();
    this.#input.value = "";
    this.#count.textContent = "";
  }

  show({ current, count, isSearching }: FindState): void {
    const name = count > 0 ? "foundOf" : isSearching ? "searching" : "foundNothing";
    const isAsked = this.#searched !== "";
    this.#count.textContent = isAsked ? this.#words.text(name, { current, count }) : "";
    this.#input.setAttribute("aria-invalid", String(isAsked && count === 0 && !isSearching));
    this.#previous.disabled = count === 0;
    this.#next.disabled = count === 0;
  }

  #label(): void {
    nameButton(this.#previous, "findPrevious", this.#words);
    nameButton(this.#next, "findNext", this.#words);
    nameButton(this.#close, "closePanel", this.#words);
    this.#input.setAttribute("aria-label", this.#words.text("find"));
    this.#input.placeholder = this.#words.text("find");
    this.root.setAttribute("aria-label", this.#words.text("find"));
  }

  #bind(): void {
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(1);
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.shiftKey) return;
      event.preventDefault();
      this.#submit(-1);
    });
    this.#input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), TYPING_MS);
    });
    this.#previous.addEventListener("click", () => this.#commands.step(-1));
    this.#next.addEventListener("click", () => this.#submit(1));
    this.#close.addEventListener("click", () => this.#commands.close());
  }

  /** Searches for what was typed, or goes on where that has been done. */
  #submit(direction: 1 | -1): void {
    clearTimeout(this.#timer);
    if (this.#input.value !== this.#searched) this.#search();
    else this.#commands.step(direction);
  }

  #search(): void {
    this.#searched = this.#input.value;
    this.#commands.search(this.#searched);
  }
}
