// SPDX-License-Identifier: Apache-2.0
// <vitrine-view>: shows a page of an image or document, with pages, zoom, progress and errors in
// words. Decoding happens in workers; this file lays out and listens.
import { Document, type DocumentOptions, type Source } from "../document/document.js";
import { cancelled, VitrineError } from "../errors.js";
import { errorSentence, label, type Label } from "../text/text.js";
import type { Progress } from "../workers/messages.js";
import { Ahead, type Ready } from "./ahead.js";
import type { VitrineViewEvents } from "./events.js";
import { type Anchor, bindInput, type Commands } from "./input.js";
import { clampZoom, fitZoom, nextZoom } from "./layout.js";
import { createMessage } from "./message.js";
import { type Action, createParts, type Parts } from "./parts.js";
import { Picture, type Scene, type Shown } from "./picture.js";
import { ProgressBar } from "./progress.js";
import { Rotations } from "./rotations.js";
import { sharedStyle } from "./style.js";

const SHARPEN_DELAY_MS = 80;
const BUTTONS: readonly Action[] = [
  "previous",
  "next",
  "zoomOut",
  "zoomIn",
  "fit",
  "actual",
  "turnLeft",
  "turnRight",
  "fullscreen",
];

const SCENE_BUTTONS = ["zoomIn", "zoomOut", "fit", "actual", "turnLeft", "turnRight"] as const;

export class VitrineView extends HTMLElement {
  static readonly observedAttributes = ["lang"];

  readonly #parts: Parts = createParts();
  readonly #picture = new Picture(this.#parts);
  readonly #commands: Commands = this.#createCommands();
  readonly #progress = new ProgressBar(this.#parts.progress);
  readonly #rotations = new Rotations();
  readonly #ahead = new Ahead((source, signal) => this.#prepare(source, signal));
  /** What was prepared of the document that is open, until it is shown. */
  #ready: Ready | undefined;
  #connected: AbortController | undefined;
  #loading: AbortController | undefined;
  #rendering: AbortController | undefined;
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
    root.append(progress, stage, notice, bar, live);
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
    if (!source) this.#ahead.want(undefined);
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
    this.#ahead.want(source);
    if (this.#picture.shown && !this.#loading) this.#ahead.begin();
  }

  /** The page on screen, counted from 1. */
  get page(): number {
    return this.#pageIndex + 1;
  }

  set page(page: number) {
    const index = Math.trunc(page) - 1;
    if (!this.#document || !(index >= 0 && index < this.pageCount) || index === this.#pageIndex)
      return;
    this.#pageIndex = index;
    void this.#refresh();
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
    return this.#picture.shown;
  }

  /** Makes a page fit the window, and keeps it so. */
  fit(): void {
    this.#isFitting = true;
    this.#refit();
  }

  connectedCallback(): void {
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const { stage, buttons } = this.#parts;
    for (const action of BUTTONS) {
      buttons[action].addEventListener("click", () => this.#commands[action](), { signal });
    }
    bindInput(this, stage, this.#commands, signal);
    stage.addEventListener("scroll", () => this.#sharpenSoon(), { signal, passive: true });
    const observer = new ResizeObserver(() =>
      this.#isFitting ? this.#refit() : this.#sharpenSoon(),
    );
    observer.observe(stage);
    signal.addEventListener("abort", () => observer.disconnect());
    this.#watchPixelRatio(signal);
    this.#updateLabels();
    if (this.#source && !this.#document && !this.#loading) void this.#load().catch(() => undefined);
  }

  disconnectedCallback(): void {
    this.#connected?.abort();
    this.#ahead.want(undefined);
    this.#closeDocument();
  }

  attributeChangedCallback(): void {
    this.#updateLabels();
  }

  get #language(): string {
    const own = this.closest<HTMLElement>("[lang]")?.lang;
    return own || navigator.language;
  }

  #text(name: Label, values?: Record<string, unknown>): string {
    return label(name, this.#language, values);
  }

  async #load(): Promise<void> {
    this.#closeDocument();
    this.#picture.clear();
    this.#hideMessage();
    this.#updateLabels();
    if (!this.#source || !this.isConnected) return;
    const loading = new AbortController();
    this.#loading = loading;
    this.#progress.start(() => this.#text("loading"));
    try {
      const opened = await this.#openDocument(this.#source, loading.signal);
      if (loading.signal.aborted) {
        opened.close();
        throw cancelled();
      }
      this.#document = opened;
      this.#emit("vitrine-load", opened.info);
      await this.#refresh();
    } catch (error) {
      if (this.#loading === loading) this.#fail(error);
      throw error;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  async #openDocument(source: Source, signal: AbortSignal): Promise<Document> {
    const { name: _, ...options } = this.#options;
    const taken = this.#ahead.take(source, signal);
    const ready = await taken;
    if (ready && Object.keys(options).length === 0) {
      this.#ready = ready;
      return ready.document;
    }
    ready?.document.close();
    return Document.open(source, { ...options, signal });
  }

  async #prepare(source: Source, signal: AbortSignal): Promise<Ready> {
    const opened = await Document.open(source, { signal });
    try {
      const page = await opened.page(0, signal);
      const turns = this.#rotations.turnsOf(source);
      const scene = { page, isPaged: opened.info.isPaged, turns };
      const drawn = await this.#picture.draw({ ...scene, zoom: this.#fitting(scene) }, signal);
      return { document: opened, page, drawn };
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  #closeDocument(): void {
    clearTimeout(this.#sharpenTimer);
    this.#loading?.abort();
    this.#loading = undefined;
    this.#rendering?.abort();
    this.#progress.stop();
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
    this.#ahead.pause();
    const { signal } = rendering;
    try {
      await this.#turnPage(signal);
      await this.#render(signal);
    } catch (error) {
      if (signal.aborted || VitrineError.from(error).code === "E_CANCELLED") return;
      this.#fail(error);
    }
  }

  async #turnPage(signal: AbortSignal): Promise<void> {
    const opened = this.#document;
    if (!opened || this.#scene?.page.index === this.#pageIndex) return;
    this.#progress.start(() => this.#text("loading"));
    const ready = this.#pageIndex === 0 ? this.#ready?.page : undefined;
    const page = ready ?? (await opened.page(this.#pageIndex, signal));
    if (signal.aborted) throw cancelled(signal.reason);
    const { isPaged } = opened.info;
    const isFirst = this.#scene === undefined;
    const turns = this.#rotations.turnsOf(this.#source);
    const scene = { page, isPaged, turns };
    const zoom = this.#isFitting || isFirst ? this.#fitting(scene) : this.zoom;
    this.#scene = { ...scene, zoom };
  }

  #turn(scene: Scene): void {
    this.#scene = this.#isFitting ? { ...scene, zoom: this.#fitting(scene) } : scene;
    this.#picture.stretch(this.#scene);
    this.#updateLabels();
    this.#parts.live.textContent = this.#text("turned", { degrees: this.rotation });
    this.#sharpenSoon();
  }

  #fitting(scene: Omit<Scene, "zoom">): number {
    const { width, height } = this.#picture.view;
    const margin = 32;
    const room = { width: Math.max(1, width - margin), height: Math.max(1, height - margin) };
    return fitZoom(Picture.sizeOf(scene), room, scene.isPaged);
  }

  #refit(): void {
    if (!this.#scene) return;
    this.#changeZoom(this.#fitting(this.#scene));
  }

  #setZoom(zoom: number, anchor?: Anchor): void {
    this.#isFitting = false;
    this.#changeZoom(zoom, anchor);
  }

  #changeZoom(zoom: number, anchor?: Anchor): void {
    if (!this.#scene || zoom === this.#scene.zoom) return this.#updateLabels();
    this.#scene = { ...this.#scene, zoom };
    this.#picture.stretch(this.#scene, anchor);
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
    this.#progress.start(() => this.#text("loading"));
    const before = this.#picture.shown;
    const onProgress = (progress: Progress) => {
      this.#emit("vitrine-progress", progress);
      this.#progress.show(progress);
    };
    const { drawn } = this.#ready ?? {};
    this.#ready = undefined;
    const shown = await this.#picture.render(scene, signal, onProgress, drawn);
    this.#ahead.begin();
    this.#progress.stop();
    this.#hideMessage();
    this.#updateLabels();
    if (shown === before) return;
    if (before?.page !== shown.page) this.#announcePage();
    const { page, pageCount } = this;
    this.#emit("vitrine-page", { page, pageCount, zoom: scene.zoom });
  }

  #fail(caught: unknown): void {
    const error = VitrineError.from(caught);
    this.#progress.stop();
    if (error.code === "E_CANCELLED") return;
    const sentence = errorSentence(error.code, this.#language) ?? error.message;
    this.#picture.clear();
    this.#scene = undefined;
    const { message, live } = this.#parts;
    message.replaceChildren(
      ...createMessage(error, sentence, (name) => this.#text(name), {
        retry: () => void this.#load().catch(() => undefined),
        unlock: (password) => {
          this.#options = { ...this.#options, password };
          this.#load().catch(() => undefined);
        },
      }),
    );
    message.hidden = false;
    live.textContent = sentence;
    this.#updateLabels();
    this.#emit("vitrine-error", error);
  }

  #hideMessage(): void {
    this.#parts.message.hidden = true;
    this.#parts.message.replaceChildren();
  }

  #announcePage(): void {
    const { pageCount, page } = this;
    const shown =
      pageCount > 1
        ? this.#text("pageOf", { page, count: pageCount })
        : this.#text("loaded", { name: this.name });
    this.#parts.live.textContent = shown;
  }

  #updateLabels(): void {
    const { buttons, bar, canvas, stage, notice, pages, pageText, zoomText } = this.#parts;
    for (const action of BUTTONS) {
      buttons[action].setAttribute("aria-label", this.#text(action));
      buttons[action].title = this.#text(action);
    }
    const { page, pageCount, zoom } = this;
    const isShown = this.#scene !== undefined;
    bar.setAttribute("aria-label", this.#text("toolbar"));
    stage.setAttribute(
      "aria-label",
      this.name ? `${this.#text("viewer")}: ${this.name}` : this.#text("viewer"),
    );
    pages.hidden = pageCount < 2;
    pageText.textContent = this.#text("pageShort", { page, count: pageCount });
    zoomText.textContent = isShown
      ? this.#text("zoomLevel", { percent: Math.round(zoom * 100) })
      : "";
    canvas.setAttribute(
      "aria-label",
      pageCount > 1
        ? `${this.name}, ${this.#text("pageOf", { page, count: pageCount })}`
        : this.name,
    );
    buttons.previous.disabled = page <= 1;
    buttons.next.disabled = page >= pageCount;
    for (const action of SCENE_BUTTONS) buttons[action].disabled = !isShown;
    buttons.fit.setAttribute("aria-pressed", String(isShown && this.#isFitting));
    buttons.actual.setAttribute("aria-pressed", String(isShown && !this.#isFitting && zoom === 1));
    notice.textContent = this.#text("partial");
    notice.hidden = !(isShown && this.#document?.info.isPartial);
  }

  #createCommands(): Commands {
    const toActual = (anchor?: Anchor) => this.#setZoom(1, anchor);
    return {
      previous: () => this.#step(-1),
      next: () => this.#step(1),
      first: () => {
        this.page = 1;
      },
      last: () => {
        this.page = this.pageCount;
      },
      zoomIn: (anchor) => this.#setZoom(nextZoom(this.zoom, 1), anchor),
      zoomOut: (anchor) => this.#setZoom(nextZoom(this.zoom, -1), anchor),
      fit: () => this.fit(),
      actual: toActual,
      scale: (factor, anchor) => this.#setZoom(clampZoom(this.zoom * factor), anchor),
      toggle: (anchor) => (this.#isFitting ? toActual(anchor) : this.fit()),
      turnLeft: () => (this.rotation -= 90),
      turnRight: () => (this.rotation += 90),
      fullscreen: () => void this.#toggleFullscreen().catch(() => undefined),
    };
  }

  #step(direction: 1 | -1): void {
    const page = this.page + direction;
    if (page >= 1 && page <= this.pageCount) this.page = page;
    else this.#emit("vitrine-beyond", { direction });
  }

  async #toggleFullscreen(): Promise<void> {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.requestFullscreen();
  }

  /** A window that moves to another screen may need other pixels. */
  #watchPixelRatio(signal: AbortSignal): void {
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener(
      "change",
      () => {
        if (this.#isFitting) this.#refit();
        this.#sharpenSoon();
        this.#watchPixelRatio(signal);
      },
      { once: true, signal },
    );
  }

  #emit<Name extends keyof VitrineViewEvents>(
    name: Name,
    detail: VitrineViewEvents[Name]["detail"],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function nameOf(source: Source | undefined): string | undefined {
  if (source instanceof File) return source.name;
  if (source && "path" in source) return source.path.split("/").at(-1);
  return undefined;
}
