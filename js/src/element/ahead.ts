// SPDX-License-Identifier: Apache-2.0
// The file that will likely be wanted next: opened and drawn in idle time, stopped at once when
// something else is wanted. One at a time.
import type { Document, Page, Source } from "../document/document.js";
import type { Drawn } from "./picture.js";

const IDLE_MS = 200;

/** A file that is open, with its first page drawn as it will be shown. */
export interface Ready {
  document: Document;
  page: Page;
  drawn: Drawn;
}

export type Prepare = (source: Source, signal: AbortSignal) => Promise<Ready>;

interface Work {
  abort: AbortController;
  ready: Promise<Ready | undefined>;
  isStarted: boolean;
  isDone: boolean;
}

export class Ahead {
  readonly #prepare: Prepare;
  readonly #idle: (signal: AbortSignal) => Promise<void>;
  #source: Source | undefined;
  #work: Work | undefined;

  constructor(prepare: Prepare, idle = whenIdle) {
    this.#prepare = prepare;
    this.#idle = idle;
  }

  /** Says what comes next; undefined for nothing. */
  want(source: Source | undefined): void {
    if (source && this.#source && isSame(source, this.#source)) return;
    this.#cancel();
    this.#source = source;
  }

  /** What is on screen is done: begins as soon as the browser is idle. */
  begin(): void {
    const source = this.#source;
    if (!source || this.#work) return;
    const abort = new AbortController();
    const start = async () => {
      await this.#idle(abort.signal);
      if (abort.signal.aborted) return undefined;
      work.isStarted = true;
      return this.#prepare(source, abort.signal);
    };
    const ready = start()
      .catch(() => undefined) // whoever opens the file is told
      .finally(() => (work.isDone = true));
    const work: Work = { abort, ready, isStarted: false, isDone: false };
    this.#work = work;
  }

  /** Something on screen is wanted: what is not ready stops, and waits for begin(). */
  pause(): void {
    if (this.#work && !this.#work.isDone) this.#cancel();
  }

  /** The file, ready or soon to be, if it is the one that was prepared. It is the caller's from now
   *  on, until `signal` is aborted. In any case nothing is prepared any longer. */
  take(source: Source, signal: AbortSignal): Promise<Ready | undefined> | undefined {
    const work = this.#work;
    const isWanted = this.#source !== undefined && isSame(source, this.#source);
    if (work?.isStarted && isWanted) this.#work = undefined;
    this.want(undefined);
    if (!work?.isStarted || !isWanted) return undefined;
    signal.addEventListener("abort", () => work.abort.abort(), { once: true });
    return work.ready;
  }

  #cancel(): void {
    this.#work?.abort.abort();
    void this.#work?.ready.then((ready) => {
      ready?.drawn.bitmap.close();
      ready?.document.close();
    });
    this.#work = undefined;
  }
}

/** The same file, opened with the same rights. */
function isSame(a: Source, b: Source): boolean {
  if (a === b) return true;
  if (!("path" in a) || !("path" in b) || a.path !== b.path || a.share !== b.share) return false;
  if ("bridge" in a) return "bridge" in b && a.bridge === b.bridge;
  return !("bridge" in b) && a.endpoint === b.endpoint && a.token === b.token;
}

function whenIdle(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const handle =
      typeof requestIdleCallback === "function"
        ? requestIdleCallback(() => resolve())
        : setTimeout(resolve, IDLE_MS);
    const stop = () => {
      if (typeof handle === "number" && typeof cancelIdleCallback === "function")
        cancelIdleCallback(handle);
      else clearTimeout(handle);
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
