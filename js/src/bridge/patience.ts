// SPDX-License-Identifier: Apache-2.0
// The end of waiting for a server that has gone silent: aborts a stream on which nothing comes.
import { Code, ConnectError } from "@connectrpc/connect";

export class Patience {
  readonly #abort = new AbortController();
  readonly #outer: AbortSignal;
  readonly #silenceMs: number;
  readonly #onOuterAbort = () => this.#abort.abort(this.#outer.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  /** Aborts `signal` with `outer`, or when nothing was heard for `silenceMs`. */
  constructor(outer: AbortSignal, silenceMs: number) {
    this.#outer = outer;
    this.#silenceMs = silenceMs;
    if (outer.aborted) this.#onOuterAbort();
    outer.addEventListener("abort", this.#onOuterAbort, { once: true });
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Something has come: waiting begins anew. */
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#abort.abort();
    }, this.#silenceMs);
  }

  /** The error to report for one that the stream ended with: silence may pass, a stop does not. */
  explain(error: unknown): unknown {
    if (!this.#isOver) return error;
    return new ConnectError(`nothing came for ${this.#silenceMs} ms`, Code.Unavailable);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener("abort", this.#onOuterAbort);
  }
}
