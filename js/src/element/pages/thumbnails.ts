// SPDX-License-Identifier: Apache-2.0
// Small pictures of the pages: only those in the window of their list exist, drawn one by one.
import type { Document } from "../../document/document.js";
import { element } from "../parts.js";
import type { Words } from "../words.js";

const WIDTH = 112;
const ROW = 168;
const PICTURE_HEIGHT = 136;
const BESIDE = 2;

export class Thumbnails {
  readonly root = element("div", "thumbnails");
  readonly #list = element("div", "rows");
  readonly #document: Document;
  readonly #words: Words;
  readonly #choose: (page: number) => void;
  readonly #shown = new Map<number, HTMLButtonElement>();
  readonly #closed = new AbortController();
  #current = 0;
  #isDrawing = false;

  constructor(document: Document, words: Words, choose: (page: number) => void) {
    this.#document = document;
    this.#words = words;
    this.#choose = choose;
    this.#list.style.height = `${document.pageCount * ROW}px`;
    this.root.append(this.#list);
    this.root.addEventListener("scroll", () => this.#show(), { passive: true });
    const observer = new ResizeObserver(() => this.#show());
    observer.observe(this.root);
    this.#closed.signal.addEventListener("abort", () => observer.disconnect());
  }

  close(): void {
    this.#closed.abort();
    this.root.remove();
  }

  follow(page: number): void {
    this.#shown.get(this.#current)?.removeAttribute("aria-current");
    this.#current = page;
    const { scrollTop, clientHeight } = this.root;
    const isSeen = page * ROW >= scrollTop && (page + 1) * ROW <= scrollTop + clientHeight;
    if (!isSeen) this.root.scrollTop = page * ROW - clientHeight / 2 + ROW / 2;
    this.#show();
    this.#shown.get(page)?.setAttribute("aria-current", "true");
  }

  #show(): void {
    const { scrollTop, clientHeight } = this.root;
    if (clientHeight === 0) return;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - BESIDE);
    const end = Math.min(
      this.#document.pageCount,
      Math.ceil((scrollTop + clientHeight) / ROW) + BESIDE,
    );
    for (const [page, button] of [...this.#shown]) {
      if (page >= first && page < end) continue;
      button.remove();
      this.#shown.delete(page);
    }
    for (let page = first; page < end; page++) {
      if (!this.#shown.has(page)) this.#add(page);
    }
    void this.#draw();
  }

  #add(page: number): void {
    const canvas = element("canvas");
    canvas.setAttribute("aria-hidden", "true");
    const button = element("button", "", canvas, element("span", "", String(page + 1)));
    button.type = "button";
    button.style.top = `${page * ROW}px`;
    const count = this.#document.pageCount;
    button.setAttribute("aria-label", this.#words.text("pageOf", { page: page + 1, count }));
    if (page === this.#current) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => this.#choose(page));
    this.#shown.set(page, button);
    this.#list.append(button);
  }

  /** Draws what is in the window and has no picture yet, one after another. */
  async #draw(): Promise<void> {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    try {
      for (;;) {
        const next = [...this.#shown].find(([, button]) => !button.dataset["drawn"]);
        if (!next || this.#closed.signal.aborted) return;
        const [page, button] = next;
        button.dataset["drawn"] = "true";
        await this.#drawPage(page, button).catch(() => undefined);
      }
    } finally {
      this.#isDrawing = false;
    }
  }

  async #drawPage(index: number, button: HTMLButtonElement): Promise<void> {
    const { signal } = this.#closed;
    const page = await this.#document.page(index, signal);
    const { width, height } = page.info;
    const unit = Math.min(WIDTH / width, PICTURE_HEIGHT / height);
    const bitmap = await page.renderBitmap({ scale: unit * devicePixelRatio, signal });
    const canvas = button.querySelector("canvas");
    if (!canvas || !this.#shown.has(index)) return bitmap.close();
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.style.width = `${width * unit}px`;
    canvas.style.height = `${height * unit}px`;
    canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
  }
}
