// SPDX-License-Identifier: Apache-2.0
// <vitrine-view>: shows a page of an image or document, with pages, zoom, progress and errors in
// words. Decoding happens in workers; this file lays out and listens.
import type { Document, DocumentOptions, Page } from "../document/document.js";
import { nameOf, type Source } from "../document/source.js";
import { cancelled, VitrineError } from "../errors.js";
import { markStep } from "../timing.js";
import type { Progress } from "../workers/messages.js";
import { prepare } from "../workers/start.js";
import type { Ready } from "./ahead.js";
import { createCommands } from "./commands.js";
import type { VitrineViewEvents } from "./events.js";
import { Gallery } from "./gallery/gallery.js";
import { type Anchor, bindInput } from "./input.js";
import { showLabels } from "./labels.js";
import { clampZoom } from "./layout.js";
import { Opener } from "./opening.js";
import { ACTIONS, createParts, type Parts } from "./parts.js";
import { Desk } from "./pages/desk.js";
import { Picture, type Scene, type Shown } from "./picture.js";
import { ProgressBar } from "./progress.js";
import { Rotations } from "./rotations.js";
import { watchPixelRatio, watchSize } from "./screen.js";
import { save } from "./saving.js";
import { sharedStyle } from "./style.js";
import { canBeText, TextView } from "./text-view.js";
import { Timing } from "./timing-table.js";
import { Trouble } from "./trouble.js";
import { Words } from "./words.js";

const SHARPEN_DELAY_MS = 80;

export class VitrineView extends HTMLElement {
  static readonly observedAttributes = ["lang"];

  readonly #parts: Parts = createParts();
  readonly #words = new Words(this);
  readonly #picture = new Picture(this.#parts);
  readonly #desk = new Desk(this, this.#parts, this.#words, {
    onPage: (index, page) => this.#follow(index, page),
    onSharp: (shown) => this.#tellShown(shown),
    onError: (error) => this.#keepsPicture(error) || this.#emit("vitrine-error", error),
    onProgress: (progress) => this.#showProgress(progress),
  });
  readonly #gallery = new Gallery(this, this.#parts, this.#words);
  readonly #text = new TextView(this.#parts, this.#words);
  readonly #commands = createCommands(this, {
    isFitting: () => this.#isFitting,
    setZoom: (zoom, anchor) => this.#setZoom(zoom, anchor),
    step: (direction) => this.#step(direction),
  });
  readonly #progress = new ProgressBar(this.#parts.progress);
  readonly #rotations = new Rotations();
  readonly #timing = new Timing();
  readonly #opener = new Opener(this.#picture, (source, scene) => this.#newScene(source, scene));
  readonly #trouble = new Trouble(this.#parts, this.#words, {
    retry: () => this.#retry(),
    download: () => void this.download(),
    unlock: (password) => this.#reload({ ...this.#options, password }),
    showText: () => void this.#showText().catch((error) => this.#fail(error)),
  });
  /** What was prepared of the document that is open, until it is shown. */
  #ready: Ready | undefined;
  #connected: AbortController | undefined;
  #loading: AbortController | undefined;
  #rendering: AbortController | undefined;
  #watching: AbortController | undefined;
  #sharpenTimer: ReturnType<typeof setTimeout> | undefined;
  #source: Source | undefined;
  #options: DocumentOptions & { name?: string } = {};
  #name: string | undefined;
  #document: Document | undefined;
  #scene: Scene | undefined;
  #pageIndex = 0;
  #isFitting = true;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sharedStyle()];
    const { progress, stage, notice, bar, live } = this.#parts;
    root.append(
      progress,
      stage,
      ...this.#desk.panels,
      this.#gallery.panel,
      notice,
      bar,
      live,
      this.#timing.root,
    );
  }

  /** What to show; undefined for nothing. Setting it opens the file. */
  get source(): Source | undefined {
    return this.#source;
  }

  set source(source: Source | undefined) {
    this.open(source).catch(() => undefined);
  }

  /** The same, with options and a promise that is kept when the first page is on screen. */
  async open(
    source: Source | undefined,
    options: DocumentOptions & { name?: string } = {},
  ): Promise<void> {
    if (!source) this.#opener.ahead.want(undefined);
    markStep("source");
    this.#source = source;
    this.#options = options;
    this.#name = options.name ?? nameOf(source);
    this.#pageIndex = 0;
    this.#isFitting = true;
    await this.#load();
  }

  /** What will likely be shown next: it is opened and drawn in idle time, so that it is there at
   *  once. Forgotten when something else is shown; undefined forgets it now. */
  preload(source: Source | undefined): void {
    this.#opener.ahead.want(source);
    if (this.shown && !this.#loading) this.#opener.ahead.begin();
  }

  /** The page on screen, counted from 1. */
  get page(): number {
    return this.#pageIndex + 1;
  }

  set page(page: number) {
    const index = Math.trunc(page) - 1;
    if (!this.#document || !(index >= 0 && index < this.pageCount) || index === this.#pageIndex)
      return;
    if (this.#desk.isOpen) {
      this.#desk.goTo(index);
    } else {
      this.#pageIndex = index;
      void this.#refresh();
    }
  }

  /** 0 while nothing is open. */
  get pageCount(): number {
    return this.#document?.pageCount ?? 0;
  }

  /** 1: an image's pixel is a pixel of the screen; a document has its size on paper. */
  get zoom(): number {
    return this.#scene?.zoom ?? 1;
  }

  set zoom(zoom: number) {
    if (Number.isFinite(zoom) && zoom > 0) this.#setZoom(clampZoom(zoom));
  }

  /** How the view is turned, in degrees clockwise: 0, 90, 180 or 270. Set it to any multiple of 90.
   *  Kept for this file while the element lives; the file is not changed. */
  get rotation(): number {
    return this.#rotations.turnsOf(this.#source) * 90;
  }

  set rotation(rotation: number) {
    const turns = ((Math.round(rotation / 90) % 4) + 4) % 4;
    if (Number.isNaN(turns) || !this.#source || turns * 90 === this.rotation) return;
    this.#rotations.keep(this.#source, turns);
    if (this.#scene) this.#turn({ ...this.#scene, turns });
    this.#emit("vitrine-rotate", { rotation: this.rotation });
  }

  /** What the file is called in labels; taken from the source where it is not set. */
  get name(): string {
    return this.#name ?? "";
  }

  set name(name: string) {
    this.#name = name;
    this.#updateLabels();
  }

  /** What is on the canvas now. */
  get shown(): Readonly<Shown> | undefined {
    return this.#surface.shown;
  }

  /** What shows the file: pages below each other, or one picture. */
  get #surface(): Picture | Desk["sheets"] {
    return this.#desk.isOpen ? this.#desk.sheets : this.#picture;
  }

  /** Makes a page fit the window, and keeps it so. */
  fit(): void {
    this.#isFitting = true;
    this.#refit();
  }

  /** Hands the file, as it is, to the browser to keep. */
  async download(): Promise<void> {
    const source = this.#source;
    if (!source) return;
    const error = await save(source, this.name, this.#parts, this.#words, this.#progress);
    if (error) this.#emit("vitrine-error", error);
  }

  connectedCallback(): void {
    prepare().catch(() => undefined); // workers start while the page is still at its script
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const { stage, buttons } = this.#parts;
    for (const action of ACTIONS) {
      buttons[action].addEventListener("click", () => this.#commands[action](), { signal });
    }
    this.#desk.bindKeys(signal);
    this.#gallery.bindKeys(signal);
    bindInput(this, stage, this.#commands, signal);
    const onScroll = () => this.#desk.isOpen || this.#sharpenSoon();
    stage.addEventListener("scroll", onScroll, { signal, passive: true });
    watchSize(stage, signal, () => (this.#isFitting ? this.#refit() : this.#sharpenSoon()));
    watchPixelRatio(signal, () => {
      if (this.#isFitting) this.#refit();
      this.#sharpenSoon();
    });
    this.#words.watch(() => this.#updateLabels(), signal);
    this.#updateLabels();
    if (this.#source && !this.#document && !this.#loading) void this.#load().catch(() => undefined);
  }

  disconnectedCallback(): void {
    this.#connected?.abort();
    this.#opener.ahead.want(undefined);
    this.#closeDocument();
  }

  attributeChangedCallback(): void {
    this.#updateLabels();
  }

  async #load(): Promise<void> {
    this.#closeDocument();
    this.#picture.clear();
    this.#trouble.succeed();
    this.#updateLabels();
    if (!this.#source || !this.isConnected) return;
    const loading = new AbortController();
    this.#loading = loading;
    this.#startProgress();
    this.#watchRights(this.#source);
    try {
      await this.#openDocument(this.#source, loading.signal);
    } catch (error) {
      const isWanted = this.#loading === loading;
      if (isWanted && (await this.#showsAsText(error, loading.signal))) return;
      if (this.#loading === loading) this.#fail(error);
      throw error;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  async #openDocument(source: Source, signal: AbortSignal): Promise<void> {
    const { name: _, ...options } = this.#options;
    const { document, ready } = await this.#opener.open(source, options, signal);
    if (signal.aborted) {
      ready?.drawn.bitmap.close();
      document.close();
      throw cancelled();
    }
    this.#document = document;
    this.#gallery.open(document);
    if (document.info.isPaged) this.#desk.open(document);
    this.#ready = ready;
    this.#emit("vitrine-load", document.info);
    await this.#refresh();
  }

  /** What no decoder knows may be text. */
  async #showsAsText(error: unknown, signal: AbortSignal): Promise<boolean> {
    if (VitrineError.from(error).code !== "E_UNSUPPORTED" || !canBeText(this.name)) return false;
    return this.#showText(signal).catch(() => false);
  }

  /** Shows the bytes of the file as text; answers false for what is none. */
  async #showText(signal = new AbortController().signal): Promise<boolean> {
    const source = this.#source;
    if (!source || !(await this.#text.open(source, this.name, signal))) return false;
    this.#progress.stop();
    this.#trouble.succeed();
    this.#parts.live.textContent = this.#words.text("loaded", { name: this.name });
    this.#emit("vitrine-load", this.#text.state);
    this.#emit("vitrine-page", { page: 1, pageCount: 1, zoom: 1 });
    return true;
  }

  #startProgress(): void {
    this.#progress.start(() => this.#words.text("loading"));
  }

  /** A fresh token may open what an old one did not. */
  #watchRights(source: Source): void {
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    const onRenew = () => this.#trouble.isTold && this.#retry();
    if ("bridge" in source) source.bridge.addEventListener("renew", onRenew, { signal });
  }

  /** Opens the file again, or brings on screen what could not be read. */
  #retry(): void {
    if (this.#document && this.shown) void this.#refresh();
    else this.#reload(this.#options);
  }

  #reload(options: DocumentOptions & { name?: string }): void {
    this.#options = options;
    this.#load().catch(() => undefined);
  }

  #closeDocument(): void {
    clearTimeout(this.#sharpenTimer);
    this.#watching?.abort();
    this.#loading?.abort();
    this.#loading = undefined;
    this.#rendering?.abort();
    this.#progress.stop();
    this.#text.close();
    this.#desk.close();
    this.#gallery.close();
    this.#document?.close();
    this.#document = undefined;
    this.#ready?.drawn.bitmap.close();
    this.#ready = undefined;
    this.#scene = undefined;
  }

  /** Brings the wanted page on screen, sharp; what was being rendered is stopped. */
  async #refresh(): Promise<void> {
    clearTimeout(this.#sharpenTimer);
    this.#rendering?.abort();
    const rendering = new AbortController();
    this.#rendering = rendering;
    this.#opener.ahead.pause();
    const { signal } = rendering;
    try {
      await this.#turnPage(signal);
      await this.#render(signal);
    } catch (error) {
      if (signal.aborted || VitrineError.from(error).code === "E_CANCELLED") return;
      this.#progress.stop();
      if (!this.#keepsPicture(error)) this.#fail(error);
    }
  }

  /** Where only the line, or the token, is lost, the picture stays. */
  #keepsPicture(caught: unknown): boolean {
    const { shown } = this;
    const error = VitrineError.from(caught);
    if (!shown || !this.#trouble.note(error)) return false;
    this.#pageIndex = shown.page.index;
    this.#updateLabels();
    this.#emit("vitrine-error", error);
    return true;
  }

  async #turnPage(signal: AbortSignal): Promise<void> {
    const opened = this.#document;
    if (!opened || this.#scene?.page.index === this.#pageIndex) return;
    this.#startProgress();
    const ready = this.#pageIndex === 0 ? this.#ready?.page : undefined;
    const page = ready ?? (await opened.page(this.#pageIndex, signal));
    if (signal.aborted) throw cancelled(signal.reason);
    const { isPaged } = opened.info;
    const isFirst = this.#scene === undefined;
    const { zoom } = this;
    const scene = this.#newScene(this.#source, { page, isPaged });
    this.#scene = this.#isFitting || isFirst ? scene : { ...scene, zoom };
  }

  /** How a page is shown when it is new: turned as its file is, and fitting the window. */
  #newScene(source: Source | undefined, { page, isPaged }: Pick<Scene, "page" | "isPaged">): Scene {
    const scene = { page, isPaged, turns: this.#rotations.turnsOf(source) };
    return { ...scene, zoom: this.#picture.fitting(scene) };
  }

  #turn(scene: Scene): void {
    this.#scene = this.#isFitting ? { ...scene, zoom: this.#picture.fitting(scene) } : scene;
    this.#surface.stretch(this.#scene);
    this.#updateLabels();
    this.#parts.live.textContent = this.#words.text("turned", { degrees: this.rotation });
    this.#sharpenSoon();
  }

  #refit(): void {
    if (this.#scene) this.#changeZoom(this.#picture.fitting(this.#scene));
  }

  #setZoom(zoom: number, anchor?: Anchor): void {
    this.#isFitting = false;
    this.#changeZoom(zoom, anchor);
  }

  #changeZoom(zoom: number, anchor?: Anchor): void {
    if (!this.#scene || zoom === this.#scene.zoom) return this.#updateLabels();
    this.#scene = { ...this.#scene, zoom };
    this.#surface.stretch(this.#scene, anchor);
    this.#updateLabels();
    this.#sharpenSoon();
  }

  #sharpenSoon(): void {
    clearTimeout(this.#sharpenTimer);
    this.#sharpenTimer = setTimeout(() => void this.#refresh(), SHARPEN_DELAY_MS);
  }

  async #render(signal: AbortSignal): Promise<void> {
    const scene = this.#scene;
    if (!scene || !this.#document) return;
    this.#startProgress();
    const before = this.shown;
    const onProgress = (progress: Progress) => {
      this.#emit("vitrine-progress", progress);
      this.#progress.show(progress);
    };
    const { drawn } = this.#ready ?? {};
    this.#ready = undefined;
    const shown = await this.#surface.render(scene, signal, onProgress, drawn);
    this.#opener.ahead.begin();
    this.#progress.stop();
    this.#trouble.succeed();
    if (this.#document?.info.isPartial) this.#trouble.notePartial();
    this.#updateLabels();
    if (shown !== before && !this.#desk.isOpen) this.#tellShown(shown, before);
  }

  #tellShown(shown: Shown, before?: Shown): void {
    const isFirst = before === undefined;
    this.#gallery.shown(shown.page);
    if (before?.page !== shown.page && (isFirst || !this.#gallery.isAnimated)) this.#announcePage();
    const { page, pageCount, zoom } = this;
    this.#timing.note(this.#document?.info, this.hasAttribute("timing"));
    this.#emit("vitrine-page", { page, pageCount, zoom });
  }

  /** The user has scrolled to another page. */
  #follow(index: number, page: Page | undefined): void {
    this.#pageIndex = index;
    if (page && this.#scene) this.#scene = { ...this.#scene, page };
    this.#updateLabels();
  }

  #showProgress(progress: Progress | undefined): void {
    if (!progress) return this.#progress.stop();
    this.#startProgress();
    this.#progress.show(progress);
  }

  #fail(caught: unknown): void {
    const error = VitrineError.from(caught);
    this.#progress.stop();
    if (error.code === "E_CANCELLED") return;
    this.#desk.close();
    this.#picture.clear();
    this.#scene = undefined;
    this.#trouble.show(error, this.#source, this.name);
    this.#gallery.failed();
    this.#updateLabels();
    this.#emit("vitrine-error", error);
  }

  #announcePage(): void {
    const { page } = this;
    const pageCount = this.#gallery.isAnimated ? 1 : this.pageCount;
    const shown =
      pageCount > 1
        ? this.#words.text("pageOf", { page, count: pageCount })
        : this.#words.text("loaded", { name: this.name });
    this.#parts.live.textContent = shown;
  }

  #updateLabels(): void {
    const { name, page, zoom } = this;
    const pageCount = this.#gallery.isAnimated ? 1 : this.pageCount;
    const isShown = this.#scene !== undefined;
    const [hasSource, isFitting] = [this.#source !== undefined, this.#isFitting];
    const situation = { name, page, pageCount, zoom, hasSource, isShown, isFitting };
    showLabels(this.#parts, this.#words, situation);
  }

  #step(direction: 1 | -1): void {
    const page = this.page + (this.#gallery.isAnimated ? Number.NaN : direction);
    if (page >= 1 && page <= this.pageCount) this.page = page;
    else this.#emit("vitrine-beyond", { direction });
  }

  #emit<Name extends keyof VitrineViewEvents>(
    name: Name,
    detail: VitrineViewEvents[Name]["detail"],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
