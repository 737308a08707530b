// SPDX-License-Identifier: Apache-2.0
// What <vitrine-view> has for looking at pictures one after another: playing animations, the
// slideshow, the panel of facts; their buttons and keys.
import type { Document, Page } from "../../document/document.js";
import type { Source } from "../../document/source.js";
import type { Label } from "../../text/text.js";
import { element, icon, type Parts } from "../parts.js";
import type { Words } from "../words.js";
import { Animation } from "./animation.js";
import { InfoPanel } from "./info-panel.js";
import { Slideshow } from "./slideshow.js";

const ICONS = {
  play: "M8 5l11 7l-11 7z",
  pause: "M8 5v14M16 5v14",
  slideshow: "M4 5h16v11H4zM9 20h6M10.5 8v5l4-2.5z",
  details: "M12 11v6M12 7v.01M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18",
} as const;
type Tool = "play" | "slideshow" | "details";

/** What of <vitrine-view> it needs. */
export interface Viewer extends HTMLElement {
  page: number;
  readonly pageCount: number;
  readonly source: Source | undefined;
  readonly name: string;
}

export class Gallery {
  readonly #host: Viewer;
  readonly #words: Words;
  readonly #live: HTMLElement;
  readonly #panel: InfoPanel;
  readonly #animation: Animation;
  readonly #slideshow: Slideshow;
  readonly #buttons: Record<Tool, HTMLButtonElement>;
  #document: Document | undefined;
  #page: Page | undefined;

  /** Adds its controls to the toolbar of `parts`. */
  constructor(host: Viewer, parts: Parts, words: Words) {
    [this.#host, this.#words, this.#live] = [host, words, parts.live];
    this.#panel = new InfoPanel(words);
    const durationMs = () => this.#page?.info.durationMs ?? 0;
    this.#animation = new Animation(screenOf(host, durationMs), () => this.#update());
    this.#slideshow = new Slideshow(
      () => this.#goOn(),
      () => this.#tellSlideshow(),
    );
    const [play, slideshow, details] = [createButton(), createButton(), createButton()];
    this.#buttons = { play, slideshow, details };
    play.addEventListener("click", () => this.#togglePlaying());
    slideshow.addEventListener("click", () => this.#toggleSlideshow());
    details.addEventListener("click", () => this.#toggleDetails());
    parts.groups.file.prepend(play, slideshow, details);
  }

  get panel(): HTMLElement {
    return this.#panel.root;
  }

  /** Whether pages are frames of something that moves. */
  get isAnimated(): boolean {
    return this.#host.pageCount > 1 && (this.#page?.info.durationMs ?? 0) > 0;
  }

  /** Its keys work until the signal is aborted. */
  bindKeys(signal: AbortSignal): void {
    this.#host.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    const onHide = () => document.hidden && this.#animation.pause();
    document.addEventListener("visibilitychange", onHide, { signal });
    signal.addEventListener("abort", () => this.#slideshow.stop());
    this.#update();
  }

  open(document: Document): void {
    this.#document = document;
  }

  /** A page, or frame, is on screen. */
  shown(page: Page): void {
    const isNew = this.#page === undefined;
    this.#page = page;
    if (isNew) this.#begin();
    this.#animation.shown();
  }

  /** What cannot be shown has its time in a slideshow too. */
  failed(): void {
    this.#slideshow.shown();
  }

  close(): void {
    this.#animation.pause();
    this.#document = undefined;
    this.#page = undefined;
    this.#update();
  }

  #begin(): void {
    this.#slideshow.shown();
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.isAnimated && !isCalm) this.#animation.play();
    if (this.#panel.isOpen) this.#showDetails();
    this.#update();
  }

  #onKey(event: KeyboardEvent): void {
    const isTyping = event.composedPath()[0] instanceof HTMLInputElement;
    const isModified = event.altKey || event.ctrlKey || event.metaKey;
    if (isTyping || isModified || event.defaultPrevented || !this.#act(event)) return;
    event.preventDefault();
  }

  /** Answers whether the key was one of ours. */
  #act(event: KeyboardEvent): boolean {
    if (event.key === "i") this.#toggleDetails();
    else if (event.key === "s") this.#toggleSlideshow();
    else if (event.key === "Escape" && this.#slideshow.isRunning) this.#slideshow.stop();
    else if (event.key === "Escape" && this.#panel.isOpen) this.#toggleDetails();
    else if (event.key === " " && !isButton(event)) {
      if (this.#slideshow.isRunning) this.#slideshow.stop();
      else if (this.isAnimated) this.#togglePlaying();
      else return false;
    } else return false;
    return true;
  }

  #togglePlaying(): void {
    if (this.#animation.isPlaying) this.#animation.pause();
    else if (this.isAnimated) this.#animation.play();
  }

  #toggleSlideshow(): void {
    if (this.#slideshow.isRunning) this.#slideshow.stop();
    else if (this.#host.source) this.#slideshow.start();
  }

  #toggleDetails(): void {
    if (this.#panel.isOpen) this.#panel.close();
    else this.#showDetails();
    this.#update();
  }

  #showDetails(): void {
    const { source, name } = this.#host;
    const [document, page] = [this.#document, this.#page];
    if (source && document) void this.#panel.open({ source, name, document, page });
  }

  /** The page may open another file; where it does not, there is none. */
  #goOn(): boolean {
    const before = this.#host.source;
    const detail = { direction: 1 as const };
    const event = new CustomEvent("vitrine-beyond", { detail, bubbles: true, composed: true });
    this.#host.dispatchEvent(event);
    return this.#host.source !== before;
  }

  #tellSlideshow(): void {
    const label = this.#slideshow.isRunning ? "slideshowRuns" : "slideshowStopped";
    this.#live.textContent = this.#words.text(label);
    this.#update();
  }

  #update(): void {
    const { play, slideshow, details } = this.#buttons;
    const isPlaying = this.#animation.isPlaying;
    play.hidden = !this.isAnimated;
    this.#show(play, isPlaying ? "pause" : "play", isPlaying);
    this.#show(slideshow, "slideshow", this.#slideshow.isRunning);
    this.#show(details, "details", this.#panel.isOpen);
    details.disabled = this.#document === undefined;
    slideshow.disabled = this.#host.source === undefined;
  }

  #show(button: HTMLButtonElement, name: keyof typeof ICONS & Label, isPressed: boolean): void {
    button.replaceChildren(icon(ICONS[name]));
    button.setAttribute("aria-label", this.#words.text(name));
    button.title = this.#words.text(name);
    if (name !== "play" && name !== "pause") button.setAttribute("aria-pressed", `${isPressed}`);
  }
}

/** The viewer as a player sees it. */
function screenOf(host: Viewer, durationMs: () => number) {
  return {
    get page() {
      return host.page;
    },
    set page(page: number) {
      host.page = page;
    },
    get pageCount() {
      return host.pageCount;
    },
    get durationMs() {
      return durationMs();
    },
  };
}

function createButton(): HTMLButtonElement {
  const button = element("button");
  button.type = "button";
  return button;
}

function isButton(event: KeyboardEvent): boolean {
  return event.composedPath()[0] instanceof HTMLButtonElement;
}
