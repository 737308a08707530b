// SPDX-License-Identifier: Apache-2.0
// Thumbnails for the page: whoever shows some says which, in the order in which they matter; they
// are made while nobody waits for anything else, and kept in memory up to a weight.
import type { Bridge } from "../bridge/bridge.js";
import { VitrineError } from "../errors.js";
import { Lru } from "../lru.js";
import { watchForeground } from "../workers/foreground.js";
import type { Thumbnail } from "../workers/messages.js";
import { ThumbnailMaker } from "./maker.js";
import { Queue } from "./queue.js";

const WORKERS_MAX = 4;
const BITMAP_BYTES_MAX = 48 * 2 ** 20;
const FAILURES_MAX = 10_000;

/** A file whose thumbnail is wanted. */
export interface Wish {
  bridge: Bridge;
  share: string;
  path: string;
  /** Tells one content from another: of the listing, so that no request is needed. */
  version: string;
  /** Pixels of the longer side at most. */
  size: number;
  /** A preview in the file will do. */
  isRough: boolean;
}

interface Job extends Wish {
  key: string;
}

const keyOf = ({ bridge, share, path, version, size }: Wish) =>
  JSON.stringify([bridge.number, share, path, version, size]);

/** The thumbnails of the page; its makers are one pool. */
class Thumbnails {
  readonly #maker = new ThumbnailMaker();
  readonly #lists = new Map<WishList, Job[]>();
  readonly #kept = new Lru<string, Thumbnail>({
    weightMax: BITMAP_BYTES_MAX,
    weigh: ({ bitmap }) => 4 * bitmap.width * bitmap.height,
    drop: ({ bitmap }) => bitmap.close(),
  });
  /** Codes of the errors of files that have no thumbnail. */
  readonly #failed = new Lru<string, string>({ weightMax: FAILURES_MAX, weigh: () => 1 });
  readonly #queue: Queue<Job>;

  constructor() {
    const limit = Math.max(1, Math.min(WORKERS_MAX, navigator.hardwareConcurrency - 1));
    this.#queue = new Queue<Job>(limit, (job, signal) => this.#make(job, signal));
    watchForeground((isBusy) => {
      this.#queue.isPaused = isBusy;
    });
  }

  /** What is there of it. Borrowed, until anything else is called. */
  find(wish: Wish): Thumbnail | undefined {
    return this.#kept.get(keyOf(wish));
  }

  /** The code of the error that it ended with, if it did. */
  failureOf(wish: Wish): string | undefined {
    return this.#failed.get(keyOf(wish));
  }

  set(list: WishList, wishes: readonly Wish[]): void {
    const jobs = wishes.map((wish) => ({ ...wish, key: `${keyOf(wish)}${wish.isRough}` }));
    if (jobs.length > 0) this.#lists.set(list, jobs);
    else this.#lists.delete(list);
    this.#queue.want([...this.#lists.values()].flat());
  }

  /** Forgets what a token has opened that is no longer the bridge's. */
  forget(): void {
    this.#kept.clear();
    this.#failed.clear();
  }

  async #make(job: Job, signal: AbortSignal): Promise<void> {
    const { bridge, share, path, size, isRough } = job;
    try {
      const place = bridge.locate(share, path);
      const thumbnail = await this.#maker.make(place, size, isRough, signal);
      this.#kept.set(keyOf(job), thumbnail);
    } catch (caught) {
      const { code } = VitrineError.from(caught);
      if (code === "E_CANCELLED" || code === "E_CONNECTION") return;
      this.#failed.set(keyOf(job), code);
    } finally {
      for (const list of this.#lists.keys()) if (!signal.aborted) list.onChange();
    }
  }
}

let thumbnails: Thumbnails | undefined;

/** What one element of the page wants. */
export class WishList {
  readonly onChange: () => void;
  readonly #all = (thumbnails ??= new Thumbnails());

  /** `onChange`: something that somebody wanted is there, or will never be. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  find(wish: Wish): Thumbnail | undefined {
    return this.#all.find(wish);
  }

  failureOf(wish: Wish): string | undefined {
    return this.#all.failureOf(wish);
  }

  /** Says what is wanted from now on, the most urgent first; the rest is stopped. */
  want(wishes: readonly Wish[]): void {
    this.#all.set(this, wishes);
  }

  forget(): void {
    this.#all.forget();
  }
}
