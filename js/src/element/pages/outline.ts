// SPDX-License-Identifier: Apache-2.0
// The table of contents: a list of buttons, indented by their levels.
import type { OutlineItem } from "../../wasm/contents.js";
import { element } from "../parts.js";
import type { Words } from "../words.js";
import type { Guide } from "./overlay.js";

const LEVELS_SHOWN = 8;

export class OutlineList {
  readonly root = element("ul", "outline");
  #buttons: { button: HTMLButtonElement; page: number }[] = [];

  constructor(items: readonly OutlineItem[], words: Words, guide: Guide) {
    for (const item of items) {
      const { page, uri, y } = item;
      const button = element("button", "", item.title.trim() || words.text("untitled"));
      button.type = "button";
      button.style.setProperty("--level", String(Math.min(item.level, LEVELS_SHOWN)));
      button.disabled = page === undefined && uri === undefined;
      button.addEventListener("click", () => {
        if (page !== undefined) guide.goTo(page, y);
        else if (uri !== undefined) guide.goOut(uri);
      });
      if (page !== undefined) this.#buttons.push({ button, page });
      this.root.append(element("li", "", button));
    }
  }

  /** Marks the last item that begins on or before a page. */
  follow(page: number): void {
    let here: HTMLButtonElement | undefined;
    for (const { button, page: start } of this.#buttons) {
      button.removeAttribute("aria-current");
      if (start <= page) here = button;
    }
    here?.setAttribute("aria-current", "true");
  }
}
