// SPDX-License-Identifier: Apache-2.0
// Waiting: for one's turn, and only as long as a signal lets.
import { cancelled } from "../errors.js";

/** Rejects as soon as the signal is aborted, without waiting for the work to notice. */
export function abortable<Result>(
  signal: AbortSignal | undefined,
  work: Promise<Result>,
): Promise<Result> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled(signal.reason));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Lets one after another work; whoever gives up while waiting is passed over. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all before it is done. `settled` answers when the next may begin, which may
   *  be later than the result. */
  async take<Result>(
    signal: AbortSignal | undefined,
    work: () => Promise<Result>,
    settled: () => Promise<unknown>,
  ): Promise<Result> {
    const before = this.#last;
    const turn = abortable(signal, before).then(work);
    this.#last = before.then(() => turn.catch(() => undefined)).then(settled);
    return turn;
  }
}
