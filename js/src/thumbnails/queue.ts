// SPDX-License-Identifier: Apache-2.0
// Which work runs now: the first of what is wanted, so many at a time. What is no longer wanted is
// stopped at once.

export interface Work {
  /** The same key is the same work. */
  key: string;
}

export class Queue<Wanted extends Work> {
  readonly #limit: number;
  readonly #start: (work: Wanted, signal: AbortSignal) => Promise<void>;
  readonly #running = new Map<string, AbortController>();
  #waiting: Wanted[] = [];
  #isPaused = false;

  /** `start` begins work; its promise is kept when it has ended, whatever became of it. */
  constructor(limit: number, start: (work: Wanted, signal: AbortSignal) => Promise<void>) {
    this.#limit = limit;
    this.#start = start;
  }

  /** Says what is wanted from now on, the most urgent first. Work that runs already goes on. */
  want(all: readonly Wanted[]): void {
    const keys = new Set(all.map(({ key }) => key));
    for (const [key, running] of this.#running) if (!keys.has(key)) running.abort();
    this.#waiting = all.filter(({ key }) => !this.#isRunning(key));
    this.#fill();
  }

  /** Nothing begins while paused. */
  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
    this.#fill();
  }

  get runningCount(): number {
    return this.#running.size;
  }

  /** Work that was told to stop may be wanted anew; it begins when it has ended. */
  #isRunning(key: string): boolean {
    return this.#running.get(key)?.signal.aborted === false;
  }

  #fill(): void {
    while (!this.#isPaused && this.#running.size < this.#limit) {
      const index = this.#waiting.findIndex(({ key }) => !this.#running.has(key));
      const [work] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (!work) return;
      this.#run(work);
    }
  }

  #run(work: Wanted): void {
    const abort = new AbortController();
    this.#running.set(work.key, abort);
    void this.#start(work, abort.signal).finally(() => {
      this.#running.delete(work.key);
      this.#fill();
    });
  }
}
