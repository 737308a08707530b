// SPDX-License-Identifier: Apache-2.0
// The entries near the window as tiles; which one the keyboard is at; whose thumbnails are wanted.
import type { Bridge } from "../../bridge/bridge.js";
import type { Entry } from "../../bridge/connection.js";
import type { Wish, WishList } from "../../thumbnails/thumbnails.js";
import { rowsNear, scrollToRow } from "../rows.js";
import type { Words } from "../words.js";
import type { Frame } from "./frame.js";
import { type Grid, gridOf, type Layout, PADDING, placeOf, step } from "./grid.js";
import { canOpen, Tile } from "./tile.js";
import { TypeAhead } from "./type-ahead.js";

const ROWS_BESIDE = 2;
/** CSS pixels of a thumbnail's longer side; the same one serves the grid and the list. */
const THUMBNAIL = 128;
/** A short ladder of sizes, so that they are kept for any screen. */
const SIZES = [128, 256, 512];

interface Place {
  bridge: Bridge;
  share: string;
  path: string;
}

export interface ShelfEvents {
  activate(entry: Entry): void;
  leave(): void;
}

export class Shelf {
  readonly #frame: Frame;
  readonly #words: Words;
  readonly #wishes: WishList;
  readonly #events: ShelfEvents;
  readonly #tiles = new Map<number, Tile>();
  readonly #spare: Tile[] = [];
  readonly #typing = new TypeAhead();
  #entries: readonly Entry[] = [];
  #place: Place | undefined;
  #layout: Layout = "grid";
  #grid: Grid = gridOf("grid", 1, 0);
  #current = -1;
  #selected: string | undefined;
  #frameRequest = 0;

  constructor(frame: Frame, words: Words, wishes: WishList, events: ShelfEvents) {
    this.#frame = frame;
    this.#words = words;
    this.#wishes = wishes;
    this.#events = events;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get selected(): string | undefined {
    return this.#selected;
  }

  set selected(name: string | undefined) {
    this.#selected = name;
    const index = name === undefined ? -1 : this.#entries.findIndex((entry) => entry.name === name);
    if (index >= 0) this.#moveTo(index);
    this.#mark();
  }

  set layout(layout: Layout) {
    this.#layout = layout;
    this.#frame.list.dataset["layout"] = layout;
    this.#lay();
  }

  connect(signal: AbortSignal): void {
    const { list } = this.#frame;
    list.addEventListener("scroll", () => this.#laySoon(), { signal, passive: true });
    list.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    list.addEventListener("click", (event) => this.#onClick(event), { signal });
    const observer = new ResizeObserver(() => this.#laySoon());
    observer.observe(list);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /** Shows entries; where they only grow, what is on screen stays. */
  show(entries: readonly Entry[], place: Place | undefined): void {
    const at = this.#entries[this.#current]?.name;
    const isOther = place?.path !== this.#place?.path || entries.length === 0;
    this.#entries = entries;
    this.#place = place;
    if (isOther) this.#frame.list.scrollTo(0, 0);
    this.#current = isOther ? -1 : entries.findIndex(({ name }) => name === at);
    // What stands where it stood keeps its tile: whoever is about to click hits what they see.
    for (const [index, tile] of this.#tiles) {
      if (!isOther && tile.isOf(entries[index])) tile.count(entries.length);
      else this.#retire(index, tile);
    }
    this.#lay();
  }

  /** The openable file before or after the selected one. */
  neighbour(direction: 1 | -1): Entry | undefined {
    let index = this.#entries.findIndex(({ name }) => name === this.#selected);
    if (index < 0) return undefined;
    do index += direction;
    while (this.#entries[index] && this.#entries[index]?.kind !== "file");
    return this.#entries[index];
  }

  /** Goes to the next entry whose name begins so. */
  #find(start: string): void {
    const lower = start.toLowerCase();
    const count = this.#entries.length;
    const from = Math.max(0, this.#current) + (start.length === 1 ? 1 : 0);
    for (let step = 0; step < count; step++) {
      const index = (from + step) % count;
      if (this.#entries[index]?.name.toLowerCase().startsWith(lower)) return this.#moveTo(index);
    }
  }

  /** Something about thumbnails has changed. */
  drawThumbnails(): void {
    this.#laySoon();
  }

  #retire(index: number, tile: Tile): void {
    this.#tiles.delete(index);
    tile.node.remove();
    tile.clear();
    this.#spare.push(tile);
  }

  #laySoon(): void {
    this.#frameRequest ||= requestAnimationFrame(() => this.#lay());
  }

  #lay(): void {
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = 0;
    const { list, field } = this.#frame;
    const { clientWidth, clientHeight, scrollTop } = list;
    const count = this.#entries.length;
    this.#grid = gridOf(this.#layout, clientWidth, count);
    const { rows, rowHeight, columns } = this.#grid;
    field.style.blockSize = `${rows * rowHeight + 2 * PADDING}px`;
    const near = rowsNear(scrollTop - PADDING, clientHeight, rowHeight, rows, ROWS_BESIDE);
    const [first, end] = [near.first * columns, Math.min(count, near.end * columns)];
    for (const [index, tile] of this.#tiles) {
      if (index < first || index >= end) this.#retire(index, tile);
    }
    for (let index = first; index < end; index++) this.#layTile(index);
    this.#mark();
    this.#wishFor(first, end);
  }

  #layTile(index: number): void {
    const entry = this.#entries[index];
    if (!entry) return;
    let tile = this.#tiles.get(index);
    if (!tile) {
      tile = this.#spare.pop() ?? new Tile();
      tile.show(entry, index, this.#words);
      tile.count(this.#entries.length);
      this.#tiles.set(index, tile);
      this.#frame.field.append(tile.node);
    }
    const { x, y } = placeOf(index, this.#grid);
    tile.place(x, y, this.#grid.columnWidth, this.#grid.rowHeight);
  }

  #mark(): void {
    for (const [index, tile] of this.#tiles) {
      const isSelected = this.#entries[index]?.name === this.#selected;
      tile.mark(index === this.#current, isSelected && this.#selected !== undefined);
    }
    const { list } = this.#frame;
    if (this.#tiles.has(this.#current)) {
      list.setAttribute("aria-activedescendant", `entry-${this.#current}`);
    } else list.removeAttribute("aria-activedescendant");
  }

  /** On screen first, then beside it; what a preview stands for already comes last. */
  #wishFor(first: number, end: number): void {
    if (!this.#place) return this.#wishes.want([]);
    const { scrollTop, clientHeight } = this.#frame.list;
    const { rowHeight } = this.#grid;
    const wanted: { wish: Wish; rank: number }[] = [];
    for (let index = first; index < end; index++) {
      const wish = this.#wishOf(index);
      const tile = this.#tiles.get(index);
      if (!wish || !tile || this.#wishes.failureOf(wish)) continue;
      const found = this.#wishes.find(wish);
      if (found) tile.draw(found.bitmap);
      if (found && !found.isRough) continue;
      const { y } = placeOf(index, this.#grid);
      const isVisible = y + rowHeight > scrollTop && y < scrollTop + clientHeight;
      const rank = (isVisible ? 0 : 1) + (found ? 2 : 0);
      wanted.push({ wish: { ...wish, isRough: !found }, rank });
    }
    wanted.sort((a, b) => a.rank - b.rank);
    this.#wishes.want(wanted.map(({ wish }) => wish));
  }

  #wishOf(index: number): Wish | undefined {
    const entry = this.#entries[index];
    if (entry?.kind !== "file" || entry.size === 0 || !this.#place) return undefined;
    const { bridge, share, path } = this.#place;
    const pixels = THUMBNAIL * devicePixelRatio;
    return {
      bridge,
      share,
      path: path === "" ? entry.name : `${path}/${entry.name}`,
      version: `${entry.modified}-${entry.size}`,
      size: SIZES.find((size) => size >= pixels) ?? 512,
      isRough: true,
    };
  }

  #moveTo(index: number): void {
    this.#current = index;
    const { list } = this.#frame;
    const row = Math.floor(index / this.#grid.columns);
    const room = list.clientHeight - 2 * PADDING;
    const top = scrollToRow(row, list.scrollTop, room, this.#grid.rowHeight);
    if (top !== undefined) list.scrollTo(0, top);
    this.#lay();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { list } = this.#frame;
    const count = this.#entries.length;
    const to = step(event.key, this.#current, count, this.#grid, list.clientHeight);
    const typed = to === undefined ? this.#typing.take(event) : undefined;
    const entry = this.#entries[this.#current];
    if (to !== undefined) this.#moveTo(to);
    else if (typed !== undefined) this.#find(typed);
    else if (event.key === "Backspace") this.#events.leave();
    else if ((event.key === "Enter" || event.key === " ") && entry && canOpen(entry))
      this.#events.activate(entry);
    else return;
    event.preventDefault();
  }

  #onClick(event: MouseEvent): void {
    const node = event.target instanceof Element ? event.target.closest(".entry") : null;
    if (!(node instanceof HTMLElement)) return;
    const index = Number(node.dataset["index"]);
    const entry = this.#entries[index];
    this.#current = index;
    this.#mark();
    if (entry && canOpen(entry)) this.#events.activate(entry);
  }
}
