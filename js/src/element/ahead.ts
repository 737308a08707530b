// SPDX-License-Identifier: Apache-2.0
// The file that will likely be wanted next: opened and drawn in idle time, stopped at once when
// something else is wanted. One at a time.
import type { Document, Page } from "../document/document.js";
import { isSameSource, type Source } from "../document/source.js";
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
  generation: number;
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
    if (source && this.#source && isSameSource(source, this.#source)) return;
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
    const generation = generationOf(source);
    const work: Work = { abort, ready, isStarted: false, isDone: false, generation };
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
    const isSame = this.#source !== undefined && isSameSource(source, this.#source);
    const isWanted = isSame && work?.isStarted && work.generation === generationOf(source);
    if (isWanted) this.#work = undefined;
    this.want(undefined);
    if (!isWanted) return undefined;
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

/** How often the rights to a source have been renewed: what was read under others is not shown. */
function generationOf(source: Source): number {
  return "bridge" in source ? source.bridge.generation : 0;
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
