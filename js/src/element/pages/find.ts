// SPDX-License-Identifier: Apache-2.0
// Finding words in a document: page after page from the one in the window, marked as they come.
import type { Document } from "../../document/document.js";
import { VitrineError } from "../../errors.js";
import type { Hit } from "../../wasm/contents.js";

/** Hits of the whole document at most; there is no use in more. */
const HITS_MAX = 10_000;

export interface FindState {
  /** The hit that the user is at, counted from 1; 0 where there is none. */
  current: number;
  count: number;
  isSearching: boolean;
}

export interface FindEvents {
  onChange(state: FindState): void;
  /** A hit is to be brought into the window. */
  onReveal(page: number, hit: Hit): void;
}

export class Find {
  readonly #document: Document;
  readonly #events: FindEvents;
  readonly #hits = new Map<number, readonly Hit[]>();
  #current: { page: number; hit: number } | undefined;
  #abort = new AbortController();
  #isSearching = false;

  constructor(document: Document, events: FindEvents) {
    this.#document = document;
    this.#events = events;
  }

  hitsOn(page: number): readonly Hit[] {
    return this.#hits.get(page) ?? [];
  }

  /** The hit on a page that the user is at; -1 where it is none of that page. */
  currentOn(page: number): number {
    return this.#current?.page === page ? this.#current.hit : -1;
  }

  get state(): FindState {
    const pages = [...this.#hits.keys()].sort((a, b) => a - b);
    let [count, current] = [0, 0];
    for (const page of pages) {
      if (page === this.#current?.page) current = count + this.#current.hit + 1;
      count += this.hitsOn(page).length;
    }
    return { current, count, isSearching: this.#isSearching };
  }

  stop(): void {
    this.#abort.abort();
    this.#isSearching = false;
  }

  /** Searches all pages, beginning with `from`; the first hit is the one that the user is at. */
  async search(words: string, from: number): Promise<void> {
    this.stop();
    this.#hits.clear();
    this.#current = undefined;
    if (words === "") return this.#events.onChange(this.state);
    const abort = new AbortController();
    this.#abort = abort;
    this.#isSearching = true;
    this.#events.onChange(this.state);
    const { pageCount } = this.#document;
    for (let step = 0; step < pageCount && this.state.count < HITS_MAX; step++) {
      await this.#searchPage((from + step) % pageCount, words, abort.signal);
      if (abort.signal.aborted) return;
    }
    this.#isSearching = false;
    this.#events.onChange(this.state);
  }

  /** Goes to the next hit, or the one before; past the last comes the first. */
  step(direction: 1 | -1): void {
    const all = [...this.#hits.keys()]
      .sort((a, b) => a - b)
      .flatMap((page) => this.hitsOn(page).map((_, hit) => ({ page, hit })));
    const { current } = this.state;
    const next = all.at((current - 1 + direction + all.length) % Math.max(1, all.length));
    if (next) this.#goTo(next.page, next.hit);
  }

  async #searchPage(index: number, words: string, signal: AbortSignal): Promise<void> {
    let hits: Hit[];
    try {
      const page = await this.#document.page(index, signal);
      hits = await page.search(words, signal);
    } catch (caught) {
      // A page that is damaged has nothing to find; what stops all pages is told by the view.
      if (VitrineError.from(caught).code === "E_CANCELLED") this.#abort.abort();
      return;
    }
    if (signal.aborted || hits.length === 0) return;
    this.#hits.set(index, hits);
    if (this.#current) this.#events.onChange(this.state);
    else this.#goTo(index, 0);
  }

  #goTo(page: number, hit: number): void {
    this.#current = { page, hit };
    const found = this.hitsOn(page)[hit];
    if (found) this.#events.onReveal(page, found);
    this.#events.onChange(this.state);
  }
}
