// SPDX-License-Identifier: Apache-2.0
// The pages of a document below each other. Only those in the window, and their neighbours, exist;
// what is nearest to its middle is drawn first, then come words and links.
import type { Document, Page } from "../../document/document.js";
import { cancelled, VitrineError } from "../../errors.js";
import type { Region, Size } from "../../wasm/decoder.js";
import type { Progress } from "../../workers/messages.js";
import { contains, turnRegion, turnSize, unitSize, visibleRegion } from "../layout.js";
import { element, type Parts } from "../parts.js";
import type { Drawn, Scene, Shown } from "../picture.js";
import type { Words } from "../words.js";
import { Column, type Spot } from "./column.js";
import { type Content, createContent } from "./content.js";
import { Leaf } from "./leaf.js";
import type { Guide } from "./overlay.js";

/** Told by the pages as the user scrolls. */
export interface SheetsEvents extends Guide {
  /** Another page is the one in the window. */
  onPage(index: number, page: Page | undefined): void;
  /** The page in the window is sharp. */
  onSharp(shown: Shown): void;
  onError(error: VitrineError): void;
}

interface Task {
  leaf: Leaf;
  abort: AbortController;
}

export class Sheets {
  readonly #parts: Parts;
  readonly #words: Words;
  readonly #events: SheetsEvents;
  readonly #root = element("div", "column");
  readonly #leaves = new Map<number, Leaf>();
  #document: Document | undefined;
  #column = new Column(1);
  #scene: Scene | undefined;
  #current = 0;
  /** The page that was asked for, while it is in the window and nobody has scrolled. */
  #target: { index: number; scrollTop: number } | undefined;
  #task: Task | undefined;
  #isFrameAsked = false;
  #scrolling = new AbortController();
  #waiting: { index: number; resolve(shown: Shown): void; reject(error: unknown): void }[] = [];
  #onProgress: (progress: Progress) => void = () => undefined;
  /** Adds to the face of a page whose words are there: what was found. */
  decorate: (leaf: Leaf) => void = () => undefined;

  constructor(parts: Parts, words: Words, events: SheetsEvents) {
    this.#parts = parts;
    this.#words = words;
    this.#events = events;
    this.#root.hidden = true;
    parts.stage.prepend(this.#root);
  }

  get shown(): Readonly<Shown> | undefined {
    return this.#leaves.get(this.#current)?.shown;
  }

  /** The pages that exist now. */
  get leaves(): Iterable<Leaf> {
    return this.#leaves.values();
  }

  /** Begins with a document; nothing is shown before its first scene. */
  open(document: Document): void {
    this.clear();
    this.#document = document;
    this.#column = new Column(document.pageCount);
    this.#scrolling = new AbortController();
    const { signal } = this.#scrolling;
    const onScroll = () => this.#lookSoon();
    this.#parts.stage.addEventListener("scroll", onScroll, { signal, passive: true });
  }

  clear(): void {
    this.#scrolling.abort();
    this.#task?.abort.abort();
    this.#task = undefined;
    for (const leaf of this.#leaves.values()) leaf.remove();
    this.#leaves.clear();
    this.#root.hidden = true;
    this.#document = undefined;
    this.#scene = undefined;
    this.#target = undefined;
    this.#current = 0;
    this.#refuseWaiting(cancelled());
  }

  /** Changes zoom and turns at once, by stretching; `anchor` stays where it is in the window. */
  stretch(scene: Scene, anchor?: { x: number; y: number }): void {
    this.#lay(scene, anchor);
  }

  /** Brings a scene's page into the window, and answers when it is sharp. */
  async render(
    scene: Scene,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
    drawn?: Drawn,
  ): Promise<Shown> {
    const { index } = scene.page;
    this.#onProgress = onProgress;
    this.#column.learn(index, unitSizeOf(scene.page.info));
    const isFirst = this.#scene === undefined;
    this.#root.hidden = false;
    this.#lay(scene);
    if (isFirst || !this.#leaves.has(index)) this.goTo(index);
    for (const leaf of this.#leaves.values()) this.#forgive(leaf);
    const leaf = this.#leaves.get(index);
    if (leaf && !leaf.page) leaf.page = scene.page;
    if (leaf && drawn) this.#useDrawn(leaf, drawn);
    else drawn?.bitmap.close();
    if (leaf?.shown && this.#isSharp(leaf, true)) {
      this.#work();
      return leaf.shown;
    }
    const sharp = new Promise<Shown>((resolve, reject) => {
      this.#waiting.push({ index, resolve, reject });
    });
    signal.addEventListener("abort", () => this.#refuseWaiting(cancelled(signal.reason)), {
      once: true,
    });
    this.#work();
    return sharp;
  }

  /** Scrolls so that a place `y` (units of the page) of a page is at the window's upper edge. */
  goTo(index: number, y = 0): void {
    const { stage } = this.#parts;
    if (!this.#scene || index < 0 || index >= this.#column.count) return;
    if (!this.#column.holds(index)) this.#layAgain(index);
    const box = this.#column.box(index);
    const unit = this.#unit;
    const margin = y > 0 ? 24 : Math.min(16, Math.max(0, (stage.clientHeight - box.height) / 2));
    stage.scrollTop = box.y + y * unit - margin;
    this.#target = { index, scrollTop: stage.scrollTop };
    this.#show();
    this.#work();
  }

  /** Scrolls no more than it takes to bring a part of a page into the window. */
  reveal(index: number, part: { left: number; top: number; right: number; bottom: number }): void {
    const { stage } = this.#parts;
    if (!this.#scene) return;
    if (!this.#column.holds(index)) this.#layAgain(index);
    const box = this.#column.box(index);
    const size = this.#leaves.get(index)?.page?.info;
    const whole = size ?? this.#scene.page.info;
    const region = turnRegion(
      { x: part.left, y: part.top, width: part.right - part.left, height: part.bottom - part.top },
      whole,
      this.#scene.turns,
    );
    const unit = this.#unit;
    const [top, left] = [box.y + region.y * unit, box.x + region.x * unit];
    const isAbove = top < stage.scrollTop + 60; // the bar of the search lies there
    const isBelow = top + region.height * unit > stage.scrollTop + stage.clientHeight - 20;
    if (isAbove || isBelow) stage.scrollTop = top - stage.clientHeight / 3;
    const isBeside = left < stage.scrollLeft || left > stage.scrollLeft + stage.clientWidth - 40;
    if (isBeside) stage.scrollLeft = left - stage.clientWidth / 3;
    this.#target = { index, scrollTop: stage.scrollTop };
    this.#show();
    this.#work();
  }

  // ---- Laying out ------------------------------------------------------------------------------

  #lay(scene: Scene, anchor?: { x: number; y: number }): void {
    const { stage } = this.#parts;
    const before = this.#scene;
    const point = anchor ?? { x: stage.clientWidth / 2, y: stage.clientHeight / 2 };
    const [x, y] = [stage.scrollLeft + point.x, stage.scrollTop + point.y];
    const spot = before && this.#column.spotAt(x, y);
    this.#scene = scene;
    this.#layColumn(spot?.index ?? scene.page.index);
    if (spot) this.#hold(spot, point);
    this.#show();
  }

  /** After a page turned out to be of another size: what is at the window's edge stays there. */
  #layAgain(wanted = this.#current): void {
    const { stage } = this.#parts;
    const spot = this.#column.spotAt(stage.scrollLeft, stage.scrollTop);
    this.#layColumn(wanted);
    if (this.#column.holds(spot.index)) this.#hold(spot, { x: 0, y: 0 });
  }

  #layColumn(wanted: number): void {
    if (!this.#scene) return;
    const { zoom, turns } = this.#scene;
    this.#column.lay(zoom, turns, this.#parts.stage.clientWidth, wanted);
    this.#root.style.width = `${this.#column.width}px`;
    this.#root.style.height = `${this.#column.height}px`;
    for (const leaf of this.#leaves.values()) this.#place(leaf);
  }

  #hold(spot: Spot, point: { x: number; y: number }): void {
    const { stage } = this.#parts;
    const { x, y } = this.#column.find(spot);
    const wasTarget = this.#target?.scrollTop === stage.scrollTop ? this.#target : undefined;
    stage.scrollTo(x - point.x, y - point.y);
    if (wasTarget) wasTarget.scrollTop = stage.scrollTop;
  }

  #place(leaf: Leaf): void {
    if (this.#column.holds(leaf.index)) {
      leaf.place(this.#column.box(leaf.index), this.#scene?.turns ?? 0, this.#unit);
    }
  }

  #lookSoon(): void {
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    requestAnimationFrame(() => {
      this.#isFrameAsked = false;
      this.#show();
      this.#work();
    });
  }

  // ---- Which pages exist -----------------------------------------------------------------------

  get #visible(): number[] {
    const { scrollTop, clientHeight } = this.#parts.stage;
    return this.#column.between(scrollTop, scrollTop + clientHeight);
  }

  /** Makes the pages in the window and beside it exist, and no others; says which is the one. */
  #show(): void {
    if (!this.#scene || !this.#document) return;
    const visible = this.#visible;
    const [first = 0, last = 0] = [visible[0], visible.at(-1)];
    for (const leaf of [...this.#leaves.values()]) {
      if (leaf.index < first - 1 || leaf.index > last + 1) this.#drop(leaf);
    }
    for (let index = first - 1; index <= last + 1; index++) {
      if (this.#column.holds(index) && index >= 0) this.#ensure(index);
    }
    if (this.#task && !this.#leaves.has(this.#task.leaf.index)) this.#task.abort.abort();
    this.#choose(visible);
  }

  #ensure(index: number): void {
    if (this.#leaves.has(index)) return;
    const label = this.#words.text("pageOf", { page: index + 1, count: this.#column.count });
    const leaf = new Leaf(index, label);
    this.#leaves.set(index, leaf);
    const after = [...this.#leaves.values()]
      .filter((other) => other.index > index)
      .sort((a, b) => a.index - b.index)[0];
    this.#root.insertBefore(leaf.root, after?.root ?? null);
    this.#place(leaf);
  }

  #drop(leaf: Leaf): void {
    leaf.remove();
    this.#leaves.delete(leaf.index);
  }

  /** The page that was asked for while it stays in the window, else that with most of it. */
  #choose(visible: number[]): void {
    const { scrollTop, clientHeight } = this.#parts.stage;
    const shares = visible.map((index) => {
      const { y, height } = this.#column.box(index);
      return Math.min(y + height, scrollTop + clientHeight) - Math.max(y, scrollTop);
    });
    const most = visible[shares.indexOf(Math.max(...shares))] ?? this.#current;
    const isTarget = this.#target && Math.abs(this.#target.scrollTop - scrollTop) < 1;
    const current = isTarget && this.#target ? this.#target.index : most;
    if (!isTarget) this.#target = undefined;
    if (current === this.#current) return;
    this.#current = current;
    const leaf = this.#leaves.get(current);
    this.#events.onPage(current, leaf?.page);
    if (leaf?.shown && this.#isSharp(leaf, true)) this.#events.onSharp(leaf.shown);
  }

  // ---- Work ------------------------------------------------------------------------------------

  /** Does one thing after another, what is wanted most first, until nothing is left to do. */
  #work(): void {
    if (this.#task || !this.#document) return;
    const step = this.#next();
    if (!step) return;
    const task: Task = { leaf: step.leaf, abort: new AbortController() };
    this.#task = task;
    step
      .run(task.abort.signal)
      .catch((error) => this.#fail(task, error))
      .finally(() => {
        if (this.#task !== task) return;
        this.#task = undefined;
        this.#work();
      });
  }

  #next(): { leaf: Leaf; run(signal: AbortSignal): Promise<void> } | undefined {
    const document = this.#document;
    if (!document) return undefined;
    const wanted = this.#wanted();
    const visible = new Set(this.#visible);
    const isSeen = (leaf: Leaf) => visible.has(leaf.index);
    for (const leaf of [...wanted.filter(isSeen), undefined, ...wanted]) {
      if (leaf === undefined) {
        const bare = wanted.find((seen) => isSeen(seen) && seen.page && !seen.hasText);
        if (bare) return { leaf: bare, run: (signal) => this.#addContent(bare, signal) };
      } else if (!leaf.page) {
        return { leaf, run: (signal) => this.#openPage(document, leaf, signal) };
      } else if (!this.#isSharp(leaf, isSeen(leaf))) {
        return { leaf, run: (signal) => this.#draw(leaf, signal) };
      }
    }
    return undefined;
  }

  /** The pages that exist and have not failed, nearest to the current one first. */
  #wanted(): Leaf[] {
    const distance = ({ index }: Leaf) => Math.abs(index - this.#current);
    return [...this.#leaves.values()]
      .filter(({ error }) => error === undefined)
      .sort((a, b) => distance(a) - distance(b));
  }

  async #openPage(document: Document, leaf: Leaf, signal: AbortSignal): Promise<void> {
    const page = await document.page(leaf.index, signal);
    leaf.page = page;
    if (this.#column.learn(leaf.index, unitSizeOf(page.info))) this.#layAgain();
    if (leaf.index === this.#current) this.#events.onPage(leaf.index, page);
  }

  async #draw(leaf: Leaf, signal: AbortSignal): Promise<void> {
    const { page } = leaf;
    const scale = this.#scale;
    if (!page) return;
    const whole = await page.measure(scale);
    const region = visibleRegion(whole, this.#visiblePart(leaf, whole));
    const onProgress = leaf.index === this.#current ? this.#onProgress : undefined;
    const bitmap = await page.renderBitmap({ scale, region, signal, onProgress });
    if (signal.aborted || this.#leaves.get(leaf.index) !== leaf) return bitmap.close();
    this.#present(leaf, { page, scale, region, whole }, bitmap);
  }

  #present(leaf: Leaf, shown: Shown, bitmap: ImageBitmap): void {
    leaf.present(shown, bitmap);
    const isWanted = this.#isSharp(leaf, true);
    for (const { index, resolve } of this.#waiting) {
      if (index === leaf.index && isWanted) resolve(shown);
    }
    this.#waiting = this.#waiting.filter(({ index }) => index !== leaf.index || !isWanted);
    if (leaf.index === this.#current && isWanted) this.#events.onSharp(shown);
  }

  #useDrawn(leaf: Leaf, { bitmap, ...shown }: Drawn): void {
    if (shown.page === leaf.page && shown.scale === this.#scale) {
      this.#present(leaf, shown, bitmap);
    } else bitmap.close();
  }

  async #addContent(leaf: Leaf, signal: AbortSignal): Promise<void> {
    const { page } = leaf;
    if (!page) return;
    leaf.hasText = true; // tried once, whatever comes of it
    const [text, links] = [await page.text(signal), await page.links(signal)];
    if (this.#leaves.get(leaf.index) !== leaf) return;
    const content: Content = { text, links };
    leaf.face.append(...createContent(content, page.info, this.#words, this.#events));
    this.decorate(leaf);
  }

  #fail(task: Task, caught: unknown): void {
    const error = VitrineError.from(caught);
    if (task.abort.signal.aborted || error.code === "E_CANCELLED") return;
    task.leaf.error = error;
    const waiting = this.#waiting.filter(({ index }) => index === task.leaf.index);
    this.#waiting = this.#waiting.filter(({ index }) => index !== task.leaf.index);
    for (const { reject } of waiting) reject(error);
    if (waiting.length > 0) return;
    task.leaf.root.append(element("p", "trouble", this.#words.sentence(error)));
    this.#events.onError(error);
  }

  /** What failed is tried again. */
  #forgive(leaf: Leaf): void {
    if (leaf.error === undefined) return;
    leaf.error = undefined;
    leaf.root.querySelector(".trouble")?.remove();
  }

  #refuseWaiting(error: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }

  // ---- What is sharp ---------------------------------------------------------------------------

  /** CSS pixels for a unit of the page. */
  get #unit(): number {
    return unitSize(true, devicePixelRatio) * (this.#scene?.zoom ?? 1);
  }

  /** Device pixels for a unit of the page. */
  get #scale(): number {
    return this.#unit * devicePixelRatio;
  }

  #isSharp(leaf: Leaf, isSeen: boolean): boolean {
    const { shown } = leaf;
    if (!shown || shown.scale !== this.#scale) return false;
    return !isSeen || contains(shown.region, this.#visiblePart(leaf, shown.whole));
  }

  /** The part of a page in the window, in its pixels as rendered. */
  #visiblePart(leaf: Leaf, page: Size): Region {
    const { stage } = this.#parts;
    const turns = this.#scene?.turns ?? 0;
    const box = this.#column.box(leaf.index);
    const whole = turnSize(page, turns);
    const [unitX, unitY] = [whole.width / box.width, whole.height / box.height];
    const left = clamp((stage.scrollLeft - box.x) * unitX, 0, whole.width - 1);
    const top = clamp((stage.scrollTop - box.y) * unitY, 0, whole.height - 1);
    const right = clamp((stage.scrollLeft + stage.clientWidth - box.x) * unitX, left, whole.width);
    const bottom = clamp((stage.scrollTop + stage.clientHeight - box.y) * unitY, top, whole.height);
    const [x, y] = [Math.floor(left), Math.floor(top)];
    const visible = {
      x,
      y,
      width: Math.max(1, Math.ceil(right) - x),
      height: Math.max(1, Math.ceil(bottom) - y),
    };
    return turnRegion(visible, whole, -turns);
  }
}

/** A page in CSS pixels at zoom 1. */
function unitSizeOf({ width, height }: Size): Size {
  const unit = unitSize(true, devicePixelRatio);
  return { width: width * unit, height: height * unit };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
