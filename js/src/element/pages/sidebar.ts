// SPDX-License-Identifier: Apache-2.0
// The panel beside the pages: table of contents and small pictures, as two tabs.
import type { Document } from "../../document/document.js";
import type { OutlineItem } from "../../wasm/contents.js";
import { element } from "../parts.js";
import type { Words } from "../words.js";
import { OutlineList } from "./outline.js";
import type { Guide } from "./overlay.js";
import { Thumbnails } from "./thumbnails.js";

const TABS = ["thumbnails", "outline"] as const;
type TabName = (typeof TABS)[number];

interface Tab {
  button: HTMLButtonElement;
  panel: HTMLDivElement;
}

export class Sidebar {
  readonly root = element("div", "side");
  readonly #words: Words;
  readonly #guide: Guide;
  readonly #tabs: Record<TabName, Tab>;
  #document: Document | undefined;
  #thumbnails: Thumbnails | undefined;
  #outline: OutlineList | undefined;
  #page = 0;

  constructor(words: Words, guide: Guide, id: string) {
    this.#words = words;
    this.#guide = guide;
    this.#tabs = { thumbnails: createTab(`${id}-t`), outline: createTab(`${id}-o`) };
    const list = element("div", "tabs", ...TABS.map((name) => this.#tabs[name].button));
    list.setAttribute("role", "tablist");
    this.root.append(list, ...TABS.map((name) => this.#tabs[name].panel));
    this.root.hidden = true;
    for (const name of TABS) {
      this.#tabs[name].button.addEventListener("click", () => this.#select(name));
    }
    list.addEventListener("keydown", (event) => this.#onKey(event));
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  open(document: Document, page: number): void {
    this.#page = page;
    this.root.hidden = false;
    for (const name of TABS) this.#tabs[name].button.textContent = this.#words.text(name);
    this.root.setAttribute("role", "complementary");
    this.root.setAttribute("aria-label", this.#words.text("sidebar"));
    if (this.#document !== document) this.#fill(document);
    this.#thumbnails?.follow(page);
  }

  close(): void {
    this.root.hidden = true;
  }

  clear(): void {
    this.close();
    this.#thumbnails?.close();
    this.#thumbnails = undefined;
    this.#outline = undefined;
    this.#document = undefined;
    for (const { panel } of Object.values(this.#tabs)) panel.replaceChildren();
  }

  follow(page: number): void {
    this.#page = page;
    if (!this.isOpen) return;
    this.#thumbnails?.follow(page);
    this.#outline?.follow(page);
  }

  #fill(document: Document): void {
    this.clear();
    this.root.hidden = false;
    this.#document = document;
    this.#thumbnails = new Thumbnails(document, this.#words, (page) => this.#guide.goTo(page, 0));
    this.#tabs.thumbnails.panel.append(this.#thumbnails.root);
    this.#select("thumbnails");
    document.outline().then(
      (items) => this.#document === document && this.#showOutline(items),
      () => undefined, // a document without its outline can be read
    );
  }

  /** Where there is a table of contents, it is what one looks for. */
  #showOutline(items: readonly OutlineItem[]): void {
    const { button, panel } = this.#tabs.outline;
    button.disabled = items.length === 0;
    if (items.length === 0) return;
    this.#outline = new OutlineList(items, this.#words, this.#guide);
    panel.append(this.#outline.root);
    this.#outline.follow(this.#page);
    this.#select("outline");
  }

  #select(wanted: TabName): void {
    for (const name of TABS) {
      const { button, panel } = this.#tabs[name];
      button.setAttribute("aria-selected", String(name === wanted));
      button.tabIndex = name === wanted ? 0 : -1;
      panel.hidden = name !== wanted;
    }
    if (wanted === "outline" && !this.#outline) this.#tabs.outline.button.disabled = true;
    this.#thumbnails?.follow(this.#page);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    event.stopPropagation();
    const other = this.#tabs.outline.panel.hidden ? "outline" : "thumbnails";
    if (this.#tabs[other].button.disabled) return;
    this.#select(other);
    this.#tabs[other].button.focus();
  }
}

function createTab(id: string): Tab {
  const button = element("button", "tab");
  button.type = "button";
  button.id = `${id}-tab`;
  button.setAttribute("role", "tab");
  button.setAttribute("aria-controls", id);
  const panel = element("div", "panel");
  panel.id = id;
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", button.id);
  return { button, panel };
}
