// SPDX-License-Identifier: Apache-2.0
// Playing the frames of a picture, each as long as the file says. Frames that take longer to draw
// than they last are shown as soon as they are there; none is left out.

/** What of <vitrine-view> a player needs. */
export interface Screen {
  page: number;
  readonly pageCount: number;
  /** Milliseconds that the frame on screen lasts. */
  readonly durationMs: number;
}

/** Frames that name no time, or nearly none, last as long as in browsers. */
const DURATION_MIN_MS = 20;
const DURATION_DEFAULT_MS = 100;

export class Animation {
  readonly #screen: Screen;
  readonly #onChange: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPlaying = false;
  #askedAt = 0;

  constructor(screen: Screen, onChange: () => void) {
    this.#screen = screen;
    this.#onChange = onChange;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  play(): void {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    this.#askedAt = performance.now();
    this.shown();
    this.#onChange();
  }

  pause(): void {
    clearTimeout(this.#timer);
    if (!this.#isPlaying) return;
    this.#isPlaying = false;
    this.#onChange();
  }

  /** A frame is on screen: the next one is asked for so that it comes when this one has lasted. */
  shown(): void {
    if (!this.#isPlaying) return;
    clearTimeout(this.#timer);
    const { durationMs } = this.#screen;
    const lasts = durationMs < DURATION_MIN_MS ? DURATION_DEFAULT_MS : durationMs;
    const drawing = performance.now() - this.#askedAt;
    this.#timer = setTimeout(() => this.#next(), Math.max(0, lasts - Math.min(drawing, lasts)));
  }

  #next(): void {
    this.#askedAt = performance.now();
    const { page, pageCount } = this.#screen;
    this.#screen.page = (page % pageCount) + 1;
  }
}
