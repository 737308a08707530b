// SPDX-License-Identifier: Apache-2.0
// Asks before a link of a document leads out of the page: the address is shown whole, since its
// text in the document may say something else.
import { element } from "../parts.js";
import type { Words } from "../words.js";

export class Leaving {
  readonly root = element("dialog", "leaving");
  readonly #words: Words;

  constructor(words: Words) {
    this.#words = words;
  }

  ask(uri: string): void {
    const words = this.#words;
    const question = element("p", "", words.text("leaveQuestion"));
    question.id = "leave-question";
    const open = element("a", "", words.text("leaveOpen"));
    open.href = uri;
    open.target = "_blank";
    open.rel = "noopener noreferrer";
    open.addEventListener("click", () => this.root.close());
    const stay = element("button", "", words.text("leaveStay"));
    stay.type = "button";
    stay.addEventListener("click", () => this.root.close());
    this.root.setAttribute("aria-labelledby", question.id);
    const address = element("p", "address", uri);
    this.root.replaceChildren(question, address, element("div", "choice", stay, open));
    this.root.showModal();
  }
}
