// SPDX-License-Identifier: Apache-2.0
// All that <vitrine-view> has for documents beyond pictures: the pages below each other, finding,
// the panel beside them, links that lead out, printing.
import type { Document } from "../../document/document.js";
import { VitrineError } from "../../errors.js";
import type { Progress } from "../../workers/messages.js";
import { element, type Parts } from "../parts.js";
import type { Words } from "../words.js";
import { Find } from "./find.js";
import { FindBar } from "./find-bar.js";
import { iconButton, nameButton } from "./icons.js";
import { bindDeskKeys } from "./keys.js";
import type { Leaf } from "./leaf.js";
import { Leaving } from "./leaving.js";
import { boundsOf, createMarks } from "./overlay.js";
import { PageField } from "./page-field.js";
import { PRINT_PAGES_MAX, printPages } from "./print.js";
import { Sheets, type SheetsEvents } from "./sheets.js";
import { Sidebar } from "./sidebar.js";

export type DeskEvents = Pick<SheetsEvents, "onPage" | "onSharp" | "onError"> & {
  /** Something takes its time; undefined when it is done. */
  onProgress(progress: Progress | undefined): void;
};

const TOOLS = ["sidebar", "find", "print"] as const;
let nextId = 1;

export class Desk {
  readonly sheets: Sheets;
  readonly #host: HTMLElement;
  readonly #parts: Parts;
  readonly #words: Words;
  readonly #events: DeskEvents;
  readonly #bar: FindBar;
  readonly #side: Sidebar;
  readonly #leaving: Leaving;
  readonly #field: PageField;
  readonly #tools = element("div", "group");
  readonly #buttons = {
    sidebar: iconButton("sidebar"),
    find: iconButton("find"),
    print: iconButton("print"),
  };
  #document: Document | undefined;
  #find: Find | undefined;
  #page = 0;
  #printing: AbortController | undefined;

  /** Adds its controls to the toolbar of `parts`. */
  constructor(host: HTMLElement, parts: Parts, words: Words, events: DeskEvents) {
    [this.#host, this.#parts, this.#words, this.#events] = [host, parts, words, events];
    const goTo = (page: number, y: number) => this.goTo(page, y);
    const guide = { goTo, goOut: (uri: string) => this.#leaving.ask(uri) };
    const onPage: DeskEvents["onPage"] = (index, page) => this.#onPage(index, page);
    this.sheets = new Sheets(parts, words, { ...events, ...guide, onPage });
    this.sheets.decorate = (leaf) => this.#mark(leaf);
    this.#leaving = new Leaving(words);
    this.#side = new Sidebar(words, guide, `vitrine-side-${nextId++}`);
    this.#bar = new FindBar(words, {
      search: (text) => void this.#find?.search(text, this.#page),
      step: (direction) => this.#find?.step(direction),
      close: () => this.closePanel(),
    });
    this.#field = new PageField(words, (page) => this.goTo(page, 0));
    const { sidebar, find, print } = this.#buttons;
    sidebar.addEventListener("click", () => this.toggleSidebar());
    find.addEventListener("click", () => this.openFind());
    print.addEventListener("click", () => void this.print());
    this.#tools.append(sidebar, find, print);
    this.#tools.hidden = true;
    parts.bar.prepend(this.#tools);
    parts.pageText.before(this.#field.root); // which stands in for the text
  }

  /** Its keys work until the signal is aborted. */
  bindKeys(signal: AbortSignal): void {
    bindDeskKeys(this.#host, this, signal);
  }

  /** What the element shows beside its other parts. */
  get panels(): HTMLElement[] {
    return [this.#side.root, this.#bar.root, this.#leaving.root];
  }

  get isOpen(): boolean {
    return this.#document !== undefined;
  }

  open(document: Document): void {
    this.close();
    this.#document = document;
    this.#find = new Find(document, {
      onChange: (state) => {
        this.#bar.show(state);
        this.#markAll();
      },
      onReveal: (page, [quad]) => {
        if (quad) this.sheets.reveal(page, boundsOf(quad));
      },
    });
    this.sheets.open(document);
    this.#tools.hidden = false;
    for (const name of TOOLS) nameButton(this.#buttons[name], name, this.#words);
    this.#field.open(document.pageCount);
  }

  close(): void {
    this.#printing?.abort();
    this.#find?.stop();
    this.#find = undefined;
    this.#document = undefined;
    this.#page = 0;
    this.#bar.clear();
    if (this.#side.isOpen) this.toggleSidebar();
    this.#side.clear();
    this.#field.close();
    this.sheets.clear();
    this.#tools.hidden = true;
  }

  goTo(page: number, y = 0): void {
    this.sheets.goTo(page, y);
  }

  openFind(): void {
    if (this.#document) this.#bar.open();
  }

  findAgain(direction: 1 | -1): void {
    if (this.#bar.isOpen) this.#find?.step(direction);
    else this.openFind();
  }

  toggleSidebar(): void {
    if (this.#side.isOpen) this.#side.close();
    else if (this.#document) this.#side.open(this.#document, this.#page);
    this.#buttons.sidebar.setAttribute("aria-pressed", String(this.#side.isOpen));
  }

  /** Closes what was opened last; answers whether anything was open. */
  closePanel(): boolean {
    if (this.#bar.isOpen) {
      this.#bar.close();
      void this.#find?.search("", this.#page);
    } else if (this.#side.isOpen) {
      this.toggleSidebar();
    } else {
      return false;
    }
    this.#parts.stage.focus();
    return true;
  }

  async print(): Promise<void> {
    const opened = this.#document;
    if (!opened || this.#printing) return;
    const printing = new AbortController();
    this.#printing = printing;
    const isLong = opened.pageCount > PRINT_PAGES_MAX;
    const first = isLong ? this.#page : 0;
    const last = Math.min(opened.pageCount, first + PRINT_PAGES_MAX);
    const said = isLong ? "printingPart" : "printing";
    this.#parts.live.textContent = this.#words.text(said, { first: first + 1, last });
    try {
      await printPages(opened, first, printing.signal, this.#events.onProgress);
    } catch (caught) {
      if (!printing.signal.aborted) this.#events.onError(VitrineError.from(caught));
    } finally {
      this.#printing = undefined;
      this.#events.onProgress(undefined);
    }
  }

  #onPage(...[index, page]: Parameters<DeskEvents["onPage"]>): void {
    this.#page = index;
    this.#side.follow(index);
    this.#field.show(index);
    this.#events.onPage(index, page);
  }

  #markAll(): void {
    for (const leaf of this.sheets.leaves) this.#mark(leaf);
  }

  #mark(leaf: Leaf): void {
    leaf.face.querySelector(".marks")?.remove();
    const hits = this.#find?.hitsOn(leaf.index) ?? [];
    if (hits.length === 0 || !leaf.page) return;
    const current = this.#find?.currentOn(leaf.index) ?? -1;
    leaf.canvas.after(createMarks(hits, leaf.page.info, current));
  }
}
